"""What people write for orders and for slopes through a graph that is wrong, and what to tell them."""

from collections import deque
from typing import Any

from firsthand.course.exercise import Mistake

ENOUGH = 10_000  # nodes in a list that grows without end

# topological_order ------------------------------------------------------------------------------------------


def _ordered(parents: Any, output: Any) -> list[Any]:
    order: list[Any] = []
    seen = set()
    waiting = [(output, False)]
    while waiting:
        node, done = waiting.pop()
        if done:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            waiting.append((node, True))
            waiting.extend((parent, False) for parent in parents[node])
    return order


def output_first(parents: Any, output: Any) -> Any:
    return _ordered(parents, output)[::-1]


def by_distance(parents: Any, output: Any) -> Any:
    order, waiting, seen = [], deque([output]), {output}
    while waiting:
        node = waiting.popleft()
        order.append(node)
        for parent in parents[node]:
            if parent not in seen:
                seen.add(parent)
                waiting.append(parent)
    return order[::-1]


def when_first_met(parents: Any, output: Any) -> Any:
    order, waiting, seen = [], [output], set()
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            order.append(node)
            waiting.extend(reversed(parents[node]))
    return order[::-1]


def once_for_each_use(parents: Any, output: Any) -> Any:
    order: list[Any] = []
    waiting = [(output, False)]
    while waiting and len(order) < ENOUGH:
        node, done = waiting.pop()
        if done:
            order.append(node)
        else:
            waiting.append((node, True))
            waiting.extend((parent, False) for parent in reversed(parents[node]))
    return order


def without_the_output(parents: Any, output: Any) -> Any:
    return _ordered(parents, output)[:-1]


def the_whole_graph(parents: Any, output: Any) -> Any:
    order: dict[Any, None] = {}
    waiting = [(node, False) for node in parents]
    while waiting:
        node, done = waiting.pop()
        if done:
            order[node] = None
        elif node not in order:
            waiting.append((node, True))
            waiting.extend((parent, False) for parent in parents[node] if parent not in order)
    return list(order)


def as_it_stands(parents: Any, output: Any) -> Any:
    return list(parents)


def parents_only(parents: Any, output: Any) -> Any:
    return [*dict.fromkeys(parents[output]), output]


def by_recursion(parents: Any, output: Any) -> Any:
    order: list[Any] = []
    seen = set()

    def visit(node: Any) -> None:
        if node not in seen:
            seen.add(node)
            for parent in parents[node]:
                visit(parent)
            order.append(node)

    visit(output)
    return order


def along_every_path(parents: Any, output: Any) -> Any:
    order: list[Any] = []
    waiting = [(output, False)]
    while waiting:
        node, done = waiting.pop()
        if not done:
            waiting.append((node, True))
            waiting.extend((parent, False) for parent in parents[node])
        elif node not in order:
            order.append(node)
    return order


TOPOLOGICAL_ORDER = [
    Mistake(
        output_first,
        "It is the right order, the wrong way round: inputs first, the output last. Whoever needs it backwards calls "
        "reversed.",
    ),
    Mistake(
        by_distance,
        "You go by the distance from the output. A node that the output uses directly may also stand deep behind another: "
        "it is near, and must still come before that one. Append a node after all its parents are in.",
    ),
    Mistake(
        when_first_met,
        "You note a node when you first meet it. At that time another way to it may still be open. Note it when you "
        "leave it: after all its parents are in the list.",
    ),
    Mistake(
        once_for_each_use,
        "A node that is used twice stands in your list twice. Remember in a set which ones you have been to.",
    ),
    Mistake(without_the_output, "The output belongs in the list: it is the last."),
    Mistake(
        the_whole_graph,
        "There are nodes in the graph that this output does not depend on: start from the output, and follow parents only.",
    ),
    Mistake(
        as_it_stands,
        "That is the order in which the dict was written, which says nothing about who was made from whom.",
    ),
    Mistake(
        parents_only,
        "You took the parents of the output and stopped there. They have parents too, down to the inputs.",
    ),
    Mistake(
        by_recursion,
        "The order is right, but the function calls itself once for each link of a chain, and Python stops that near "
        "1,000. Keep the nodes that wait in a list: for each, first (node, False), then (node, True) when its parents "
        "are done.",
        "crashed",
    ),
    Mistake(
        along_every_path,
        "You go to a node once for each path that leads to it, and with every doubling the paths double. Look whether "
        "you have been there before you go on to its parents, not after.",
        "too slow",
    ),
]

# backpropagate ----------------------------------------------------------------------------------------------


