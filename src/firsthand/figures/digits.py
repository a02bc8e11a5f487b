"""Figures of small pictures: digits, kernels and feature maps pixel by pixel, and which digit was taken for which."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike

from firsthand._typing import Floats
from firsthand.figures import theme

FAINTEST = 0.02  # below it a pixel is paper: nobody would see the difference


def pictures(images: ArrayLike, captions: Sequence[str] = (), columns: int = 10) -> Figure:
    """Draw small pictures in rows, each pixel as dark as its number.

    Parameters
    ----------
    images : array of shape (n, rows, columns)
        From 0 (paper) to 1 (ink).
    captions : n words, optional
        What stands above each.
    columns : int, default=10
        Pictures in a row, at most.
    """
    shown = np.asarray(images, dtype=float)
    figure, axes = _sheet(shown, columns, bool(captions))
    with theme.style():
        for at, one in enumerate(axes):
            _pixels(one, shown[at], theme.INK, 1.0)
            if captions:
                one.set_title(captions[at], fontsize=9.5, loc="center", pad=3)
    named = f": {', '.join(captions)}" if captions else ""
    return theme.say(figure, f"{len(shown)} pictures of {shown.shape[1]} by {shown.shape[2]} pixels{named}.")


def feature_maps(maps: ArrayLike, columns: int = 8) -> Figure:
    """Draw maps or kernels in rows, numbers above 0 in one colour and below 0 in another, on one scale for all.

    Parameters
    ----------
    maps : array of shape (n, rows, columns)
    columns : int, default=8
        In a row, at most.
    """
    shown = np.asarray(maps, dtype=float)
    strongest = float(np.abs(shown).max()) or 1.0
    figure, axes = _sheet(shown, columns, captioned=False)
    with theme.style():
        for one, values in zip(axes, shown, strict=True):
            _signed(one, values, strongest)
    return theme.say(
        figure,
        f"{len(shown)} maps of {shown.shape[1]} by {shown.shape[2]} numbers, from {shown.min():.2f} to {shown.max():.2f}.",
    )


def panels(arrays: Mapping[str, ArrayLike], numbers: bool = False) -> Figure:
    """Draw arrays side by side under their names, each on its own scale: above 0 in one colour, below 0 in another.

    A number takes the same room in all of them, so that a small kernel looks small beside its picture.

    Parameters
    ----------
    arrays : mapping of name to array of shape (rows, columns)
    numbers : bool, default=False
        Whether each number is written into its field.
    """
    shown = {name: np.asarray(values, dtype=float) for name, values in arrays.items()}
    side = min(6.8 / len(shown), 2.27)
    with theme.style():
        figure, axes = theme.grid(1, len(shown), side * len(shown), side + 0.35)
        for one, (name, values) in zip(axes, shown.items(), strict=True):
            # Paler where numbers stand upon it.
            _signed(one, values, float(np.abs(values).max()) or 1.0, 0.4 if numbers else 0.9)
            one.set_title(name, fontsize=10.5, loc="center")
            _give_room(one, values, max(max(array.shape) for array in shown.values()))
            if numbers:
                _written(one, values)
    said = "; ".join(
        f"{name}: {values.shape[0]} by {values.shape[1]}, from {values.min():g} to {values.max():g}"
        for name, values in shown.items()
    )
    return theme.say(figure, f"Fields of numbers side by side. {said}.")


def confusion(truth: ArrayLike, said: ArrayLike, n_classes: int = 10) -> Figure:
    """Count which digit was taken for which: a row for each true digit, a column for each answer.

    Parameters
    ----------
    truth, said : arrays of whole numbers, shape (n,)
        From 0 to n_classes - 1.
    n_classes : int, default=10
    """
    true, answers = np.asarray(truth), np.asarray(said)
    counts = np.zeros((n_classes, n_classes), dtype=int)
    np.add.at(counts, (true, answers), 1)
    with theme.style():
        figure, axes = theme.new(5.2, 4.6)
        right = np.where(np.eye(n_classes, dtype=bool), counts, 0)
        _pixels(axes, right.astype(float) / max(1, int(counts.max())), theme.SERIES[0], 0.35)
        _pixels(axes, (counts > right).astype(float), theme.SERIES[1], 0.35)
        for row, column in np.argwhere(counts):
            axes.text(
                column, row, str(counts[row, column]), ha="center", va="center", fontsize=9, color=theme.INK
            )
        axes.set(xlabel="answer", ylabel="digit", xticks=range(n_classes), yticks=range(n_classes))
        axes.set_axis_on()
        axes.spines[:].set_visible(False)
    wrong = [(int(t), int(a)) for t, a in zip(true, answers, strict=True) if t != a]
    pairs = ", ".join(f"{t} taken for {a}" for t, a in wrong[:12]) or "none"
    return theme.say(
        figure,
        f"A confusion matrix of {len(true)} digits, {len(true) - len(wrong)} on its diagonal. Wrong: {pairs}.",
    )


def _sheet(shown: Floats, columns: int, captioned: bool) -> tuple[Figure, list[Axes]]:
    """A figure with a place for each picture; places left over are taken out."""
    across = min(columns, len(shown))
    down = -(-len(shown) // across)
    side = min(6.8 / across, 1.6)
    with theme.style():
        figure, axes = theme.grid(down, across, side * across, (side + 0.25 * captioned) * down)
    for spare in axes[len(shown) :]:
        spare.remove()
    return figure, axes[: len(shown)]


def _signed(axes: Axes, values: Floats, strongest: float, fullest: float = 0.9) -> None:
    _pixels(axes, np.maximum(values, 0) / strongest, theme.SERIES[0], fullest)
    _pixels(axes, np.maximum(-values, 0) / strongest, theme.SERIES[1], fullest)


def _give_room(axes: Axes, values: Floats, widest: int) -> None:
    """Let the axes be as wide as the widest array, and frame this one where it stands in the middle."""
    rows, columns = values.shape
    axes.spines[:].set_visible(False)
    axes.add_patch(Rectangle((-0.5, -0.5), columns, rows, fill=False, edgecolor=theme.GRID))
    middle = (columns - 1) / 2, (rows - 1) / 2
    axes.set(
        xlim=(middle[0] - widest / 2 - 0.05, middle[0] + widest / 2 + 0.05),
        ylim=(middle[1] + widest / 2 + 0.05, middle[1] - widest / 2 - 0.05),
    )


def _pixels(axes: Axes, shades: Floats, colour: str, fullest: float) -> None:
    """A square for each pixel, the fuller of colour the larger its number; as shapes, which follow light and dark."""
    rows, columns = shades.shape
    inked = np.argwhere(shades > FAINTEST)
    squares = [Rectangle((column - 0.5, row - 0.5), 1, 1) for row, column in inked]
    colours = [(*to_rgb(colour), fullest * shades[row, column]) for row, column in inked]
    axes.add_collection(PatchCollection(squares, facecolors=colours, edgecolors="none"))
    axes.set(xlim=(-0.5, columns - 0.5), ylim=(rows - 0.5, -0.5), aspect="equal", xticks=[], yticks=[])
    axes.grid(visible=False)
    axes.spines[:].set_visible(True)
    axes.spines[:].set_color(theme.GRID)


def _written(axes: Axes, values: Floats) -> None:
    for row, column in np.ndindex(values.shape):
        axes.text(
            column,
            row,
            f"{values[row, column]:g}".replace("-", "−"),
            ha="center",
            va="center",
            fontsize=9.5,
            color=theme.INK,
        )
