"""Figures of probabilities that depend on columns: curves over one, shaded planes over two."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from numpy.typing import ArrayLike

from firsthand._typing import Floats
from firsthand.figures import theme

Plane = Callable[[Floats], Any]

MARKERS = ("o", "s", "^", "D", "v", "P")
COATS = (0.0, 0.2, 0.4, 0.6, 0.8)
DARKEST = 0.55  # of full colour: the points must still be seen on it


def curves_over_labels(x: ArrayLike, y: ArrayLike, curves: Mapping[str, Plane], xlabel: str = "x") -> Figure:
    """Draw cases that are 0 or 1 against one column, and curves that try to say which.

    Parameters
    ----------
    x : array of shape (n,)
    y : array of shape (n,)
        0 or 1.
    curves : mapping of label to function of x
    xlabel : str
    """
    across, labels = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    margin = 0.15 * np.ptp(across)
    fine = np.linspace(across.min() - margin, across.max() + margin, 200)
    # Equal cases would hide one another: spread them a little, always in the same way.
    spread = labels + 0.06 * np.sin(7.0 * np.arange(len(labels)))
    with theme.style():
        figure, axes = theme.new(6.8, 3.4)
        axes.plot(across, spread, "o", color=theme.MUTED, markersize=3.5, alpha=0.6)
        for colour, (label, curve) in zip(theme.SERIES, curves.items(), strict=False):
            axes.plot(fine, np.asarray(curve(fine), dtype=float), color=colour, label=label)
        for level in (0, 1):
            axes.axhline(level, color=theme.MUTED, linewidth=0.8, linestyle=":")
        axes.set(xlabel=xlabel, ylabel="probability of 1")
        figure.legend(loc="outside upper left", ncols=len(curves))
    said = "; ".join(
        f"{label}: from {float(curve(fine[:1])[0]):.2f} to {float(curve(fine[-1:])[0]):.2f}"
        for label, curve in curves.items()
    )
    return theme.say(
        figure, f"{len(labels)} cases, each 0 or 1, against {xlabel}, and curves through them. {said}."
    )


def losses_by_score(scores: ArrayLike, losses: Mapping[str, ArrayLike]) -> Figure:
    """Draw what each score costs.

    Parameters
    ----------
    scores : array of shape (n,)
    losses : mapping of label to array of shape (n,)
    """
    z = np.asarray(scores, dtype=float)
    with theme.style():
        figure, axes = theme.new(6.8, 3.4)
        for colour, (label, values) in zip(theme.SERIES, losses.items(), strict=False):
            axes.plot(z, np.asarray(values, dtype=float), color=colour, label=label)
        axes.set(xlabel="score", ylabel="loss")
        figure.legend(loc="outside upper left", ncols=len(losses))
    said = "; ".join(
        f"{label}: {np.asarray(values)[0]:.3g} at score {z[0]:g}, {np.asarray(values)[-1]:.3g} at {z[-1]:g}"
        for label, values in losses.items()
    )
    return theme.say(figure, f"The loss of one case against its score. {said}.")


def boundary(
    X: ArrayLike, y: ArrayLike, probability: Plane, columns: Sequence[str], classes: Sequence[str]
) -> Figure:
    """Draw two classes of points, the plane shaded by the probability of the second, and where it is a half.

    Parameters
    ----------
    X : array of shape (n, 2)
    y : array of shape (n,)
        0 or 1.
    probability : function of an array of shape (m, 2)
        Gives the probability of class 1, shape (m,).
    columns, classes : two names each
    """
    points, labels = np.asarray(X, dtype=float), np.asarray(y)
    across, up, plane = _plane(points)
    p = np.asarray(probability(plane), dtype=float).reshape(len(up), len(across))
    with theme.style():
        figure, axes = theme.new(6.8, 4.2)
        _shade(axes, across, up, 1 - 2 * p, theme.SERIES[0])
        _shade(axes, across, up, 2 * p - 1, theme.SERIES[1])
        lines = axes.contour(
            across, up, p, levels=[0.1, 0.5, 0.9], colors=theme.INK, linewidths=[0.8, 1.8, 0.8]
        )
        axes.clabel(lines, fmt="%.1f", fontsize=9)
        _scatter(axes, points, labels, classes)
        axes.set(xlabel=columns[0], ylabel=columns[1])
        figure.legend(loc="outside upper left", ncols=2)
    wrong = int(np.sum((np.asarray(probability(points)) > 0.5) != (labels == 1)))
    return theme.say(
        figure,
        f"{len(labels)} points, {classes[0]} and {classes[1]}, over {columns[0]} and {columns[1]}. The plane is shaded "
        f"by the probability of {classes[1]}, with lines at 0.1, 0.5 and 0.9; {wrong} points lie on the wrong side of "
        "0.5.",
    )


def regions(
    X: ArrayLike, y: ArrayLike, probabilities: Plane, columns: Sequence[str], classes: Sequence[str]
) -> Figure:
    """Draw several classes of points, the plane in the colour of the likeliest class, deeper the further it is ahead.

    Parameters
    ----------
    X : array of shape (n, 2)
    y : array of shape (n,)
        From 0 to k - 1.
    probabilities : function of an array of shape (m, 2)
        Gives the probabilities of the k classes, shape (m, k).
    columns : two names
    classes : k names, at most six
    """
    points, labels = np.asarray(X, dtype=float), np.asarray(y)
    across, up, plane = _plane(points)
    p = np.asarray(probabilities(plane), dtype=float)
    runner_up, best = np.sort(p, axis=1)[:, -2:].T
    with theme.style():
        figure, axes = theme.new(6.8, 4.2)
        for k, colour in zip(range(len(classes)), theme.SERIES, strict=False):
            ahead = np.where(p[:, k] == best, best - runner_up, p[:, k] - best)
            _shade(axes, across, up, ahead.reshape(len(up), len(across)), colour)
        _scatter(axes, points, labels, classes)
        axes.set(xlabel=columns[0], ylabel=columns[1])
        figure.legend(loc="outside upper left", ncols=len(classes))
    wrong = int(np.sum(np.asarray(probabilities(points)).argmax(axis=1) != labels))
    return theme.say(
        figure,
        f"{len(labels)} points of {len(classes)} classes over {columns[0]} and {columns[1]}, the plane coloured by the "
        f"likeliest class. {wrong} points lie in another class's region.",
    )


def _plane(points: Floats) -> tuple[Floats, Floats, Floats]:
    """Places across and up, and all their pairs, shape (100 * 80, 2)."""
    low, high = points.min(axis=0), points.max(axis=0)
    margin = 0.12 * (high - low)
    across = np.linspace(low[0] - margin[0], high[0] + margin[0], 100)
    up = np.linspace(low[1] - margin[1], high[1] + margin[1], 80)
    return across, up, np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)


def _shade(axes: Axes, across: Floats, up: Floats, ahead: Floats, colour: str) -> None:
    """Fill where a class is ahead, the deeper the further; one colour, so that the page can swap it."""
    # One thin coat upon the other: fills side by side would show a seam where they touch.
    coat = (*to_rgb(colour), DARKEST / len(COATS))
    for level in COATS:
        found = axes.contourf(across, up, ahead, levels=[level, 1.0001])
        shapes = [PathPatch(path) for path in found.get_paths()]
        # As plain shapes: levels of a shade would each become a table of numbers that says nothing.
        found.remove()
        axes.add_collection(PatchCollection(shapes, facecolors=[coat], edgecolors="none", zorder=0.5))
    axes.set(xlim=(across[0], across[-1]), ylim=(up[0], up[-1]))


def _scatter(axes: Axes, points: Floats, labels: Any, classes: Sequence[str]) -> None:
    for k, (name, colour, marker) in enumerate(zip(classes, theme.SERIES, MARKERS, strict=False)):
        own = points[labels == k]
        axes.plot(
            own[:, 0],
            own[:, 1],
            marker,
            color=colour,
            markersize=5.5,
            markeredgecolor=theme.SURFACE,
            markeredgewidth=0.6,
            label=name,
        )
    axes.grid(False)
