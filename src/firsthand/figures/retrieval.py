"""Figures of retrieval: chunks of a text, similarities, thresholds, ranks by several searches, recall."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from firsthand.figures import theme

MARKS = ("o", "s", "D", "^")  # searches are told apart by shape too, never by colour alone
DASHES = ("-", "--", "-.", ":")


def windows(n_words: int, spans: Mapping[str, Sequence[tuple[int, int]]]) -> Figure:
    """Draw where chunks begin and end, one panel a way of cutting.

    Parameters
    ----------
    n_words : int
        Words of the text.
    spans : mapping of title to list of (first word, word after the last)
    """
    rows = max(len(cut) for cut in spans.values())
    with theme.style():
        figure, axes = theme.grid(1, len(spans), 6.8, 1.3 + 0.22 * rows)
        for one, (title, cut) in zip(axes, spans.items(), strict=True):
            for row, (start, end) in enumerate(cut, start=1):
                one.plot([start, end], [row, row], color=theme.SERIES[0], linewidth=6, solid_capstyle="butt")
            one.set(xlim=(0, n_words), ylim=(rows + 0.7, 0.3), xlabel="word of the text")
            one.set_title(title, fontsize=10.5)
            one.set_yticks(range(1, rows + 1))
            one.grid(visible=False, axis="y")
        axes[0].set_ylabel("chunk")
    said = "; ".join(
        f"{title}: {len(cut)} chunks, "
        + ", ".join(f"words {start + 1} to {end}" for start, end in cut[:4])
        + (" and so on" if len(cut) > 4 else "")
        for title, cut in spans.items()
    )
    return theme.say(figure, f"Chunks of a text of {n_words} words. {said}.")


def similarities(values: ArrayLike, rows: Sequence[str], columns: Sequence[str]) -> Figure:
    """Draw the similarity of each row to each column as a heat map, with its numbers.

    Parameters
    ----------
    values : array of shape (n, m)
        From -1 to 1; what is not above 0 has no colour.
    rows : n names
    columns : m names
    """
    table = np.asarray(values, dtype=float)
    n, m = table.shape
    with theme.style():
        figure, axes = theme.new(6.8, 1.3 + 0.42 * n)
        fullness: Any = 0.85 * np.clip(table, 0.0, 1.0)
        axes.pcolormesh(
            np.arange(m + 1) - 0.5,
            np.arange(n + 1) - 0.5,
            table,
            cmap=ListedColormap([theme.SERIES[0]]),
            alpha=fullness,
            label="similarity",
        )
        for row, column in np.ndindex(n, m):
            colour = theme.SURFACE if fullness[row, column] > 0.5 else theme.INK
            axes.text(
                column,
                row,
                f"{table[row, column].round(2) + 0.0:.2f}".replace("-", "−"),
                color=colour,
                fontsize=9,
                ha="center",
                va="center",
            )
        axes.set_xticks(range(m), columns, rotation=35, ha="right", rotation_mode="anchor")
        axes.set_yticks(range(n), rows)
        axes.set(xlim=(-0.5, m - 0.5), ylim=(n - 0.5, -0.5))
        axes.grid(visible=False)
    best = table.argmax(axis=1)
    said = "; ".join(
        f"{row}: {columns[j]}, {line[j]:.2f}" for row, j, line in zip(rows, best, table, strict=True)
    )
    return theme.say(figure, f"How similar each question is to each text. The nearest: {said}.")


def best_scores(groups: Mapping[str, ArrayLike], threshold: float) -> Figure:
    """Draw the best score of each question as a dot, one row a group, and the threshold below which one refuses.

    Parameters
    ----------
    groups : mapping of name to array of best scores
    threshold : float
    """
    with theme.style():
        figure, axes = theme.new(6.8, 1.2 + 0.6 * len(groups))
        for row, (name, values) in enumerate(groups.items()):
            scores = np.asarray(values, dtype=float)
            axes.plot(
                scores,
                row + _apart(scores),
                MARKS[row],
                color=theme.SERIES[row],
                markersize=6,
                alpha=0.85,
                label=name,
            )
        axes.axvline(threshold, color=theme.INK, linewidth=1.5, linestyle="--")
        axes.set_yticks(range(len(groups)), list(groups))
        axes.set(ylim=(len(groups) - 0.5, -0.5), xlabel="similarity of the best passage")
        axes.grid(visible=False, axis="y")
    said = "; ".join(
        f"{name}: {int(np.sum(np.asarray(values) >= threshold))} of {len(np.asarray(values))} reach it"
        for name, values in groups.items()
    )
    return theme.say(
        figure, f"The best similarity of each question, and a threshold of {threshold:.2f}. {said}."
    )


def _apart(scores: Any) -> Any:
    """Small steps up and down, so that equal scores do not hide each other."""
    steps = np.zeros(len(scores))
    steps[np.argsort(scores, kind="stable")] = np.resize([0.0, 0.14, -0.14], len(scores))
    return steps


def ranks(
    places: Mapping[str, Sequence[int]], groups: Mapping[str, Sequence[int]], deepest: int = 10
) -> Figure:
    """Draw at which place each search has the right passage: one line a question, one panel a group of questions.

    Parameters
    ----------
    places : mapping of search to n ranks from 1, in the order of the searches from left to right
    groups : mapping of name to rows of the questions
    deepest : int, default=10
        Ranks beyond this are drawn at the bottom as "later".
    """
    table = np.array([list(row) for row in places.values()], dtype=float)  # (searches, n)
    drawn = np.minimum(table, deepest + 1)
    with theme.style():
        figure, axes = theme.grid(1, len(groups), 6.8, 3.6)
        for panel, (one, (title, rows)) in enumerate(zip(axes, groups.items(), strict=True)):
            _lines(one, drawn[:, list(rows)], panel)
            one.set_xticks(range(len(places)), list(places))
            ticks = [1, *range(2, deepest + 1, 2), deepest + 1]
            one.set_yticks(ticks, [*map(str, ticks[:-1]), "later"])
            one.set(xlim=(-0.25, len(places) - 0.75), ylim=(deepest + 1.6, 0.4))
            one.set_title(title, fontsize=10.5)
        axes[0].set_ylabel("rank of the right passage")
    said = "; ".join(
        f"{title}, {search}: {int(np.sum(line[list(rows)] == 1))} of {len(rows)} first"
        for title, rows in groups.items()
        for search, line in zip(places, table, strict=True)
    )
    return theme.say(figure, f"Where the right passage stands. {said}.")


def _lines(axes: Axes, drawn: Any, panel: int) -> None:
    n_searches, n = drawn.shape
    # Lines with the same ranks would cover each other: each is moved by a little.
    shift = 0.5 * (np.arange(n) / max(n - 1, 1) - 0.5)
    for question in range(n):
        axes.plot(
            range(n_searches),
            drawn[:, question] + shift[question],
            "-" + MARKS[panel],
            color=theme.SERIES[panel],
            linewidth=1.2,
            markersize=4,
            alpha=0.75,
            label=f"question {question + 1}",
        )


def recall_curves(ks: Sequence[int], curves: Mapping[str, ArrayLike]) -> Figure:
    """Draw the share of right passages among the first k, against k.

    Parameters
    ----------
    ks : list of int
    curves : mapping of search to array of shape (len(ks),)
    """
    with theme.style():
        figure, axes = theme.new(6.8, 3.4)
        for index, (name, values) in enumerate(curves.items()):
            axes.plot(
                ks,
                np.asarray(values, dtype=float),
                DASHES[index],
                marker=MARKS[index],
                markersize=5,
                color=theme.SERIES[index],
                label=name,
            )
        axes.set(xlabel="k, how many passages are taken", ylabel="recall at k", ylim=(0, 1.03))
        axes.set_xticks(list(ks))
        figure.legend(loc="outside upper left", ncols=len(curves))
    said = "; ".join(
        f"{name}: {np.asarray(values)[0]:.2f} at {ks[0]}, {np.asarray(values)[-1]:.2f} at {ks[-1]}"
        for name, values in curves.items()
    )
    return theme.say(figure, f"Recall against how many passages are taken. {said}.")
