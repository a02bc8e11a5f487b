"""What people write for backpropagate that is wrong, and what to tell them."""

from collections import deque
from typing import Any

from firsthand.course.grading.exercise import Mistake
from firsthand.lessons.neural.autograd.mistakes_graphs import _ordered


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


def passed_on_again(slopes: Any, output: Any) -> Any:
    gradients, waiting = {output: 1.0}, deque([output])
    while waiting:
        node = waiting.popleft()
        for parent, slope in slopes[node]:
            gradients[parent] = gradients.get(parent, 0.0) + gradients[node] * slope
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


def pairs_as_a_dict(slopes: Any, output: Any) -> Any:
    gradients = _zeros(slopes, output)
    gradients[output] = 1.0
    for node in reversed(_order_of(slopes, output)):
        for parent, slope in dict(slopes[node]).items():
            gradients[parent] += gradients[node] * slope
    return gradients


def pairs_as_a_set(slopes: Any, output: Any) -> Any:
    gradients = _zeros(slopes, output)
    gradients[output] = 1.0
    for node in reversed(_order_of(slopes, output)):
        for parent, slope in set(slopes[node]):
            gradients[parent] += gradients[node] * slope
    return gradients


def zeros_dropped(slopes: Any, output: Any) -> Any:
    return {node: gradient for node, gradient in _right(slopes, output).items() if gradient}


def inputs_and_output(slopes: Any, output: Any) -> Any:
    return {n: gradient for n, gradient in _right(slopes, output).items() if not slopes[n] or n == output}


def in_order_of_the_table(slopes: Any, output: Any) -> Any:
    gradients = _zeros(slopes, output)
    gradients[output] = 1.0
    for node in reversed([node for node in slopes if node in gradients]):
        for parent, slope in slopes[node]:
            gradients[parent] += gradients[node] * slope
    return gradients


def gradients_alone(slopes: Any, output: Any) -> Any:
    return list(_right(slopes, output).values())


def forwards_without_zeros(slopes: Any, output: Any) -> Any:
    gradients = {output: 1.0}
    for node in _order_of(slopes, output):
        for parent, slope in slopes[node]:
            gradients[parent] = gradients.get(parent, 0.0) + gradients[node] * slope
    return gradients


BACKPROPAGATE = [
    Mistake(
        pairs_as_a_dict,
        "A dict keeps one slope for each parent. In a * a the same parent comes twice, and both shares count: walk through "
        "the pairs.",
    ),
    Mistake(
        pairs_as_a_set,
        "A set drops a pair that comes twice. In a * a both shares count, equal or not: walk through the list itself.",
    ),
    Mistake(
        zeros_dropped,
        "Nodes with a gradient of 0 are missing. Whoever asks for one wants to be told 0: give every node behind output.",
        "wrong shape",
    ),
    Mistake(
        inputs_and_output,
        "The nodes between the inputs and the output are missing. Give every node behind output.",
        "wrong shape",
    ),
    Mistake(
        in_order_of_the_table,
        "You went back in the order in which the table lists the nodes, so some passed their gradient on before it was "
        "complete. topological_order gives an order that works.",
    ),
    Mistake(
        gradients_alone,
        "You gave the gradients without the names. Give a dict: the gradient of each node by its name.",
        "wrong type",
    ),
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
        passed_on_again,
        "A node that is used twice has its turn twice, and the second time it passes on again what it had passed on before. "
        "Give each node one turn, when its gradient is complete: backwards through the topological order.",
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
    Mistake(
        forwards_without_zeros,
        "You begin at the inputs, whose gradients nobody knows yet. Go the other way: topological_order puts the output "
        "last, so walk through it in reverse.",
        "crashed",
    ),
]
