"""Figures of graphs of operations: inputs at the left, the output at the right, an arrow for each use."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from firsthand.figures import theme

Graph = Mapping[Any, Sequence[Any]]
Point = tuple[float, float]

SWEEPS = 4  # of putting each node beside those it is joined to


def computation_graph(parents: Graph, label: Callable[[Any], str]) -> Figure:
    """Draw which node was made from which.

    Parameters
    ----------
    parents : mapping of node to its parents
        As `firsthand.neural.autograd.graph_of` gives it.
    label : function of a node
        What to write at it: a name, and under it, on lines of their own, numbers.
    """
    columns = _columns(parents)
    places = _places(parents, columns)
    width, tallest = max(columns.values()), max(y for _, y in places.values())
    lines = max(label(node).count("\n") for node in parents) + 1
    with theme.style():
        figure, axes = theme.new(6.8, min(6.0, 0.5 + (tallest + 1) * (0.42 + 0.22 * lines)))
        axes.set_axis_off()
        axes.set(xlim=(-0.5, width + 0.5), ylim=(tallest + 0.5, -0.5))
        small = 9.5 if width < 6 else 8.5
        boxes = {
            node: _box(axes, places[node], label(node), _colour(parents, node), small) for node in parents
        }
        for node, made_from in parents.items():
            for parent in dict.fromkeys(made_from):
                _arrow(axes, boxes[parent], boxes[node])
    said = "; ".join(_sentence(parents, node, label) for node in parents if parents[node])
    return theme.say(figure, f"A graph of {len(parents)} nodes, inputs at the left. {said}.")


def _columns(parents: Graph) -> dict[Any, int]:
    """How far to the right each node stands: after all its parents, and an input just before its first use."""
    depth: dict[Any, int] = {}
    waiting = list(parents)
    while waiting:
        node = waiting[-1]
        missing = [parent for parent in parents[node] if parent not in depth]
        if missing:
            waiting.extend(missing)
        else:
            depth[node] = max((depth[parent] + 1 for parent in parents[node]), default=0)
            waiting.pop()
    uses = {node: [depth[child] for child in parents if node in parents[child]] for node in parents}
    return {
        node: min(uses[node]) - 1 if not parents[node] and uses[node] else depth[node] for node in parents
    }


def _places(parents: Graph, columns: Mapping[Any, int]) -> dict[Any, Point]:
    """Column and row of each node; within a column in the order of what they are joined to, and centred."""
    rows: dict[Any, float] = {node: float(k) for k, node in enumerate(parents)}
    joined: dict[Any, list[Any]] = {node: list(parents[node]) for node in parents}
    for node, made_from in parents.items():
        for parent in made_from:
            joined[parent].append(node)
    tallest = max(list(columns.values()).count(column) for column in columns.values())
    for _ in range(SWEEPS):
        for column in sorted(set(columns.values())):
            own = [node for node in parents if columns[node] == column]
            own.sort(key=lambda node: sum(rows[other] for other in joined[node]) / max(1, len(joined[node])))
            for k, node in enumerate(own):
                rows[node] = k + (tallest - len(own)) / 2
    return {node: (columns[node], rows[node]) for node in parents}


def _box(axes: Axes, position: Point, text: str, colour: str, size: float) -> Text:
    return axes.text(
        *position,
        text,
        ha="center",
        va="center",
        fontsize=size,
        color=theme.INK,
        linespacing=1.35,
        bbox={
            "boxstyle": "round,pad=0.45",
            "facecolor": theme.SURFACE,
            "edgecolor": colour,
            "linewidth": 1.6,
        },
    )


def _arrow(axes: Axes, start: Text, end: Text) -> None:
    """From the edge of one box to the edge of the other."""
    style = {
        "arrowstyle": "-|>",
        "color": theme.MUTED,
        "linewidth": 1.2,
        "shrinkA": 1,
        "shrinkB": 3,
        "patchA": start.get_bbox_patch(),
        "patchB": end.get_bbox_patch(),
    }
    # Drawn after the boxes, which know their size only once they are drawn.
    axes.annotate("", end.get_position(), start.get_position(), arrowprops=style, zorder=4)


def _colour(parents: Graph, node: Any) -> str:
    """Inputs, the output (it comes first) and what lies between have a colour each."""
    if not parents[node]:
        return theme.SERIES[0]
    return theme.SERIES[1] if node == next(iter(parents)) else theme.MUTED


def _sentence(parents: Graph, node: Any, label: Callable[[Any], str]) -> str:
    def one_line(of: Any) -> str:
        return ", ".join(label(of).splitlines())

    return f"{one_line(node)} is made from {' and '.join(one_line(parent) for parent in parents[node])}"
