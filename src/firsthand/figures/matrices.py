"""Figures of matrices: as tables of numbers, and as what they do to the plane."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike

from firsthand.figures import theme

Part = str | tuple[str, ArrayLike]

SQUARE = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
# A flag on its pole shows both what turns and what is turned over.
FLAG = np.array([[0.3, 0.1], [0.3, 0.95], [0.85, 0.75], [0.3, 0.55]])


def equation(*parts: Part, highlight: int | None = None) -> Figure:
    """Write an equation of matrices as tables of numbers, tinted by sign.

    Parameters
    ----------
    parts : str or (name, array)
        Signs, and matrices with their names. A vector stands as a column.
    highlight : int, optional
        A row to be framed in the first matrix and in the last.
    """
    blocks = [(part, None) if isinstance(part, str) else (part[0], _table(part[1])) for part in parts]
    widths = [0.5 if values is None else 0.9 * values.shape[1] + 0.3 for _, values in blocks]
    tall = max(len(values) for _, values in blocks if values is not None)
    with theme.style():
        figure = theme.new(6.8, 0.36 * tall + 0.75)[0]
        figure.clear()
        axes = figure.subplots(1, len(blocks), width_ratios=widths)
        for one, part, (name, values) in zip(axes, parts, blocks, strict=True):
            _block(one, name if values is None else f"{name}  {_shape(part[1])}", values, tall)
        with_numbers = [one for one, (_, values) in zip(axes, blocks, strict=True) if values is not None]
        if highlight is not None:
            for one in (with_numbers[0], with_numbers[-1]):
                _frame_row(one, highlight)
    said = " ".join(name if values is None else f"{name} = {values.tolist()}" for name, values in blocks)
    return theme.say(figure, f"Tables of numbers: {said}.")


def transformations(matrices: Mapping[str, ArrayLike]) -> Figure:
    """Draw what matrices do to the plane: its grid, its two unit arrows and a flag, after each.

    Parameters
    ----------
    matrices : mapping of title to array of shape (2, 2)
    """
    landed = np.array([SQUARE @ np.asarray(matrix, dtype=float).T for matrix in matrices.values()])
    limits = landed.min() - 0.3, landed.max() + 0.3
    with theme.style():
        columns = min(3, len(matrices))
        rows = -(-len(matrices) // columns)
        figure, panels = theme.grid(rows, columns, 6.8, 2.5 * rows)
        for spare in panels[len(matrices) :]:
            spare.set_axis_off()
        for axes, (title, matrix) in zip(panels, matrices.items(), strict=False):
            _transformed(axes, np.asarray(matrix, dtype=float), limits)
            axes.set_title(title, fontsize=10)
    said = " ".join(_said(title, np.asarray(matrix, dtype=float)) for title, matrix in matrices.items())
    return theme.say(figure, f"The grid of the plane, its unit arrows and a flag after each matrix. {said}")


def _shape(values: ArrayLike) -> str:
    """Its shape as NumPy says it for a vector, and as one says it of a matrix."""
    shape = np.shape(values)
    return f"({shape[0]},)" if len(shape) == 1 else " × ".join(map(str, shape))


def _table(values: ArrayLike) -> Any:
    array = np.asarray(values, dtype=float)
    return array[:, np.newaxis] if array.ndim == 1 else array


def _block(axes: Axes, name: str, values: Any, tall: int) -> None:
    axes.set_axis_off()
    axes.set_ylim(tall / 2, -tall / 2)
    if values is None:
        axes.text(0.5, 0, name, ha="center", va="center", transform=axes.get_yaxis_transform(), fontsize=16)
        return
    rows, columns = values.shape
    y = np.arange(rows + 1) - rows / 2
    # Tints of two whole colours: the page swaps them for its own in dark.
    tints = ListedColormap([theme.SERIES[1], theme.SURFACE, theme.SERIES[0]])
    norm = BoundaryNorm([-np.inf, -1e-12, 1e-12, np.inf], 3)
    axes.pcolormesh(
        np.arange(columns + 1), y, values, cmap=tints, norm=norm, alpha=0.16, edgecolors=theme.SURFACE
    )
    for (i, j), value in np.ndenumerate(values):
        axes.text(j + 0.5, y[i] + 0.5, f"{value:g}", ha="center", va="center", fontsize=10)
    axes.set_title(name, fontsize=10, loc="center", color=theme.MUTED)


def _frame_row(axes: Axes, row: int) -> None:
    box = axes.dataLim
    axes.add_patch(
        Rectangle(
            (box.x0, box.y0 + row),
            box.width,
            1,
            fill=False,
            edgecolor=theme.INK,
            linewidth=1.6,
            clip_on=False,
        )
    )


def _transformed(axes: Axes, matrix: Any, limits: tuple[float, float]) -> None:
    steps = np.arange(-8, 9)
    across = [[(-8, k), (8, k)] for k in steps]
    upright = [[(k, -8), (k, 8)] for k in steps]
    axes.add_collection(
        LineCollection(np.array(across + upright) @ matrix.T, colors=theme.GRID, linewidths=0.8, zorder=0.5)
    )
    axes.fill(*(matrix @ SQUARE.T), color=theme.MUTED, alpha=0.15)
    axes.fill(*(matrix @ FLAG.T), color=theme.SERIES[2], alpha=0.5)
    axes.plot(*(matrix @ np.vstack([FLAG, FLAG[:1]]).T), color=theme.SERIES[2], linewidth=1.4, label="flag")
    for name, column, colour in zip(("first arrow", "second arrow"), matrix.T, theme.SERIES, strict=False):
        axes.quiver(
            0,
            0,
            *column,
            angles="xy",
            scale_units="xy",
            scale=1,
            color=colour,
            units="inches",
            width=0.024,
            label=name,
        )
    axes.set(xlim=limits, ylim=limits, aspect="equal")
    axes.grid(False)
    axes.tick_params(labelbottom=False, labelleft=False)


def _said(title: str, matrix: Any) -> str:
    (a, b), (c, d) = matrix
    return (
        f"{title}: (1, 0) goes to ({a:.3g}, {c:.3g}), (0, 1) to ({b:.3g}, {d:.3g}), "
        f"determinant {np.linalg.det(matrix):.3g}."
    )
