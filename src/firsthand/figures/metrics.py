"""Figures of how good predictions are: what was taken for what, every threshold at once, honest probabilities, folds."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

from firsthand.figures import theme

Numbers = NDArray[np.float64]
Curve = tuple[ArrayLike, ArrayLike]
MARKS = ("o", "s", "D", "^", "v", "P")  # curves are told apart by shape too, never by colour alone
DASHES = ("-", "--", "-.", ":")


def confusion(counts: Sequence[int], names: Sequence[str] = ("negative", "positive")) -> Figure:
    """Draw a confusion matrix of two classes: a row for what is true, a column for what was predicted.

    Parameters
    ----------
    counts : four whole numbers, (tn, fp, fn, tp)
    names : two str, default=("negative", "positive")
        What the classes 0 and 1 stand for.
    """
    table = np.array(counts).reshape(2, 2)
    words = (("true negatives", "false positives"), ("false negatives", "true positives"))
    with theme.style():
        figure, axes = theme.new(6.8, 3.0)
        for row, column in np.ndindex(2, 2):
            right = row == column
            colour = theme.SERIES[0] if right else theme.SERIES[1]
            axes.fill_between(
                [column - 0.48, column + 0.48], row - 0.46, row + 0.46, color=colour, alpha=0.14, linewidth=0
            )
            axes.text(column, row - 0.08, f"{table[row, column]}", color=colour, fontsize=22, ha="center")
            axes.text(column, row + 0.3, words[row][column], color=theme.INK, fontsize=9.5, ha="center")
        axes.set(xlim=(-0.5, 1.5), ylim=(1.5, -0.5), xticks=[0, 1], yticks=[0, 1])
        axes.set_xticklabels([f"called {name}" for name in names])
        axes.set_yticklabels([f"is {name}" for name in names])
        axes.xaxis.tick_top()
        axes.tick_params(labelsize=10.5, labelcolor=theme.INK)
        axes.grid(visible=False)
        axes.spines[:].set_visible(False)
    said = "; ".join(
        f"is {names[i]}, called {names[j]} ({words[i][j]}): {table[i, j]}" for i, j in np.ndindex(2, 2)
    )
    return theme.say(figure, f"A confusion matrix of {table.sum()} cases. {said}.")


def two_groups(
    y_true: ArrayLike,
    y_score: ArrayLike,
    threshold: float,
    names: Sequence[str] = ("negative", "positive"),
    score_label: str = "score",
) -> Figure:
    """Draw how the scores of two classes lie, and a threshold: from it on, rows are called positive.

    Parameters
    ----------
    y_true : array of shape (n,), 0 or 1
    y_score : array of shape (n,)
    threshold : float
    names : two str
        What the classes 0 and 1 stand for.
    """
    is_positive, score = np.asarray(y_true) == 1, np.asarray(y_score, dtype=float)
    edges = np.linspace(score.min(), score.max(), 21).tolist()
    with theme.style():
        figure, all_axes = theme.grid(2, 1, 6.8, 3.8)
        for k, (axes, name) in enumerate(zip(all_axes, names, strict=True)):
            own = score[is_positive == bool(k)]
            axes.hist(own, edges, color=theme.SERIES[k], label=name, edgecolor=theme.SURFACE, linewidth=0.8)
            axes.axvline(threshold, color=theme.INK, linewidth=1.5, linestyle="--")
            above = int((own >= threshold).sum())
            axes.set_title(
                f"{name}: {len(own) - above} below the threshold, {above} from it on", fontsize=10.5
            )
            axes.set_ylabel("rows")
            axes.grid(axis="x", visible=False)
        all_axes[0].sharex(all_axes[1])
        all_axes[0].tick_params(labelbottom=False)
        all_axes[1].set_xlabel(score_label)
    groups = [(name, score[is_positive == bool(k)]) for k, name in enumerate(names)]
    said = "; ".join(f"{int((own >= threshold).sum())} of {len(own)} {name}" for name, own in groups)
    return theme.say(
        figure,
        f"Histograms of the scores of two classes, one above the other. From the threshold {threshold:.3g} on lie {said}.",
    )


def roc(curves: Mapping[str, Curve], marks: Mapping[str, tuple[float, float]] | None = None) -> Figure:
    """Draw ROC curves, with the diagonal of chance, and single points on them.

    Parameters
    ----------
    curves : mapping of label to (false positive rates, true positive rates)
    marks : mapping of label to one (false positive rate, true positive rate)
    """
    with theme.style():
        figure, axes = theme.new(5.2, 4.4)
        _chance(axes)
        _curves(axes, curves)
        for k, (label, (x, y)) in enumerate((marks or {}).items()):
            axes.plot([x], [y], MARKS[k], color=theme.SERIES[1], markersize=8, label=label)
            axes.annotate(label, (x, y), (10, -12), textcoords="offset points", color=theme.INK)
        _unit(axes, "false positive rate (false alarms)", "true positive rate (recall)")
        if len(curves) > 1:
            axes.legend(loc="lower right")
    areas = "; ".join(f"{name}: area {_area(curve):.3f}" for name, curve in curves.items())
    points = "".join(f" {label} at ({x:.2f}, {y:.2f})." for label, (x, y) in (marks or {}).items())
    return theme.say(
        figure, f"ROC curves from (0, 0) to (1, 1) above the diagonal of chance. {areas}.{points}"
    )


def roc_and_precision(roc_curves: Mapping[str, Curve], pr_curves: Mapping[str, Curve]) -> Figure:
    """Draw the same predictions twice: as ROC curves at the left, as precision against recall at the right.

    Parameters
    ----------
    roc_curves : mapping of label to (false positive rates, true positive rates)
    pr_curves : mapping of the same labels to (recall, precision)
    """
    with theme.style():
        figure, (left, right) = theme.grid(1, 2, 6.8, 3.8)
        _chance(left)
        _curves(left, roc_curves)
        _curves(right, pr_curves)
        _unit(left, "false positive rate", "true positive rate (recall)")
        _unit(right, "recall", "precision")
        left.set_title("ROC")
        right.set_title("precision and recall")
        handles, labels = right.get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside upper left", ncols=len(labels))
    areas = ", ".join(f"{name} {_area(curve):.3f}" for name, curve in roc_curves.items())
    halves = ", ".join(f"{name} {_at_half(curve):.0%}" for name, curve in pr_curves.items())
    return theme.say(
        figure, f"Two panels. Area under the ROC curves: {areas}. Precision where half are found: {halves}."
    )


def reliability(curves: Mapping[str, Curve]) -> Figure:
    """Draw the share that came true against the probability that was given; honest ones lie on the diagonal.

    Parameters
    ----------
    curves : mapping of label to (mean probability given, share that came true), one entry a bin
    """
    with theme.style():
        figure, axes = theme.new(5.2, 4.4)
        axes.plot([0, 1], [0, 1], color=theme.MUTED, linewidth=1.2, linestyle=":", label="honest")
        for k, (label, (given, happened)) in enumerate(curves.items()):
            given, happened = _numbers(given), _numbers(happened)
            axes.plot(
                given, happened, DASHES[k % 4], marker=MARKS[k % 6], color=theme.SERIES[k % 6], label=label
            )
        _unit(axes, "probability given", "share that came true")
        axes.legend(loc="upper left")
    said = "; ".join(
        f"{label}: "
        + ", ".join(f"given {p:.2f} came {q:.2f}" for p, q in zip(_numbers(x), _numbers(y), strict=True))
        for label, (x, y) in curves.items()
    )
    return theme.say(figure, f"Probability given against share that came true, beside the diagonal. {said}.")


def folds(panels: Mapping[str, Sequence[tuple[ArrayLike, ArrayLike]]]) -> Figure:
    """Draw which rows each fold tests and which it trains on: a line a fold, a square a row.

    Parameters
    ----------
    panels : mapping of title to pairs (train, test) of row numbers
    """
    lines = max(len(pairs) for pairs in panels.values())
    with theme.style():
        figure, all_axes = theme.grid(len(panels), 1, 6.8, 0.7 + len(panels) * (0.7 + 0.22 * lines))
        for axes, (title, pairs) in zip(all_axes, panels.items(), strict=True):
            for kind, colour, label in ((0, theme.GRID, "train"), (1, theme.SERIES[0], "test")):
                rows = [np.asarray(pair[kind], dtype=int) for pair in pairs]
                height = np.repeat(np.arange(1, len(pairs) + 1), [len(own) for own in rows])
                axes.plot(np.concatenate(rows), height, "s", color=colour, markersize=9, label=label)
            axes.set(ylabel="fold", title=title, yticks=range(1, len(pairs) + 1))
            axes.set_ylim(len(pairs) + 0.6, 0.4)
            axes.grid(visible=False)
        all_axes[-1].set_xlabel("row")
        handles, labels = all_axes[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside upper right", ncols=2)
    said = " ".join(
        f"{title}: "
        + "; ".join(
            f"fold {k} tests rows {', '.join(map(str, np.asarray(test)))}"
            for k, (_, test) in enumerate(pairs, 1)
        )
        + "."
        for title, pairs in panels.items()
    )
    return theme.say(figure, f"Which rows each fold tests; all others train. {said}")


def luck(measured: Mapping[str, ArrayLike], x_label: str) -> Figure:
    """Draw the results of repeated measurements as dots, one line a way of measuring.

    Parameters
    ----------
    measured : mapping of label to array of results
    x_label : str
        What was measured.
    """
    with theme.style():
        figure, axes = theme.new(6.8, 1.2 + 0.6 * len(measured))
        for k, (label, values) in enumerate(measured.items()):
            found = _numbers(values)
            axes.plot(
                found, np.full(len(found), k), MARKS[k % 6], color=theme.SERIES[k % 6], alpha=0.6, label=label
            )
        axes.set(xlabel=x_label, yticks=range(len(measured)), ylim=(len(measured) - 0.5, -0.5))
        axes.set_yticklabels(list(measured))
        axes.tick_params(axis="y", labelcolor=theme.INK, labelsize=10.5)
        axes.grid(axis="y", visible=False)
    said = "; ".join(
        f"{label}: {len(_numbers(values))} results from {_numbers(values).min():.3f} to {_numbers(values).max():.3f}"
        for label, values in measured.items()
    )
    return theme.say(figure, f"{x_label}, measured again and again. {said}.")


def _numbers(values: ArrayLike) -> Numbers:
    return np.asarray(values, dtype=np.float64)


def _curves(axes: Axes, curves: Mapping[str, Curve]) -> None:
    for k, (label, (x, y)) in enumerate(curves.items()):
        axes.plot(_numbers(x), _numbers(y), DASHES[k % 4], color=theme.SERIES[k % 6], label=label)


def _chance(axes: Axes) -> None:
    axes.plot([0, 1], [0, 1], color=theme.MUTED, linewidth=1.2, linestyle=":", label="chance")


def _unit(axes: Axes, x_label: str, y_label: str) -> None:
    axes.set(xlabel=x_label, ylabel=y_label, xlim=(-0.02, 1.02), ylim=(-0.02, 1.04), aspect="equal")


def _area(curve: Curve) -> float:
    return float(np.trapezoid(_numbers(curve[1]), _numbers(curve[0])))


def _at_half(curve: Curve) -> float:
    """Precision at the point whose recall is nearest to a half."""
    recall, precision = _numbers(curve[0]), _numbers(curve[1])
    return float(precision[np.abs(recall - 0.5).argmin()])
