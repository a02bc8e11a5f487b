"""Figures of fitting a line: points and lines, the bowl of the error, and the way down into it."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from firsthand._typing import Floats
from firsthand.figures import theme


def lines_through(
    x: ArrayLike,
    y: ArrayLike,
    lines: Mapping[str, tuple[float, float]],
    xlabel: str = "x",
    ylabel: str = "y",
) -> Figure:
    """Draw points, and lines through them.

    Parameters
    ----------
    x, y : arrays of shape (n,)
    lines : mapping of label to (slope, intercept)
    xlabel, ylabel : str
    """
    across, up = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    ends = np.array([min(0.0, across.min()), across.max()])
    with theme.style():
        figure, axes = theme.new(6.8, 3.6)
        axes.plot(across, up, "o", color=theme.MUTED, markersize=4, alpha=0.6, label="points")
        for colour, (label, (slope, intercept)) in zip(theme.SERIES, lines.items(), strict=False):
            axes.plot(ends, slope * ends + intercept, color=colour, label=label)
        axes.set(xlabel=xlabel, ylabel=ylabel)
        if lines:
            figure.legend(*_handles(axes, list(lines)), loc="outside upper left", ncols=len(lines))
    drawn = "; ".join(
        f"{label}: {slope:.2f} x + {intercept:.2f}" for label, (slope, intercept) in lines.items()
    )
    return theme.say(figure, f"{len(across)} points, and lines through them. {drawn or 'No line yet'}.")


def misses(
    x: ArrayLike, y: ArrayLike, slope: float, intercept: float, xlabel: str = "x", ylabel: str = "y"
) -> Figure:
    """Draw points, one line, and by how much it misses each point.

    Parameters
    ----------
    x, y : arrays of shape (n,)
    slope, intercept : float
    xlabel, ylabel : str
    """
    across, up = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    guesses = slope * across + intercept
    error = float(np.mean((guesses - up) ** 2))
    order = np.argsort(across)
    with theme.style():
        figure, axes = theme.new(6.8, 3.6)
        axes.vlines(across, guesses, up, color=theme.SERIES[1], linewidth=1.2, label="misses")
        axes.plot(across, up, "o", color=theme.MUTED, markersize=4, label="points")
        axes.plot(across[order], guesses[order], color=theme.SERIES[0], label="line")
        axes.set(title=f"Mean squared error {error:,.0f}", xlabel=xlabel, ylabel=ylabel)
        figure.legend(*_handles(axes, ["line", "misses"]), loc="outside upper left", ncols=2)
    return theme.say(
        figure,
        f"{len(across)} points, the line {slope:g} x + {intercept:g}, and a stroke from each point to the line. "
        f"The mean of their squared lengths is {error:.6g}.",
    )


def bowls(panels: Mapping[str, tuple[ArrayLike, ArrayLike, ArrayLike]]) -> Figure:
    """Draw the mean squared error over slope and intercept as level lines, with a path down into it.

    Parameters
    ----------
    panels : mapping of title to (x, y, path)
        The points, each of shape (n,), and the path of (slope, intercept), shape (steps, 2).
    """
    said = []
    ratio = (6.8 / len(panels) - 0.6) / 2.8  # inches: what a panel has left beside its labels
    with theme.style():
        figure, all_axes = theme.grid(1, len(panels), 6.8, 3.8)
        for axes, (title, (x, y, path)) in zip(all_axes, panels.items(), strict=True):
            lowest = _bowl(
                axes, np.asarray(x, dtype=float), np.asarray(y, dtype=float), np.asarray(path), ratio
            )
            axes.set(title=title, xlabel="slope")
            end = np.asarray(path)[-1]
            said.append(
                f"{title}: the path ends at slope {end[0]:.2f}, intercept {end[1]:.2f}; "
                f"the lowest point is {lowest[0]:.2f}, {lowest[1]:.2f}"
            )
        all_axes[0].set_ylabel("intercept")
        figure.legend(*_handles(all_axes[0], ["path", "lowest point"]), loc="outside upper left", ncols=2)
    return theme.say(figure, f"Level lines of the mean squared error, and the way down. {'. '.join(said)}.")


def losses_above_best(curves: Mapping[str, ArrayLike], best: float, xlabel: str = "epoch") -> Figure:
    """Draw by how much each loss still lies above the best there is (logarithmic).

    Parameters
    ----------
    curves : mapping of label to array of shape (n,)
        The loss before the first step, after it, and so on. What only rounding still parts from the best is left out.
    best : float
        The lowest loss that is possible.
    xlabel : str
    """
    said = []
    with theme.style():
        figure, axes = theme.new(6.8, 3.4)
        for colour, (label, values) in zip(theme.SERIES, curves.items(), strict=False):
            above = np.asarray(values, dtype=float) - best
            step = np.flatnonzero(above > 1e-12 * max(1.0, abs(best)))
            left = above[step]
            axes.plot(step, left, "o-", color=colour, markersize=3, linewidth=1.4, label=label)
            said.append(f"{label}: from {left[0]:.3g} to {left[-1]:.3g} in {step[-1]} steps")
        axes.set(yscale="log", xlabel=xlabel, ylabel="loss above the best")
        figure.legend(loc="outside upper left", ncols=len(curves))
    return theme.say(figure, f"How far each loss lies above the best, logarithmic. {'; '.join(said)}.")


def weights_by_penalty(penalties: ArrayLike, weights: ArrayLike, names: Sequence[str]) -> Figure:
    """Draw each weight of a ridge regression against its penalty (logarithmic).

    Parameters
    ----------
    penalties : array of shape (n,)
    weights : array of shape (n, d)
    names : sequence of str
        What the d columns are.
    """
    alphas, values = np.asarray(penalties, dtype=float), np.asarray(weights, dtype=float)
    with theme.style():
        figure, axes = theme.new(6.8, 3.4)
        for colour, name, column in zip(theme.SERIES, names, values.T, strict=False):
            axes.plot(alphas, column, color=colour, label=name)
        axes.axhline(0, color=theme.MUTED, linewidth=1, linestyle=":")
        axes.set(xscale="log", xlabel="penalty alpha", ylabel="weight")
        figure.legend(loc="outside upper left", ncols=len(names))
    said = "; ".join(
        f"{name}: {column[0]:.3g} to {column[-1]:.3g}" for name, column in zip(names, values.T, strict=True)
    )
    return theme.say(
        figure,
        f"Weights against the penalty, from {alphas[0]:g} to {alphas[-1]:g}. {said}. They shrink towards 0.",
    )


def _bowl(axes: Axes, x: Floats, y: Floats, path: Floats, ratio: float) -> Floats:
    """Draw one bowl in a window `ratio` times as wide as it is tall; give its lowest point."""
    lowest: Floats = np.linalg.lstsq(np.column_stack([x, np.ones(len(x))]), y)[0].astype(float)
    points = np.vstack([path, lowest])
    middle, extent = (points.min(axis=0) + points.max(axis=0)) / 2, np.ptp(points, axis=0)
    # One scale for both axes: only then does a round bowl look round, and a valley as narrow as it is.
    tall = 1.3 * max(extent[1], extent[0] / ratio)
    half = tall * np.array([ratio, 1.0]) / 2
    # Drawn beyond the window, which the layout widens a little to keep the scale.
    across, up = (np.linspace(m - 1.3 * h, m + 1.3 * h, 150) for m, h in zip(middle, half, strict=True))
    slopes, intercepts = np.meshgrid(across, up)
    heights = np.mean((slopes[..., None] * x + intercepts[..., None] - y) ** 2, axis=-1)  # (150, 150)
    bottom = float(np.mean((lowest[0] * x + lowest[1] - y) ** 2))
    levels = bottom + np.geomspace(1e-3, 1, 11) * (heights.max() - bottom)
    axes.contour(slopes, intercepts, heights, levels=levels, colors=theme.MUTED, linewidths=0.8, alpha=0.7)
    axes.plot(path[:, 0], path[:, 1], "o-", color=theme.SERIES[0], markersize=3, linewidth=1.3, label="path")
    axes.plot(*lowest, "*", color=theme.SERIES[1], markersize=12, label="lowest point")
    axes.grid(False)
    axes.set_xlim(middle[0] - half[0], middle[0] + half[0], auto=True)  # auto: the layout may widen it
    axes.set_ylim(middle[1] - half[1], middle[1] + half[1], auto=True)
    axes.set_aspect("equal", adjustable="datalim")
    return lowest


def _handles(axes: Axes, labels: Sequence[str]) -> tuple[list[Artist], list[str]]:
    artists, names = axes.get_legend_handles_labels()
    found = dict(zip(names, artists, strict=True))
    return [found[label] for label in labels], list(labels)
