"""Figures of walking downhill: the path on its curve, in its valley, and how fast it arrives."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from firsthand.figures import theme

Curve = Callable[[Any], Any]


def path_on_curve(f: Curve, path: ArrayLike, title: str = "") -> Figure:
    """Draw the points of a descent on the curve they walk down.

    Parameters
    ----------
    f : callable
        The function of one variable, for arrays.
    path : array of shape (n,)
        The points, the start first.
    title : str, optional
    """
    points = np.asarray(path, dtype=float)
    low, high, steps = points.min(), points.max(), len(points) - 1
    margin = 0.3 * (high - low) or 1.0
    x = np.linspace(low - margin, high + margin, 200)
    with theme.style():
        figure, axes = theme.new()
        axes.plot(x, f(x), color=theme.MUTED, linewidth=1.5, label="f")
        axes.plot(points, f(points), "o-", color=theme.SERIES[0], linewidth=1.2, label="path")
        axes.plot(points[:1], f(points[:1]), "o", color=theme.SURFACE, markersize=3)
        _mark(axes, points[0], f(points[0]), f"start {points[0]:g}", (10, -4), "left")
        _mark(axes, points[-1], f(points[-1]), f"step {steps}: {points[-1]:.4g}", (0, 12), "center")
        axes.set(title=title, xlabel="x", ylabel="f(x)")
    return theme.say(
        figure,
        f"A curve with a path of {steps} steps on it, from x = {points[0]:.4g}, f(x) = {f(points[0]):.4g} "
        f"to x = {points[-1]:.4g}, f(x) = {f(points[-1]):.4g}.",
    )


def distances(paths: Mapping[float, ArrayLike], target: float) -> Figure:
    """Draw, for each learning rate, how far from the target the path is after each step (logarithmic).

    Parameters
    ----------
    paths : mapping of learning rate to array of shape (n,)
    target : float
        Where the minimum lies.
    """
    with theme.style():
        figure, axes = theme.new()
        for colour, (rate, path) in zip(theme.SERIES, paths.items(), strict=False):
            gaps = np.abs(np.asarray(path, dtype=float) - target)
            label = f"rate {rate:g}"
            axes.plot(gaps, color=colour, label=label)
            axes.annotate(
                label,
                (len(gaps) - 1, gaps[-1]),
                (6, 0),
                textcoords="offset points",
                va="center",
                color=colour,
            )
        axes.set_yscale("log")
        axes.margins(x=0.02)
        axes.set(
            title="A straight line: the same factor at every step",
            xlabel="step",
            ylabel="distance to the minimum",
        )
    ends = "; ".join(f"{rate:g}: {abs(np.asarray(path)[-1] - target):.3g}" for rate, path in paths.items())
    return theme.say(
        figure,
        f"Distance to the minimum against the step, logarithmic, one straight line for each rate. Last distances: {ends}.",
    )


def valley_paths(f: Curve, paths: Mapping[str, ArrayLike]) -> Figure:
    """Draw paths over the level lines of a function of two variables.

    Parameters
    ----------
    f : callable
        Takes an array of shape (..., 2), gives the heights of shape (...).
    paths : mapping of label to array of shape (n, 2)
    """
    points = np.concatenate([np.asarray(path, dtype=float) for path in paths.values()])
    low, high = points.min(axis=0), points.max(axis=0)
    margin = 0.1 * (high - low)
    x, y = (np.linspace(a, b, 160) for a, b in zip(low - margin, high + margin, strict=True))
    heights = f(np.stack(np.meshgrid(x, y), axis=-1))  # (160, 160)
    levels = heights.min() + np.geomspace(1e-3, 1, 10) * np.ptp(heights)
    with theme.style():
        figure, axes = theme.new(6.8, 3.4)
        axes.contour(x, y, heights, levels=levels, colors=theme.MUTED, linewidths=0.7, alpha=0.6)
        for colour, (label, path) in zip(theme.SERIES, paths.items(), strict=False):
            way = np.asarray(path, dtype=float)
            axes.plot(way[:, 0], way[:, 1], "o-", color=colour, linewidth=1.4, markersize=4, label=label)
        axes.grid(False)
        axes.set(xlabel="x", ylabel="y")
        figure.legend(loc="outside upper left", ncols=len(paths))
    ends = "; ".join(f"{label} ends at height {f(np.asarray(path)[-1]):.3g}" for label, path in paths.items())
    return theme.say(figure, f"Paths over the level lines of a long narrow valley: {ends}.")


def errors_by_step(steps: ArrayLike, errors: Mapping[str, ArrayLike]) -> Figure:
    """Draw the error of a measured slope against the step h that measured it, both logarithmic.

    Parameters
    ----------
    steps : array of shape (n,)
        The values of h.
    errors : mapping of method to array of shape (n,)
        An error of exactly 0 is left out: it has no logarithm.
    """
    h = np.asarray(steps, dtype=float)
    with theme.style():
        figure, axes = theme.new()
        for colour, (label, values) in zip(theme.SERIES, errors.items(), strict=False):
            error = np.asarray(values, dtype=float)
            axes.plot(
                h[error > 0], error[error > 0], "o-", color=colour, markersize=4, linewidth=1.4, label=label
            )
        axes.set(xscale="log", yscale="log", xlabel="step h", ylabel="error of the slope")
        axes.margins(y=0.12)
        axes.text(0.02, 0.03, "← smaller h: rounding takes over", transform=axes.transAxes, color=theme.MUTED)
        axes.text(
            0.98, 0.03, "larger h: the curve bends →", transform=axes.transAxes, color=theme.MUTED, ha="right"
        )
        figure.legend(loc="outside upper left", ncols=len(errors))
    best = "; ".join(_best(label, h, np.asarray(values, dtype=float)) for label, values in errors.items())
    return theme.say(
        figure,
        f"Error of a measured slope against the step h: it falls, turns and rises again as h shrinks. {best}.",
    )


def losses(values: ArrayLike, title: str = "") -> Figure:
    """Draw how a loss falls, step by step.

    Parameters
    ----------
    values : array of shape (n,)
        The loss before the first step, after it, and so on.
    title : str, optional
    """
    heights = np.asarray(values, dtype=float)
    with theme.style():
        figure, axes = theme.new(6.8, 3.2)
        axes.plot(heights, color=theme.SERIES[0], label="loss")
        axes.set(title=title, xlabel="step", ylabel="loss")
        axes.set_ylim(bottom=0)
    return theme.say(
        figure, f"The loss falls from {heights[0]:.4g} to {heights[-1]:.4g} in {len(heights) - 1} steps."
    )


def _mark(axes: Axes, x: float, y: float, text: str, offset: tuple[float, float], side: Any) -> None:
    axes.annotate(text, (x, y), offset, textcoords="offset points", ha=side, color=theme.INK)


def _best(label: str, h: Any, error: Any) -> str:
    smallest = int(np.argmin(error))
    return f"{label} is best at h = {h[smallest]:.1g} with error {error[smallest]:.1g}"
