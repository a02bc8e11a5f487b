"""Figures of trees and forests: where a feature is cut, the tree itself, the land each class holds, what counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch, PathPatch, Rectangle
from numpy.typing import ArrayLike

from firsthand._typing import Floats
from firsthand.classical.tree.fitted_tree import GrownTree
from firsthand.figures import theme

Plane = Callable[[Floats], Any]

MARKERS = ("o", "s", "^", "D", "v", "P")
DASHES = ("-", "--", "-.", ":")
COATS = (0.0, 0.35, 0.7)  # by how much a class must be ahead for each coat of its colour
COAT = 0.14
BOX = 0.9  # width of a node; leaves stand 1 apart
DROP = 1.3  # from a level to the next


def cuts(
    x: ArrayLike, y: ArrayLike, worths: Mapping[float, float], classes: Sequence[str], xlabel: str
) -> Figure:
    """Draw two classes along one feature, and below what a cut at each place is worth.

    Parameters
    ----------
    x : array of shape (n,)
    y : array of shape (n,)
        0 or 1.
    worths : mapping of threshold to decrease in impurity
    classes : two names
    xlabel : str
    """
    across, labels = np.asarray(x, dtype=float), np.asarray(y)
    places, gained = np.array(list(worths)), np.array(list(worths.values()))
    best = int(gained.argmax())
    with theme.style():
        figure, (above, below) = theme.grid(2, 1, 6.8, 4.0)
        for k, (name, colour, marker) in enumerate(zip(classes, theme.SERIES, MARKERS, strict=False)):
            own = across[labels == k]
            # Equal values would hide one another: stack them a little, always in the same way.
            rank = [int(np.sum(own[:i] == value)) for i, value in enumerate(own)]
            above.plot(own, k + 0.09 * np.array(rank), marker, color=colour, markersize=4, label=name)
        above.set(yticks=[], xticklabels=[])
        below.plot(places, gained, "o-", color=theme.SERIES[2], markersize=4)
        below.set(xlabel=xlabel, ylabel="decrease", ylim=(0, 1.25 * gained.max()))
        for axes in (above, below):
            axes.axvline(places[best], color=theme.INK, linewidth=1.2, linestyle="--")
            axes.set_xlim(across.min() - 0.05, across.max() + 0.05)
        below.annotate(
            f"{places[best]:g}", (places[best], gained[best]), xytext=(6, 4), textcoords="offset points"
        )
        figure.legend(*above.get_legend_handles_labels(), loc="outside upper left", ncols=2)
    return theme.say(
        figure,
        f"{len(labels)} cases, {classes[0]} and {classes[1]}, along {xlabel}, and what a cut at each place is worth: "
        f"most, {gained[best]:.3f}, at {places[best]:g}.",
    )


def curves(
    x: ArrayLike, lines: Mapping[str, ArrayLike], xlabel: str, ylabel: str = "accuracy", *, log: bool = False
) -> Figure:
    """Draw several lines over one setting, such as the accuracy against the depth.

    Parameters
    ----------
    x : array of shape (n,)
    lines : mapping of label to array of shape (n,)
    xlabel, ylabel : str
    log : bool, default=False
        Whether x is drawn in equal factors.
    """
    across = np.asarray(x, dtype=float)
    with theme.style():
        figure, axes = theme.new(6.8, 3.5)
        for i, (label, values) in enumerate(lines.items()):
            line = DASHES[i % len(DASHES)]
            axes.plot(across, np.asarray(values, dtype=float), line, color=theme.SERIES[i], label=label)
        if log:
            axes.set_xscale("log")
            axes.set_xticks(across, [f"{value:g}" for value in across])
            axes.minorticks_off()
        axes.set(xlabel=xlabel, ylabel=ylabel)
        figure.legend(loc="outside upper left", ncols=len(lines))
    said = "; ".join(
        f"{label}: from {np.asarray(values)[0]:.3g} at {across[0]:g} to {np.asarray(values)[-1]:.3g} at {across[-1]:g}, "
        f"highest {np.max(values):.3g} at {across[int(np.argmax(values))]:g}"
        for label, values in lines.items()
    )
    return theme.say(figure, f"{ylabel.capitalize()} against {xlabel}. {said}.")


def diagram(tree: GrownTree, features: Sequence[str], classes: Sequence[str]) -> Figure:
    """Draw a classification tree: a question in each node, its rows as a bar in the colours of the classes.

    Parameters
    ----------
    tree : GrownTree
        Such as `model.tree_` of a DecisionTreeClassifier. At most eight leaves fit.
    features : names of the features
    classes : names of the classes, at most six
    """
    places = _places(tree)
    with theme.style():
        figure, axes = theme.new(max(5.0, 1.7 * tree.n_leaves), 1.25 * (tree.depth + 1))
        for node, (x, y) in places.items():
            record = tree.nodes[node]
            for child, answer in ((record["left"], "yes"), (record["right"], "no")):
                if record["feature"] >= 0:
                    _branch(axes, (x, y), places[int(child)], answer)
        for node, (x, y) in places.items():
            _node(axes, x, y, _words(tree, node, features, classes), tree.values[node])
        _key(axes, figure, classes)
        axes.set(xlim=(-0.6, tree.n_leaves - 0.4), ylim=(-DROP * tree.depth - 0.6, 0.6))
        axes.axis("off")
    return theme.say(figure, f"A tree of {tree.n_leaves} leaves. {_told(tree, 0, features, classes)}.")


def territories(
    X: ArrayLike, y: ArrayLike, models: Mapping[str, Plane], columns: Sequence[str], classes: Sequence[str]
) -> Figure:
    """Draw for each model the land that each class holds, deeper in colour the surer the model is.

    Parameters
    ----------
    X : array of shape (n, 2)
    y : array of shape (n,)
        From 0 to k - 1.
    models : mapping of title to function of an array of shape (m, 2)
        Gives the shares of the k classes, shape (m, k). Two panels stand in a row.
    columns : two names
    classes : k names, at most six
    """
    points, labels = np.asarray(X, dtype=float), np.asarray(y)
    low, high = points.min(axis=0), points.max(axis=0)
    margin = 0.05 * (high - low)
    across, up = (np.linspace(low[j] - margin[j], high[j] + margin[j], 120) for j in (0, 1))
    plane = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2)
    rows, wide = (len(models) + 1) // 2, min(2, len(models))
    with theme.style():
        figure, panels = theme.grid(rows, wide, 6.8, 0.5 + 3.0 * rows if wide == 2 else 4.2)
        for axes in panels[len(models) :]:
            axes.remove()
        for axes, (title, shares) in zip(panels, models.items(), strict=False):
            _fill(axes, across, up, np.asarray(shares(plane), dtype=float))
            _dots(axes, points, labels, classes)
            axes.set(title=title, xlim=(across[0], across[-1]), ylim=(up[0], up[-1]))
        for index, axes in enumerate(panels[: len(models)]):
            axes.set_xlabel(columns[0] if index >= len(models) - wide else "")
            axes.set_ylabel(columns[1] if index % wide == 0 else "")
        figure.legend(*panels[0].get_legend_handles_labels(), loc="outside upper left", ncols=len(classes))
    said = "; ".join(
        f"{title}: {np.sum(np.asarray(shares(points)).argmax(axis=1) != labels)} points in another's land"
        for title, shares in models.items()
    )
    return theme.say(
        figure, f"{len(labels)} points of {', '.join(classes)} over {columns[0]} and {columns[1]}. {said}."
    )


def steps(x: ArrayLike, y: ArrayLike, models: Mapping[str, Plane], xlabel: str, ylabel: str) -> Figure:
    """Draw points and what models of one column predict, also beyond the points.

    Parameters
    ----------
    x, y : arrays of shape (n,)
    models : mapping of label to function of an array of shape (m, 1)
        Gives the predictions, shape (m,).
    xlabel, ylabel : str
    """
    across, targets = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    margin = 0.15 * np.ptp(across)
    fine = np.linspace(across.min() - margin, across.max() + margin, 600)
    drawn = {label: np.asarray(model(fine[:, np.newaxis]), dtype=float) for label, model in models.items()}
    with theme.style():
        figure, axes = theme.new(6.8, 3.8)
        axes.plot(across, targets, "o", color=theme.MUTED, markersize=3.5, alpha=0.6)
        for i, (label, values) in enumerate(drawn.items()):
            axes.plot(fine, values, DASHES[i % len(DASHES)], color=theme.SERIES[i], label=label)
        axes.set(xlabel=xlabel, ylabel=ylabel)
        figure.legend(loc="outside upper left", ncols=len(models))
    said = "; ".join(
        f"{label}: from {values[0]:.3g} to {values[-1]:.3g}, {len(np.unique(values))} different values"
        for label, values in drawn.items()
    )
    return theme.say(figure, f"{len(targets)} points, {ylabel} against {xlabel}, and predictions. {said}.")


def importances(
    names: Sequence[str], by_impurity: ArrayLike, by_permutation: ArrayLike, spread: ArrayLike
) -> Figure:
    """Draw two answers to the question which features count, the most important at the top.

    Parameters
    ----------
    names : d names
    by_impurity, by_permutation : arrays of shape (d,)
    spread : array of shape (d,)
        Standard deviation of the second over the repeats.
    """
    first, second = np.asarray(by_impurity, dtype=float), np.asarray(by_permutation, dtype=float)
    order = np.argsort(first)
    places = np.arange(len(names))
    with theme.style():
        figure, panels = theme.grid(1, 2, 6.8, 0.6 + 0.3 * len(names))
        panels[0].barh(places, first[order], color=theme.SERIES[0])
        panels[1].barh(places, second[order], color=theme.SERIES[1])
        panels[1].errorbar(
            second[order], places, xerr=np.asarray(spread)[order], fmt="none", ecolor=theme.INK, elinewidth=1
        )
        panels[0].set_yticks(places, [names[i] for i in order])
        panels[1].set_yticks(places, [""] * len(names))
        panels[1].axvline(0, color=theme.MUTED, linewidth=0.8)
        panels[0].set(title="impurity taken away", xlabel="share")
        panels[1].set(title="shuffled, on unseen rows", xlabel="fall of the score")
        for axes in panels:
            axes.grid(False, axis="y")
    said = "; ".join(f"{names[i]} {first[i]:.3f} and {second[i]:.3f}" for i in order[::-1])
    return theme.say(figure, f"Importance by impurity, and by permutation: {said}.")


def _places(tree: GrownTree) -> dict[int, tuple[float, float]]:
    """Where each node stands: leaves side by side, a parent over the middle of its children."""
    places: dict[int, tuple[float, float]] = {}
    leaves = 0

    def put(node: int, level: int) -> float:
        nonlocal leaves
        record = tree.nodes[node]
        if record["feature"] < 0:
            x, leaves = float(leaves), leaves + 1
        else:
            x = (put(int(record["left"]), level + 1) + put(int(record["right"]), level + 1)) / 2
        places[node] = (x, -DROP * level)
        return x

    put(0, 0)
    return places


def _words(tree: GrownTree, node: int, features: Sequence[str], classes: Sequence[str]) -> list[str]:
    record = tree.nodes[node]
    rows = f"{record['n_rows']} rows"
    if record["feature"] < 0:
        return [classes[int(tree.values[node].argmax())], rows]
    return [features[record["feature"]], f"≤ {record['threshold']:.4g} ?"]


def _node(axes: Axes, x: float, y: float, words: Sequence[str], shares: Floats) -> None:
    """A box with two lines of text, and below them a bar of the classes."""
    box = FancyBboxPatch(
        (x - BOX / 2, y - 0.42),
        BOX,
        0.84,
        boxstyle="round,pad=0,rounding_size=0.08",
        facecolor=theme.SURFACE,
        edgecolor=theme.MUTED,
        linewidth=0.9,
        zorder=3,
    )
    axes.add_patch(box)
    for line, height in zip(words, (0.22, -0.04), strict=True):
        axes.text(x, y + height, line, ha="center", va="center", fontsize=9, zorder=4)
    left = x - 0.4
    for share, colour in zip(shares, theme.SERIES, strict=False):
        axes.add_patch(Rectangle((left, y - 0.34), 0.8 * share, 0.13, facecolor=colour, zorder=4))
        left += 0.8 * share


def _branch(axes: Axes, parent: tuple[float, float], child: tuple[float, float], answer: str) -> None:
    (x, y), (to_x, to_y) = parent, child
    axes.plot([x, to_x], [y - 0.4, to_y + 0.4], color=theme.MUTED, linewidth=1.2, zorder=1)
    side = -0.1 if to_x < x else 0.1
    axes.text(
        (x + to_x) / 2 + side,
        (y + to_y) / 2 + 0.06,
        answer,
        ha="right" if side < 0 else "left",
        va="center",
        fontsize=9,
        color=theme.MUTED,
    )


def _key(axes: Axes, figure: Figure, classes: Sequence[str]) -> None:
    handles = [Rectangle((0, 0), 1, 1, facecolor=colour) for colour in theme.SERIES[: len(classes)]]
    figure.legend(handles, list(classes), loc="outside upper left", ncols=len(classes))


def _told(tree: GrownTree, node: int, features: Sequence[str], classes: Sequence[str]) -> str:
    """The tree as a sentence."""
    record = tree.nodes[node]
    if record["feature"] < 0:
        return classes[int(tree.values[node].argmax())]
    yes, no = (_told(tree, int(record[side]), features, classes) for side in ("left", "right"))
    return f"if {features[record['feature']]} is at most {record['threshold']:.4g}: {yes}; otherwise: {no}"


def _fill(axes: Axes, across: Floats, up: Floats, shares: Floats) -> None:
    """Coat the land of each class; one colour each, so that the page can swap it."""
    runner_up, best = np.sort(shares, axis=1)[:, -2:].T
    for k, colour in zip(range(shares.shape[1]), theme.SERIES, strict=False):
        ahead = np.where(shares[:, k] == best, best - runner_up, shares[:, k] - best)
        land = ahead.reshape(len(up), len(across))
        for level, coats in _levels(land):
            found = axes.contourf(across, up, land, levels=[level, 1.0001])
            shapes = [PathPatch(path) for path in found.get_paths()]
            found.remove()  # as plain shapes: a contour would become a table of numbers that says nothing
            coat = (*to_rgb(colour), 1 - (1 - COAT) ** coats)
            axes.add_collection(PatchCollection(shapes, facecolors=[coat], edgecolors="none", zorder=0.5))


def _levels(land: Floats) -> list[tuple[float, int]]:
    """The levels at which the land differs, and how many coats lie on each: a sure tree needs one outline, not three."""
    levels: list[tuple[float, int]] = []
    for level in COATS:
        here = int(np.sum(land > level))
        if levels and here == int(np.sum(land > levels[-1][0])):
            levels[-1] = (levels[-1][0], levels[-1][1] + 1)
        elif here:
            levels.append((level, 1))
    return levels


def _dots(axes: Axes, points: Floats, labels: Any, classes: Sequence[str]) -> None:
    for k, (name, colour, marker) in enumerate(zip(classes, theme.SERIES, MARKERS, strict=False)):
        own = points[labels == k]
        axes.plot(
            own[:, 0],
            own[:, 1],
            marker,
            color=colour,
            markersize=4,
            markeredgecolor=theme.SURFACE,
            markeredgewidth=0.5,
            label=name,
        )
    axes.grid(False)