def _order_of(slopes: Any, output: Any) -> list[Any]:
    return _ordered({node: [parent for parent, _ in pairs] for node, pairs in slopes.items()}, output)


def _zeros(slopes: Any, output: Any) -> Any:
    gradients = dict.fromkeys(_order_of(slopes, output), 0.0)
    gradients[output] = 1.0
    return gradients


def overwritten(slopes: Any, output: Any) -> Any:
    gradients = _zeros(slopes, output)
    for node in reversed(list(gradients)):
        for parent, slope in slopes[node]:
            gradients[parent] = gradients[node] * slope
    return gradients


def slopes_alone(slopes: Any, output: Any) -> Any:
    gradients = _zeros(slopes, output)
    for node in reversed(list(gradients)):
        for parent, slope in slopes[node]:
            gradients[parent] += slope
    return gradients


def slopes_added(slopes: Any, output: Any) -> Any:
    gradients = _zeros(slopes, output)
    for node in reversed(list(gradients)):
        for parent, slope in slopes[node]:
            gradients[parent] += gradients[node] + slope
    return gradients


def begun_at_zero(slopes: Any, output: Any) -> Any:
    return dict.fromkeys(_order_of(slopes, output), 0.0)


def forwards(slopes: Any, output: Any) -> Any:
    gradients = _zeros(slopes, output)
    for node in list(gradients):
        for parent, slope in slopes[node]:
            gradients[parent] += gradients[node] * slope
    return gradients


def passed_on_too_early(slopes: Any, output: Any) -> Any:
    gradients = _zeros(slopes, output)
    waiting, seen = deque([output]), {output}
    while waiting:
        node = waiting.popleft()
        for parent, slope in slopes[node]:
            gradients[parent] += gradients[node] * slope
            if parent not in seen:
                seen.add(parent)
                waiting.append(parent)
    return gradients


def inputs_alone(slopes: Any, output: Any) -> Any:
    gradients = _right(slopes, output)
    return {node: gradient for node, gradient in gradients.items() if not slopes[node]}


def the_unrelated_too(slopes: Any, output: Any) -> Any:
    return dict.fromkeys(slopes, 0.0) | _right(slopes, output)


def without_the_one(slopes: Any, output: Any) -> Any:
    gradients = _right(slopes, output)
    del gradients[output]
    return gradients


def _right(slopes: Any, output: Any) -> Any:
    gradients = _zeros(slopes, output)
    for node in reversed(list(gradients)):
        for parent, slope in slopes[node]:
            gradients[parent] += gradients[node] * slope
    return gradients


def path_by_path(slopes: Any, output: Any) -> Any:
    gradients: dict[Any, float] = {}

    def follow(node: Any, gradient: float) -> None:
        gradients[node] = gradients.get(node, 0.0) + gradient
        for parent, slope in slopes[node]:
            follow(parent, gradient * slope)

    follow(output, 1.0)
    return gradients


BACKPROPAGATE = [
    Mistake(
        overwritten,
        "A node that is used in several places gets a share from each, and yours keeps the last one only. Add: "
        "gradients[parent] += ...",
    ),
    Mistake(
        slopes_alone,
        "You add up the slopes on the way, but not what came down so far. A share is the node's own gradient times the "
        "slope: that is the chain rule.",
    ),
    Mistake(slopes_added, "Along a path slopes multiply. It is only where paths meet that they are added."),
    Mistake(
        begun_at_zero,
        "Everything is 0: nothing was put in at the top. The output changes by 1 for each unit of itself.",
    ),
    Mistake(
        forwards,
        "You go from the inputs to the output. When you come to a node its gradient is not there yet: go through the "
        "order backwards.",
    ),
    Mistake(
        passed_on_too_early,
        "You pass a node's gradient on before all who use the node have added theirs. Its turn comes after theirs: go "
        "backwards through the topological order.",
    ),
    Mistake(
        inputs_alone,
        "The gradients of the nodes between are wanted too, and the 1 of the output.",
        "wrong shape",
    ),
    Mistake(
        the_unrelated_too,
        "Nodes that the output was not made from do not belong in the answer.",
        "wrong shape",
    ),
    Mistake(
        without_the_one,
        "The output belongs in the answer as well: it changes by 1.0 for each unit of itself.",
        "wrong shape",
    ),
    Mistake(
        path_by_path,
        "The numbers are right, but you walk down every path on its own, and where nodes are used twice their number "
        "doubles at every step. Collect at each node first, and pass the sum on once.",
        "too slow",
    ),
]
