"""Figures of networks at work: how the plane is divided while they learn, what happens to a signal, which way is faster."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from firsthand.figures import theme
from firsthand.figures.logistic import MARKERS, Plane


def bends(z: ArrayLike, curves: Mapping[str, ArrayLike]) -> Figure:
    """Draw activations, or their slopes, against what goes into them.

    Parameters
    ----------
    z : array of shape (n,)
    curves : mapping of label to array of shape (n,)
    """
    across = np.asarray(z, dtype=float)
    with theme.style():
        figure, axes = theme.new(6.8, 3.0)
        for colour, (label, values) in zip(theme.SERIES, curves.items(), strict=False):
            axes.plot(across, np.asarray(values, dtype=float), color=colour, label=label)
        axes.set(xlabel="z")
        figure.legend(loc="outside upper left", ncols=len(curves))
    ends = "; ".join(
        f"{label}: {np.asarray(v)[0]:.3g} at {across[0]:g}, {np.asarray(v)[-1]:.3g} at {across[-1]:g}"
        for label, v in curves.items()
    )
    return theme.say(figure, f"Curves over z. {ends}.")


def boundaries(
    X: ArrayLike, y: ArrayLike, moments: Mapping[str, Plane], classes: Sequence[str] = ("0", "1")
) -> Figure:
    """Draw how a classifier divides the plane, at several moments side by side.

    Parameters
    ----------
    X : array of shape (n, 2)
    y : array of shape (n,)
        0 or 1.
    moments : mapping of title to function of an array of shape (m, 2)
        Each gives the probability of class 1, shape (m,).
    classes : two names
    """
    points, labels = np.asarray(X, dtype=float), np.asarray(y)
    low, high = points.min(axis=0) - 0.3, points.max(axis=0) + 0.3
    across, up = np.linspace(low[0], high[0], 90), np.linspace(low[1], high[1], 70)
    plane = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
    columns = min(3, len(moments))
    rows = -(-len(moments) // columns)
    wrong = {}
    with theme.style():
        figure, grid = theme.grid(rows, columns, 6.8, 0.5 + 2.1 * rows)
        for axes, (title, probability) in zip(grid, moments.items(), strict=False):
            p = np.asarray(probability(plane), dtype=float).reshape(len(up), len(across))
            axes.contourf(across, up, p, levels=[-1, 0.5], colors=[theme.SERIES[0]], alpha=0.12, zorder=0.4)
            axes.contourf(across, up, p, levels=[0.5, 2], colors=[theme.SERIES[1]], alpha=0.12, zorder=0.4)
            axes.contour(across, up, p, levels=[0.5], colors=theme.INK, linewidths=1.6)
            for k in (0, 1):
                own = points[labels == k]
                axes.plot(
                    own[:, 0],
                    own[:, 1],
                    MARKERS[k],
                    color=theme.SERIES[k],
                    markersize=2.2,
                    label=classes[k],
                    zorder=2,
                )
            wrong[title] = float(np.mean((np.asarray(probability(points)) > 0.5) != (labels == 1)))
            axes.set(title=title, xticks=[], yticks=[])
            axes.grid(False)
        for axes in grid[len(moments) :]:
            axes.set_visible(False)
        handles, names = grid[0].get_legend_handles_labels()
        figure.legend(handles, names, loc="outside upper left", ncols=2, markerscale=2.5)
    said = "; ".join(
        f"{title}: {1 - share:.1%} of the points on their own side" for title, share in wrong.items()
    )
    return theme.say(figure, f"A boundary between two classes of points at several moments. {said}.")


def signal_by_layer(spreads: Mapping[str, ArrayLike]) -> Figure:
    """Draw how strong the signal is behind each layer, on a logarithmic scale.

    Parameters
    ----------
    spreads : mapping of label to array of shape (n_layers + 1,)
        Root of the mean square of the activations, the input first; above 0.
    """
    with theme.style():
        figure, axes = theme.new(6.8, 3.4)
        for colour, (label, values) in zip(theme.SERIES, spreads.items(), strict=False):
            axes.semilogy(np.asarray(values, dtype=float), color=colour, label=label)
        axes.set(xlabel="layer", ylabel="strength of the signal")
        figure.legend(loc="outside upper left", ncols=len(spreads))
    said = "; ".join(
        f"{label}: {np.asarray(v)[-1]:.2g} behind the last layer" for label, v in spreads.items()
    )
    return theme.say(figure, f"The strength of the signal behind each layer. {said}.")


def learning_curves(
    curves: Mapping[str, ArrayLike],
    xlabel: str = "epoch",
    ylabel: str = "loss",
    *,
    first: int = 1,
    every: int = 1,
) -> Figure:
    """Draw losses or accuracies as training goes on.

    Parameters
    ----------
    curves : mapping of label to array of any length
        Their entries belong to `first`, `first` + `every` and so on along the horizontal axis.
    xlabel, ylabel : str
    first, every : int
    """
    with theme.style():
        figure, axes = theme.new(6.8, 3.4)
        for colour, (label, values) in zip(theme.SERIES, curves.items(), strict=False):
            heights: Any = np.asarray(values, dtype=float)
            axes.plot(first + every * np.arange(len(heights)), heights, color=colour, label=label)
        axes.set(xlabel=xlabel, ylabel=ylabel)
        figure.legend(loc="outside upper left", ncols=min(4, len(curves)))
    said = "; ".join(
        f"{label}: from {np.asarray(v)[0]:.3g} to {np.asarray(v)[-1]:.3g}" for label, v in curves.items()
    )
    return theme.say(figure, f"{ylabel} by {xlabel}. {said}.")
