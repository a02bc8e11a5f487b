"""Figures of attention: who looks at whom, where a mean moves a word, and why scores are scaled."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from firsthand._typing import Floats
from firsthand.figures import theme


def looks(panels: Mapping[str, ArrayLike], rows: Sequence[str], columns: Sequence[str] = ()) -> Figure:
    """Draw weights as heat maps side by side: a row looks at the columns, the fuller the more.

    Parameters
    ----------
    panels : mapping of title to array of shape (n, m)
        Weights from 0 to 1.
    rows : n words
    columns : m words, default=those of the rows
    """
    names = list(columns) or list(rows)
    weights = {title: np.asarray(values, dtype=float) for title, values in panels.items()}
    wide = 6.8 / max(2, len(weights))
    tall = min(wide, 0.42 * len(rows) + 0.4) + 1.2
    with theme.style():
        figure, axes = theme.grid(1, max(2, len(weights)), 6.8, tall)
        for spare in axes[len(weights) :]:
            spare.remove()
        for one, (title, values) in zip(axes, weights.items(), strict=False):
            _heat_map(one, values, rows, names)
            one.set_title(title, fontsize=10.5)
    said = " ".join(f"{title}: {_most(values, rows, names)}." for title, values in weights.items())
    return theme.say(figure, f"Who looks at whom, row by row. {said}")


def moved(
    words: Sequence[str],
    before: ArrayLike,
    panels: Mapping[str, Mapping[str, ArrayLike]],
    axes_names: Sequence[str],
) -> Figure:
    """Draw words as points of the plane, and arrows to where attention moves some of them.

    Parameters
    ----------
    words : n words
    before : array of shape (n, 2)
    panels : mapping of title to (mapping of word to its new place)
        One panel each.
    axes_names : two names
    """
    places = dict(zip(words, np.asarray(before, dtype=float), strict=True))
    top = 1.15 * max(float(position.max()) for position in places.values())
    with theme.style():
        figure, axes = theme.grid(1, len(panels), 6.8, 6.8 / len(panels) + 0.2)
        for one, (title, after) in zip(axes, panels.items(), strict=True):
            _arrows(one, places, after)
            one.set_title(title, fontsize=10.5)
            one.set(xlim=(-0.15, top), ylim=(-0.15, top), xlabel=axes_names[0], ylabel=axes_names[1])
    said = "; ".join(
        f"{title}: {word} goes from {_place(places[word])} to {_place(position)}"
        for title, after in panels.items()
        for word, position in after.items()
    )
    return theme.say(figure, f"Words as points over {axes_names[0]} and {axes_names[1]}. {said}.")


def by_width(widths: ArrayLike, panels: Mapping[str, Mapping[str, ArrayLike]]) -> Figure:
    """Draw measurements against the width of the vectors, one panel a measurement.

    Parameters
    ----------
    widths : array of shape (k,)
    panels : mapping of what is measured to (mapping of label to array of shape (k,))
    """
    across = np.asarray(widths, dtype=float)
    with theme.style():
        figure, axes = theme.grid(1, len(panels), 6.8, 3.2)
        for one, (title, curves) in zip(axes, panels.items(), strict=True):
            for colour, (label, values) in zip(theme.SERIES, curves.items(), strict=False):
                one.plot(
                    across, np.asarray(values, dtype=float), "o-", markersize=4, color=colour, label=label
                )
            one.set_xscale("log", base=2)
            one.set_xticks(across[::2], [f"{d:g}" for d in across[::2]])
            one.set(xlabel="width d", ylim=(0, None))
            one.set_title(title, fontsize=10.5)
        figure.legend(*axes[0].get_legend_handles_labels(), loc="outside upper left", ncols=3)
    said = "; ".join(
        f"{title}, {label}: {np.asarray(values)[0]:.2f} at d = {across[0]:g}, {np.asarray(values)[-1]:.2f} at {across[-1]:g}"
        for title, curves in panels.items()
        for label, values in curves.items()
    )
    return theme.say(figure, f"Measured against the width d. {said}.")


def _heat_map(axes: Axes, weights: Floats, rows: Sequence[str], columns: Sequence[str]) -> None:
    n, m = weights.shape
    # One colour, more or less of it: the page can swap it for its own in dark.
    fullness: Any = np.clip(weights, 0.0, 1.0)
    axes.pcolormesh(
        np.arange(m + 1) - 0.5,
        np.arange(n + 1) - 0.5,
        weights,
        cmap=ListedColormap([theme.SERIES[0]]),
        alpha=fullness,
        label="weight",
    )
    axes.set_xticks(range(m), columns, rotation=90)
    axes.set_yticks(range(n), rows)
    axes.set(xlim=(-0.5, m - 0.5), ylim=(n - 0.5, -0.5), aspect="equal")
    axes.set_xticks(np.arange(m + 1) - 0.5, minor=True)
    axes.set_yticks(np.arange(n + 1) - 0.5, minor=True)
    axes.grid(False, which="major")
    axes.grid(True, which="minor")


def _most(weights: Floats, rows: Sequence[str], columns: Sequence[str]) -> str:
    """For each row its heaviest column."""
    best = weights.argmax(axis=1)
    return ", ".join(
        f"{row} at {columns[j]} {line[j]:.2f}" if line[j] > 0 else f"{row} nowhere"
        for row, j, line in zip(rows, best, weights, strict=True)
    )


def _arrows(axes: Axes, places: Mapping[str, Any], after: Mapping[str, ArrayLike]) -> None:
    for word, position in places.items():
        axes.plot(*position, "o", color=theme.MUTED, markersize=5, label=word)
        axes.annotate(word, position, xytext=(6, 5), textcoords="offset points", fontsize=9.5)
    for word, landed in after.items():
        start, end = places[word], _pair(landed)
        axes.plot(*end, "o", color=theme.SERIES[0], markersize=7, label=f"{word} after attention")
        axes.annotate(
            "",
            end,
            xytext=_pair(start),
            arrowprops={"arrowstyle": "->", "color": theme.SERIES[0], "linewidth": 1.6},
        )


def _pair(position: ArrayLike) -> tuple[float, float]:
    x, y = np.asarray(position, dtype=float)
    return float(x), float(y)


def _place(position: ArrayLike) -> str:
    x, y = _pair(position)
    return f"({x:.2f}, {y:.2f})"
