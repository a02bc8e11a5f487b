"""Figures of scores turning into probabilities, and of what they cost."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from firsthand.figures import theme


def bars_side_by_side(names: Sequence[str], panels: Mapping[str, ArrayLike]) -> Figure:
    """Draw the same few things in several panels of bars. Where all are probabilities, the panels share one axis.

    Parameters
    ----------
    names : sequence of str
        What each bar stands for.
    panels : mapping of title to array of shape (len(names),)
    """
    heights = {title: np.asarray(values, dtype=float) for title, values in panels.items()}
    with theme.style():
        figure, all_axes = theme.grid(1, len(heights), 6.8, 2.6)
        for axes, (title, values) in zip(all_axes, heights.items(), strict=True):
            _bars(axes, names, values)
            axes.set_title(title)
            if _are_probabilities(heights.values()):
                axes.set_ylim(0, 1.15)
    said = "; ".join(f"{title}: {_listed(names, values)}" for title, values in heights.items())
    return theme.say(figure, f"Bars in {len(heights)} panels. {said}.")


def smooth_maximum(gap: ArrayLike, smooth: ArrayLike, hard: ArrayLike) -> Figure:
    """Draw log-sum-exp of two scores beside their maximum, against the gap between them.

    Parameters
    ----------
    gap, smooth, hard : arrays of shape (n,)
        The first score minus the second (which is 0), their log-sum-exp, and the larger of the two.
    """
    x, soft, sharp = (np.asarray(values, dtype=float) for values in (gap, smooth, hard))
    with theme.style():
        figure, axes = theme.new(6.8, 3.2)
        axes.plot(x, sharp, color=theme.MUTED, linewidth=1.5, linestyle="--", label="maximum")
        axes.plot(x, soft, color=theme.SERIES[0], label="log-sum-exp")
        axes.set(xlabel="score of a, while the score of b is 0", ylabel="value")
        axes.legend(loc="upper left")
    widest = float(np.max(soft - sharp))
    return theme.say(
        figure,
        "Log-sum-exp of two scores follows their maximum and rounds its corner off: it lies above it by "
        f"{widest:.3g} where the two are equal, and by next to nothing where one is far larger.",
    )


def surprise(probabilities: Mapping[str, float]) -> Figure:
    """Draw the loss -log(p) against the probability p of what happened, with a few cases on the curve.

    Parameters
    ----------
    probabilities : mapping of label to float in (0, 1]
    """
    p = np.linspace(0.01, 1, 200)
    with theme.style():
        figure, axes = theme.new(6.8, 3.4)
        axes.plot(p, -np.log(p), color=theme.MUTED, linewidth=1.5, label="-log(p)")
        for colour, (label, value) in zip(theme.SERIES, probabilities.items(), strict=False):
            loss = -np.log(value)
            axes.plot([value], [loss], "o", color=colour, label=label)
            axes.annotate(
                f"{label}: {loss:.3f}", (value, loss), (8, 6), textcoords="offset points", color=colour
            )
        axes.set(xlabel="probability given to what happened", ylabel="loss −log(p)", xlim=(0, 1.02))
        axes.set_ylim(bottom=0)
    cases = "; ".join(f"{label}: p = {p:.3f} costs {-np.log(p):.3f}" for label, p in probabilities.items())
    return theme.say(
        figure, f"The loss falls from infinity at p = 0 to 0 at p = 1, steeply at first. {cases}."
    )


def pulls(names: Sequence[str], p: ArrayLike, y: ArrayLike) -> Figure:
    """Draw p - y, by how much each score is to blame: what descent lowers, and what it raises.

    Parameters
    ----------
    names : sequence of str
    p, y : arrays of shape (len(names),)
        Probabilities, and 1 for the right class, 0 for the others.
    """
    blame = np.asarray(p, dtype=float) - np.asarray(y, dtype=float)
    with theme.style():
        figure, axes = theme.new(6.8, 2.8)
        colours = [theme.SERIES[1] if value > 0 else theme.SERIES[0] for value in blame]
        axes.bar(list(names), blame, color=colours, width=0.6, label="p − y")
        for index, value in enumerate(blame):
            does = "descent lowers it" if value > 0 else "descent raises it"
            offset = 5 if value > 0 else -14
            axes.annotate(
                f"{value:+.3f}  {does}".replace("-", "−"),
                (index, value),
                (0, offset),
                textcoords="offset points",
                ha="center",
            )
        axes.axhline(0, color=theme.MUTED, linewidth=0.8)
        axes.margins(y=0.25)
        axes.grid(axis="x", visible=False)
        axes.set(ylabel="p − y")
    return theme.say(figure, f"The gradient p minus y for each score: {_listed(names, blame)}. It sums to 0.")


def shares_by_temperature(names: Sequence[str], temperatures: ArrayLike, probabilities: ArrayLike) -> Figure:
    """Draw each probability against the temperature (logarithmic).

    Parameters
    ----------
    names : sequence of str
        What the k columns stand for.
    temperatures : array of shape (n,)
    probabilities : array of shape (n, k)
    """
    heat, shares = np.asarray(temperatures, dtype=float), np.asarray(probabilities, dtype=float)
    with theme.style():
        figure, axes = theme.new(6.8, 3.2)
        for colour, name, share in zip(theme.SERIES, names, shares.T, strict=False):
            axes.plot(heat, share, color=colour, label=name)
        axes.axvline(1, color=theme.MUTED, linewidth=1, linestyle="--")
        axes.axhline(1 / len(names), color=theme.MUTED, linewidth=1, linestyle=":")
        axes.set(xscale="log", xlabel="temperature", ylabel="probability", ylim=(-0.02, 1.04))
        axes.xaxis.set_major_formatter("{x:g}")
        figure.legend(loc="outside upper left", ncols=len(names))
    return theme.say(
        figure,
        f"Probabilities against temperature. At {heat[0]:g}: {_listed(names, shares[0])}; "
        f"at {heat[-1]:g}: {_listed(names, shares[-1])}. They come together at {1 / len(names):.3g}.",
    )


def _are_probabilities(panels: Iterable[np.ndarray]) -> bool:
    return all(np.all((values >= 0) & (values <= 1)) for values in panels)


def _bars(axes: Axes, names: Sequence[str], values: np.ndarray) -> None:
    bars = axes.bar(list(names), values, color=theme.SERIES[0], width=0.6)
    axes.bar_label(bars, [f"{value:.3g}" for value in values], padding=2, color=theme.INK, fontsize=9)
    axes.margins(y=0.15)
    axes.grid(axis="x", visible=False)


def _listed(names: Sequence[str], values: np.ndarray) -> str:
    return ", ".join(f"{name} {value:.3g}" for name, value in zip(names, values, strict=True))
