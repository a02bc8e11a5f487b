"""Figures of gradient boosting: a sum of small trees growing, its loss by rounds, cuts, and what it looks at."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, NullLocator
from numpy.typing import ArrayLike

from firsthand._typing import Floats
from firsthand.figures import theme


def one_by_one(x: ArrayLike, y: ArrayLike, at: ArrayLike, here: ArrayLike, there: ArrayLike) -> Figure:
    """Draw the first rounds: what was left with the tree fitted to it, and the sum after the tree was added.

    Parameters
    ----------
    x, y : arrays of shape (n,)
        The points.
    at : array of shape (m,)
        Where to draw the curves, ascending.
    here, there : arrays of shape (rounds + 1, n) and (rounds + 1, m)
        The sum before the first round and after each: at the points, and where it is drawn.
    """
    across, up, places = (np.asarray(values, dtype=float) for values in (x, y, at))
    at_points, drawn = np.asarray(here, dtype=float), np.asarray(there, dtype=float)
    rounds = len(drawn) - 1
    with theme.style():
        figure, axes = theme.grid(rounds, 2, 6.8, 0.5 + 1.9 * rounds)
        for k in range(rounds):
            left, right = axes[2 * k], axes[2 * k + 1]
            _points(left, across, up - at_points[k], "what is left")
            left.plot(places, drawn[k + 1] - drawn[k], color=theme.SERIES[1], label="tree")
            _points(right, across, up, "points")
            right.plot(places, drawn[k + 1], color=theme.SERIES[0], label="sum")
            left.set_ylabel(f"round {k + 1}")
            left.set_ylim(*_span(up - at_points[0]))
            right.set_ylim(*_span(up))
        axes[0].set_title("what is left, and the next tree")
        axes[1].set_title("the sum with that tree")
    said = "; ".join(
        f"after round {k}: mean squared error {np.mean((up - at_points[k]) ** 2):.3f}"
        for k in range(1, rounds + 1)
    )
    return theme.say(
        figure,
        f"The first {rounds} rounds. On the left what is left of {len(across)} points and the small tree fitted to it, on "
        f"the right the sum with that tree added. {said}.",
    )


def sums_growing(
    x: ArrayLike, y: ArrayLike, at: ArrayLike, sums: Mapping[str, ArrayLike], truth: ArrayLike
) -> Figure:
    """Draw the sum at several stages, a panel each, over the points and the curve that they came from.

    Parameters
    ----------
    x, y : arrays of shape (n,)
    at : array of shape (m,)
        Where the curves are drawn, ascending.
    sums : mapping of title to array of shape (m,)
    truth : array of shape (m,)
    """
    across, up, places = (np.asarray(values, dtype=float) for values in (x, y, at))
    said = []
    with theme.style():
        figure, axes = theme.grid(-(-len(sums) // 2), 2, 6.8, 0.6 + 2.1 * -(-len(sums) // 2))
        for panel, (title, values) in zip(axes, sums.items(), strict=False):
            _points(panel, across, up, "points")
            panel.plot(places, np.asarray(truth), color=theme.INK, linewidth=1, linestyle="--", label="truth")
            panel.plot(places, np.asarray(values), color=theme.SERIES[0], label="sum")
            panel.set_title(title)
            said.append(
                f"{title}: {len(np.unique(np.round(np.asarray(values, dtype=float), 9)))} different values"
            )
        for panel in axes[len(sums) :]:
            panel.set_axis_off()
        handles, names = axes[0].get_legend_handles_labels()
        figure.legend(handles, names, loc="outside upper left", ncols=3)
    return theme.say(
        figure, f"{len(across)} points and the sum of trees at several stages. {'; '.join(said)}."
    )


def losses_by_round(
    curves: Mapping[str, ArrayLike],
    marks: Mapping[str, int] | None = None,
    ylabel: str = "mean squared error",
    yscale: str = "linear",
) -> Figure:
    """Draw losses against the number of rounds; mark a round of some of them.

    Parameters
    ----------
    curves : mapping of label to array of shape (rounds + 1,)
        The loss before the first round and after each.
    marks : mapping of label to int
        At which round to put a dot on that curve.
    ylabel, yscale : str
    """
    at, said = marks or {}, []
    with theme.style():
        figure, axes = theme.new(6.8, 3.5)
        for colour, (label, values) in zip(theme.SERIES, curves.items(), strict=False):
            losses = np.asarray(values, dtype=float)
            axes.plot(np.arange(len(losses)), losses, color=colour, label=label)
            best = int(losses.argmin())
            said.append(
                f"{label}: lowest {losses[best]:.4g} after {best} rounds, {losses[-1]:.4g} at the end"
            )
            if label in at:
                axes.plot(at[label], losses[at[label]], "o", color=colour, markersize=8)
                said[-1] += f", marked at {at[label]}"
        axes.set(xlabel="rounds", ylabel=ylabel, yscale=yscale)
        if yscale == "log":
            axes.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
            axes.yaxis.set_major_formatter("{x:g}")
            axes.yaxis.set_minor_locator(NullLocator())
        figure.legend(loc="outside upper left", ncols=min(4, len(curves)))
    return theme.say(figure, f"Losses by rounds. {'; '.join(said)}.")


def cuts(edges: ArrayLike, sums: ArrayLike, gains: ArrayLike, xlabel: str = "x") -> Figure:
    """Draw what the bins of one column hold, and what a cut at each of their borders gains.

    Parameters
    ----------
    edges : array of shape (bins + 1,)
    sums : array of shape (bins,)
        The sum of the gradients in each bin.
    gains : array of shape (bins - 1,)
        The gain of a cut between two neighbouring bins.
    xlabel : str
    """
    borders, held, gained = (np.asarray(values, dtype=float) for values in (edges, sums, gains))
    best = int(gained.argmax())
    with theme.style():
        figure, (upper, lower) = theme.grid(2, 1, 6.8, 4.4)
        upper.bar(
            borders[:-1], held, np.diff(borders), align="edge", color=theme.SERIES[0], edgecolor=theme.SURFACE
        )
        upper.set_ylabel("sum of gradients")
        lower.plot(borders[1:-1], gained, "o-", color=theme.SERIES[1], markersize=4)
        lower.plot(borders[1 + best], gained[best], "o", color=theme.SERIES[1], markersize=9)
        lower.set(ylabel="gain of a cut", xlabel=xlabel)
        for axes in (upper, lower):
            axes.set_xlim(borders[0], borders[-1])
            axes.axvline(borders[1 + best], color=theme.MUTED, linewidth=1, linestyle="--")
    return theme.say(
        figure,
        f"{len(held)} bins of {xlabel} with the sum of their gradients, and the gain of a cut at each border. The best cut "
        f"lies at {borders[1 + best]:.3g} and gains {gained[best]:.4g}.",
    )


def importances(names: Sequence[str], shares: Mapping[str, ArrayLike]) -> Figure:
    """Draw how much each column matters, by one or more ways to measure it.

    Parameters
    ----------
    names : sequence of str
    shares : mapping of label to array of shape (d,)
        Columns are put in the order of the first.
    """
    values = {label: np.asarray(column, dtype=float) for label, column in shares.items()}
    order = np.argsort(next(iter(values.values())), kind="stable")
    tall = 0.8 / len(values)
    said = []
    with theme.style():
        figure, axes = theme.new(6.8, 1.0 + 0.36 * len(names))
        for k, (colour, (label, column)) in enumerate(zip(theme.SERIES, values.items(), strict=False)):
            places = np.arange(len(names)) + 0.4 - tall * (k + 0.5)
            axes.barh(places, column[order], tall, color=colour, label=label)
            said.append(f"{label}: " + ", ".join(f"{names[i]} {column[i]:.2f}" for i in order[::-1]))
        axes.set_yticks(np.arange(len(names)), [names[i] for i in order])
        axes.grid(False, axis="y")
        axes.set_xlabel("share")
        figure.legend(loc="outside upper left", ncols=len(values))
    return theme.say(figure, f"How much each column matters. {'. '.join(said)}.")


def _span(values: Floats) -> tuple[float, float]:
    """One scale for all rounds, so that what is left is seen to shrink."""
    margin = 0.08 * float(np.ptp(values))
    return float(values.min()) - margin, float(values.max()) + margin


def _points(axes: Axes, x: Floats, y: Floats, label: str) -> None:
    axes.plot(x, y, "o", color=theme.MUTED, markersize=3, alpha=0.6, label=label)
