"""Graphs to try an answer on, and when an order of their nodes is right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from firsthand.course.grading.compare import Difference, kind

NAMES = ("a", "b", "c", "d", "e", "f", "g")
SLOPES = st.sampled_from([1.0, 2.0, -1.0, 3.0, 0.5, -2.0, 0.0])
LONG, HIGH = 5_000, 26


class Chain(dict[int, list[int]]):
    """A chain of `LONG` nodes, shown as the code that makes it."""

    def __init__(self) -> None:
        super().__init__({k: [k - 1] if k else [] for k in range(LONG)})

    def __repr__(self) -> str:
        return f"{{k: [k - 1] if k else [] for k in range({LONG})}}"

    def __deepcopy__(self, memo: Any) -> Chain:
        return Chain()


def ladder() -> dict[int, list[int]]:
    """Each node is made from the one before, used twice: 2 to the power of `HIGH` paths lead down."""
    return {k: [k - 1, k - 1] if k else [] for k in range(HIGH + 1)}


@st.composite
def graphs(draw: Any) -> tuple[dict[str, list[str]], str]:
    """A graph of up to seven nodes, its names and its dict in no telling order, and one node as the output."""
    count = draw(st.integers(1, 6))
    names = draw(st.permutations(NAMES[:count]))
    parents = {
        name: draw(st.lists(st.sampled_from(names[:place]), max_size=3)) if place else []
        for place, name in enumerate(names)
    }
    shuffled = draw(st.permutations(names))
    # Mostly a late node, so that there is something behind it.
    return {name: parents[name] for name in shuffled}, names[draw(st.integers(count // 2, count - 1))]


@st.composite
def weighted(draw: Any) -> dict[str, Any]:
    """The same with a slope on each way."""
    parents, output = draw(graphs())
    slopes = {node: [(parent, draw(SLOPES)) for parent in made_from] for node, made_from in parents.items()}
    return {"slopes": slopes, "output": output}


def any_valid_order(got: Any, expected: Any, arguments: Mapping[str, Any]) -> Difference | None:
    """Whether `got` holds the right nodes, each once and after all its parents."""
    if not isinstance(got, list | tuple):
        return Difference("wrong type", f"It gave {kind(got)}, expected a list of nodes.")
    wrong = _members(got, expected, arguments["output"]) or _sequence(got, arguments["parents"])
    return Difference("wrong value", wrong) if wrong else None


def _members(got: Sequence[Any], expected: Sequence[Any], output: Any) -> str:
    counted = Counter(got)
    needed = set(expected)
    for node in expected:
        if node not in counted:
            return f"{node!r} is missing."
    for node, count in counted.items():
        if node not in needed:
            return f"{node!r} is in the list, but {output!r} was not made from it."
        if count > 1:
            return f"{node!r} is in the list {count} times."
    return ""


def _sequence(got: Sequence[Any], parents: Mapping[Any, Sequence[Any]]) -> str:
    place = {node: k for k, node in enumerate(got)}
    for node in got:
        for parent in parents[node]:
            if place[parent] > place[node]:
                return f"{node!r} stands before {parent!r}, which it is made from."
    return ""
