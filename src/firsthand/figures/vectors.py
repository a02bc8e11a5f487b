"""Figures of vectors: as bars, as arrows, as pictures."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from firsthand.figures import theme
from firsthand.foundations import cosine_similarity


def profiles(places: Sequence[str], vectors: Mapping[str, ArrayLike], measure: str = "") -> Figure:
    """Draw vectors as bars, one group for each place.

    Parameters
    ----------
    places : sequence of str
        What each entry stands for.
    vectors : mapping of name to array of shape (len(places),)
        At most six.
    measure : str, optional
        What the heights mean.
    """
    width = 0.8 / len(vectors)
    with theme.style():
        figure, axes = theme.new(6.8, 2.9)
        for number, (name, values) in enumerate(vectors.items()):
            offset = (number - (len(vectors) - 1) / 2) * width
            where = np.arange(len(places)) + offset
            axes.bar(
                where, np.asarray(values, dtype=float), 0.9 * width, color=theme.SERIES[number], label=name
            )
        axes.set_xticks(range(len(places)), places)
        axes.grid(axis="x", visible=False)
        axes.set_ylabel(measure)
        figure.legend(loc="outside upper left", ncols=len(vectors))
    said = "; ".join(f"{name}: {_listed(places, values)}" for name, values in vectors.items())
    return theme.say(figure, f"Bars, one group for each of {len(places)} places. {said}.")


def arrows(
    vectors: Mapping[str, ArrayLike], tails: Mapping[str, ArrayLike] | None = None, title: str = ""
) -> Figure:
    """Draw vectors of two entries as arrows.

    Parameters
    ----------
    vectors : mapping of name to array of shape (2,)
        At most six.
    tails : mapping of name to array of shape (2,), optional
        Where an arrow starts, if not at the origin.
    title : str, optional
    """
    starts = {name: np.asarray((tails or {}).get(name, (0, 0)), dtype=float) for name in vectors}
    with theme.style():
        figure, axes = theme.new(6.8, 3.2)
        for colour, (name, vector) in zip(theme.SERIES, vectors.items(), strict=False):
            _arrow(axes, name, starts[name], np.asarray(vector, dtype=float), colour)
        ends = [start + np.asarray(vectors[name], dtype=float) for name, start in starts.items()]
        _frame(axes, np.array([*starts.values(), *ends, np.zeros(2)]))
        axes.set_title(title)
    return theme.say(figure, f"Arrows. {_said(vectors, starts)}")


def angles(a: ArrayLike, others: Sequence[ArrayLike]) -> Figure:
    """Draw one arrow beside each of several others, a panel each, with the cosine of the angle.

    Parameters
    ----------
    a : array of shape (2,)
        The arrow that stands in every panel.
    others : sequence of arrays of shape (2,)
    """
    first, *rest = (np.asarray(arrow, dtype=float) for arrow in (a, *others))
    titles = [f"cosine {cosine_similarity(first, other):.2g}" for other in rest]
    with theme.style():
        figure, panels = theme.grid(1, len(rest), 6.8, 2.1)
        for axes, title, other in zip(panels, titles, rest, strict=True):
            _arrow(axes, "a", np.zeros(2), first, theme.SERIES[0])
            _arrow(axes, "b", np.zeros(2), other, theme.SERIES[1])
            _frame(axes, np.array([np.zeros(2), first, *rest]))
            axes.set_title(title, fontsize=10)
            axes.tick_params(labelbottom=False, labelleft=False)
    parts = "; ".join(f"{title} for b = {_numbers(other)}" for title, other in zip(titles, rest, strict=True))
    return theme.say(
        figure, f"The arrow a = {_numbers(first)} beside another one, b, in each panel: {parts}."
    )


def pictures(images: ArrayLike, captions: Sequence[str], per_row: int = 10) -> Figure:
    """Draw small pictures in rows, a caption under each.

    Parameters
    ----------
    images : array of shape (n, height, width)
        Brightness; each picture has its own scale.
    captions : sequence of n str
    per_row : int, default=10
    """
    stack = np.asarray(images, dtype=float)
    rows = -(-len(stack) // per_row)
    side = 6.8 / per_row
    with theme.style():
        figure, panels = theme.grid(rows, per_row, 6.8, rows * (side + 0.32))
        for axes, image, caption in zip(panels, stack, captions, strict=False):
            axes.imshow(image, cmap="gray_r", interpolation="nearest")
            axes.set_title(caption, fontsize=9.5, loc="center", pad=3)
        for axes in panels:
            axes.set_axis_off()
    return theme.say(figure, f"{len(stack)} small pictures: {', '.join(captions)}.")


def _arrow(axes: Axes, name: str, tail: Any, vector: Any, colour: str) -> None:
    axes.quiver(
        *tail,
        *vector,
        angles="xy",
        scale_units="xy",
        scale=1,
        color=colour,
        units="inches",
        width=0.024,
        label=name,
    )
    length = np.hypot(*vector)
    # Beside the middle, on the left of the arrow as it flies.
    aside = np.array([-vector[1], vector[0]]) / length if length else np.zeros(2)
    axes.annotate(
        name,
        tail + vector / 2,
        tuple((9 + 2.5 * len(name)) * aside),
        textcoords="offset points",
        color=colour,
        ha="center",
        va="center",
    )


def _frame(axes: Axes, points: Any) -> None:
    """Show all the points, with room around them and the same scale both ways."""
    low, high = points.min(axis=0), points.max(axis=0)
    room = 0.12 * float((high - low).max()) or 1.0
    axes.set(xlim=(low[0] - room, high[0] + room), ylim=(low[1] - room, high[1] + room), aspect="equal")


def _said(vectors: Mapping[str, ArrayLike], starts: Mapping[str, Any]) -> str:
    return " ".join(
        f"{name} goes from {_numbers(starts[name])} by {_numbers(vector)}."
        for name, vector in vectors.items()
    )


def _numbers(vector: ArrayLike) -> str:
    return "(" + ", ".join(f"{entry:.3g}" for entry in np.asarray(vector, dtype=float)) + ")"


def _listed(places: Sequence[str], values: ArrayLike) -> str:
    return ", ".join(
        f"{coordinate} {value:.3g}" for coordinate, value in zip(places, np.asarray(values), strict=True)
    )
