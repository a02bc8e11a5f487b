"""Figures of a table project: models beside each other, what matters, what was taken for what, residuals.

They are narrow, so that they can be read on a phone as they are.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.collections import PatchCollection
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike, NDArray

from firsthand.figures import theme

WIDTH = 4.8  # inches
MAX_NAME_LETTERS = 26  # letters of a name beside an axis
MAX_POINTS = 1500
MAX_NAMED_CLASSES = 8  # classes whose counts are written into the cells


def model_scores(
    names: Sequence[str],
    scores: ArrayLike,
    lows: ArrayLike,
    highs: ArrayLike,
    metric: str,
    chosen: str,
    folds: Sequence[ArrayLike] = (),
    better: str = "lower",
) -> Figure:
    """Draw the score of each model as a point with its interval, one line a model.

    Parameters
    ----------
    names : k str
    scores, lows, highs : arrays of shape (k,)
        The scores and the ends of their intervals.
    metric : str
        What was measured.
    chosen : str
        The model to set off.
    folds : k arrays
        The score in each fold, drawn as small dots.
    better : "lower" or "higher", default="lower"
    """
    middle, low, high = (np.asarray(values, dtype=float) for values in (scores, lows, highs))
    with theme.style():
        figure, axes = theme.new(WIDTH, 0.9 + 0.42 * len(names))
        for k, name in enumerate(names):
            colour = theme.SERIES[1] if name == chosen else theme.SERIES[0]
            if k < len(folds):
                own = np.asarray(folds[k], dtype=float)
                axes.plot(own, np.full(len(own), k + 0.24), "o", color=theme.MUTED, markersize=3, alpha=0.7)
            axes.plot([low[k], high[k]], [k, k], color=colour, linewidth=2.5)
            axes.plot([middle[k]], [k], "D" if name == chosen else "o", color=colour, markersize=7)
        axes.set(
            xlabel=f"{metric} ({better} is better)", yticks=range(len(names)), ylim=(len(names) - 0.4, -0.6)
        )
        axes.set_yticklabels([f"{name} (chosen)" if name == chosen else name for name in map(_short, names)])
        axes.tick_params(axis="y", labelcolor=theme.INK, labelsize=10)
        axes.grid(axis="y", visible=False)
    said = "; ".join(
        f"{name}{' (chosen)' if name == chosen else ''} {m:.4g}, interval {a:.4g} to {b:.4g}"
        for name, m, a, b in zip(names, middle, low, high, strict=True)
    )
    return theme.say(figure, f"{metric} of {len(names)} models, {better} is better. {said}.")


def importances(
    names: Sequence[str], values: ArrayLike, spreads: ArrayLike, metric: str, worse: str = "rise"
) -> Figure:
    """Draw by how much a metric gets worse when each column is shuffled, as bars with their spread.

    Parameters
    ----------
    names : k str, the most important first
    values, spreads : arrays of shape (k,)
    metric : str
    worse : "rise" or "fall", default="rise"
    """
    length, spread = np.asarray(values, dtype=float), np.asarray(spreads, dtype=float)
    with theme.style():
        figure, axes = theme.new(WIDTH, 0.9 + 0.32 * len(names))
        at = np.arange(len(names))
        axes.barh(at, length, height=0.62, color=theme.SERIES[0])
        axes.errorbar(length, at, xerr=spread, fmt="none", ecolor=theme.INK, elinewidth=1.2, capsize=2.5)
        axes.axvline(0, color=theme.MUTED, linewidth=0.8)
        axes.set(xlabel=f"{worse} of the {metric} when shuffled", yticks=at, ylim=(len(names) - 0.4, -0.6))
        axes.set_yticklabels(list(map(_short, names)))
        axes.tick_params(axis="y", labelcolor=theme.INK, labelsize=10)
        axes.grid(axis="y", visible=False)
    said = "; ".join(f"{name} {value:.3g}" for name, value in zip(names, length, strict=True))
    return theme.say(figure, f"{worse.capitalize()} of the {metric} when a column is shuffled. {said}.")


def confusion_table(counts: ArrayLike, names: Sequence[Any]) -> Figure:
    """Draw a confusion matrix of any number of classes: a row for what is true, a column for what was predicted.

    The darker a cell, the larger its share of the row.

    Parameters
    ----------
    counts : array of shape (k, k), whole numbers
    names : k labels
    """
    table = np.asarray(counts)
    share = table / table.sum(axis=1, keepdims=True).clip(min=1)
    k = len(table)
    with theme.style():
        figure, axes = theme.new(WIDTH, 1.2 + min(0.55 * k, 3.6))
        axes.add_collection(_cells(share))
        if k <= MAX_NAMED_CLASSES:
            for row, column in np.ndindex(k, k):
                axes.text(column, row, f"{table[row, column]:,}", color=theme.INK, ha="center", va="center")
        labels = [_short(name, 12) for name in names]
        axes.set(
            xlim=(-0.5, k - 0.5), ylim=(k - 0.5, -0.5), xticks=range(k), yticks=range(k), xlabel="predicted"
        )
        axes.set_ylabel("true")
        small = 10 if k <= MAX_NAMED_CLASSES else 5 if k > 24 else 7
        axes.set_xticklabels(labels, rotation=90 if k > 4 else 0)
        axes.set_yticklabels(labels)
        axes.xaxis.set_label_position("top")
        axes.xaxis.tick_top()
        axes.tick_params(labelsize=small, labelcolor=theme.INK)
        axes.grid(visible=False)
        axes.spines[:].set_visible(False)
    return theme.say(figure, f"A confusion matrix of {table.sum():,} rows. {_commonest(table, names)}")


def _cells(share: NDArray[np.float64]) -> PatchCollection:
    """All cells as one artist: a table of many classes has hundreds of them."""
    places = list(np.ndindex(*share.shape))
    colours = [
        to_rgba(
            theme.SERIES[0] if row == column else theme.SERIES[1], 0.05 + 0.55 * float(share[row, column])
        )
        for row, column in places
    ]
    boxes = [Rectangle((column - 0.48, row - 0.46), 0.96, 0.92) for row, column in places]
    return PatchCollection(boxes, facecolors=colours, linewidths=0)


def _commonest(table: NDArray[Any], names: Sequence[Any]) -> str:
    """The counts in words: all of a small table, the commonest mistakes of a large one."""
    cells = [(i, j) for i, j in np.ndindex(*table.shape) if len(table) <= 3 or (i != j and table[i, j])]
    if len(table) > 3:
        cells = sorted(cells, key=lambda cell: -int(table[cell]))[:5]
    said = "; ".join(f"true {names[i]}, predicted {names[j]}: {table[i, j]:,}" for i, j in cells)
    right = int(np.trace(table))
    return f"{right:,} are right. {said}{'.' if said else ''}"


def residuals(actual: ArrayLike, predicted: ArrayLike, name: str) -> Figure:
    """Draw what was predicted against what is true, beside the line on which they are equal.

    Of more than 1,500 points, evenly spaced ones are drawn.

    Parameters
    ----------
    actual, predicted : arrays of shape (n,)
    name : str
        What is predicted, with its unit if it has one.
    """
    true, said = np.asarray(actual, dtype=float), np.asarray(predicted, dtype=float)
    shown = np.linspace(0, len(true) - 1, min(len(true), MAX_POINTS)).astype(int)
    ends = [float(true.min()), float(true.max())]
    with theme.style():
        figure, axes = theme.new(WIDTH, 3.8)
        axes.plot(
            true[shown], said[shown], "o", color=theme.SERIES[0], markersize=3, alpha=0.45, label="rows"
        )
        axes.plot(ends, ends, color=theme.SERIES[1], linewidth=1.5, linestyle="--", label="predicted = true")
        axes.set(xlabel=f"true {_short(name)}", ylabel=f"predicted {_short(name)}")
        figure.legend(*axes.get_legend_handles_labels(), loc="outside upper left", ncols=2)
    missed = np.abs(said - true)
    return theme.say(
        figure,
        f"Predicted against true {name} of {len(true):,} rows. Half of the predictions are within "
        f"{np.median(missed):.4g} of the truth, nine in ten within {np.quantile(missed, 0.9):.4g}.",
    )


def class_shares(names: Sequence[Any], counts: ArrayLike, name: str) -> Figure:
    """Draw how many rows each class of the target has.

    Parameters
    ----------
    names : k labels
    counts : array of shape (k,)
    name : str
        The target.
    """
    rows = np.asarray(counts)
    with theme.style():
        figure, axes = theme.new(WIDTH, 0.8 + 0.32 * len(rows))
        axes.barh(np.arange(len(rows)), rows, height=0.62, color=theme.SERIES[0])
        axes.set(xlabel="rows", yticks=range(len(rows)), ylim=(len(rows) - 0.4, -0.6))
        axes.set_yticklabels([_short(one) for one in names])
        axes.tick_params(axis="y", labelcolor=theme.INK, labelsize=10)
        axes.grid(axis="y", visible=False)
    said = "; ".join(f"{one}: {count:,}" for one, count in zip(names, rows.tolist(), strict=True))
    return theme.say(figure, f"Rows of each value of {name}. {said}.")


def number_spread(values: ArrayLike, name: str) -> Figure:
    """Draw how the numbers of a target lie, as a histogram.

    Parameters
    ----------
    values : array of shape (n,)
    name : str
    """
    numbers = np.asarray(values, dtype=float)
    with theme.style():
        figure, axes = theme.new(WIDTH, 2.4)
        axes.hist(numbers, 30, color=theme.SERIES[0], edgecolor=theme.SURFACE, linewidth=0.8)
        axes.set(xlabel=_short(name), ylabel="rows")
        axes.grid(axis="x", visible=False)
    low, half, high = np.quantile(numbers, [0, 0.5, 1])
    return theme.say(
        figure, f"A histogram of {name}: from {low:.4g} to {high:.4g}, the median is {half:.4g}."
    )


def _short(name: Any, longest: int = MAX_NAME_LETTERS) -> str:
    # A dollar sign would begin a formula.
    text = str(name).replace("$", r"\$")
    return text if len(text) <= longest else text[: longest - 1] + "…"
