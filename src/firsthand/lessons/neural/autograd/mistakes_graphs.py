"""What people write for topological_order that is wrong, and what to tell them."""

from collections import deque
from typing import Any

from firsthand.course.grading.exercise import Mistake

ENOUGH = 10_000  # nodes in a list that grows without end


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


def from_the_output_on(parents: Any, output: Any) -> Any:
    return when_first_met_from_the_right(parents, output)[::-1]


def the_whole_graph_in_rounds(parents: Any, output: Any) -> Any:
    order: dict[Any, None] = {}
    while len(order) < len(parents):
        for node in parents:
            if all(parent in order for parent in parents[node]):
                order[node] = None
    return list(order)


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


def when_first_met_from_the_right(parents: Any, output: Any) -> Any:
    order, waiting, seen = [], [output], set()
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            order.append(node)
            waiting.extend(parents[node])
    return order[::-1]


def as_a_set(parents: Any, output: Any) -> Any:
    return set(_ordered(parents, output))


def in_order_of_names(parents: Any, output: Any) -> Any:
    return sorted(_ordered(parents, output))


def in_order_of_the_table(parents: Any, output: Any) -> Any:
    needed = set(_ordered(parents, output))
    return [node for node in parents if node in needed]


def waits_for_a_twin(parents: Any, output: Any) -> Any:
    needed = _ordered(parents, output)
    waits = {node: len(parents[node]) for node in needed}
    made_from: dict[Any, list[Any]] = {node: [] for node in needed}
    for node in needed:
        for parent in set(parents[node]):
            made_from[parent].append(node)
    order = [node for node in needed if not waits[node]]
    for node in order:
        for child in made_from[node]:
            waits[child] -= 1
            if not waits[child]:
                order.append(child)
    return order


TOPOLOGICAL_ORDER = [
    Mistake(
        when_first_met_from_the_right,
        "You list a node when you first meet it on the way down and turn the list round, which puts a parent that is used "
        "twice behind a node that needs it. List a node once all its parents are listed.",
    ),
    Mistake(as_a_set, "A set has no order, and the order is what is asked for: give a list.", "wrong type"),
    Mistake(in_order_of_names, "You sorted by name. Names say nothing about which node needs which."),
    Mistake(
        in_order_of_the_table,
        "You kept the order in which the table lists the nodes. It may list a node before what that is made from.",
    ),
    Mistake(
        waits_for_a_twin,
        "A node with the same parent twice, as in a * a, waits for it twice and is told once, so it never comes. Count each "
        "parent once, or tell it as often as it is listed.",
    ),
    Mistake(
        output_first,
        "It is the right order, the wrong way round: inputs first, the output last. Whoever needs it backwards calls "
        "reversed.",
    ),
    Mistake(
        from_the_output_on,
        "You list each node when you first meet it, so it stands before what it was made from. Turning that list round is "
        "not enough where a node is used twice: list a node once all its parents are listed.",
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
        also=[the_whole_graph_in_rounds],
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
