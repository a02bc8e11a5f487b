"""Read back from finished axes what was drawn on them: numbers, names, and a sentence for each thing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib import collections, container, contour, image, lines, patches, quiver, ticker
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.text import Annotation

from firsthand.figures.words import name, names, text

# A grid with more columns than this is a picture, not a table.
WIDEST_GRID = 40


@dataclass(frozen=True)
class Seen:
    """One thing on the axes: `columns` names its values, `values` holds one sequence a column, all equally long.

    `joins` says that the first column is a position, so things of one kind at the same positions may share a table.
    """

    kind: str
    label: str
    columns: tuple[str, ...]
    values: tuple[Sequence[Any], ...]
    description: str
    joins: bool = False


def _named(axis: Axis, places: Sequence[Any]) -> list[Any]:
    """The words that the axis itself has for these places, if it has some for each; else the places."""
    numbers = all(isinstance(tick, int | float | np.number) for tick in places)
    formatter = axis.get_major_formatter()
    if numbers and isinstance(formatter, ticker.FuncFormatter):
        own = [formatter(float(tick), None) for tick in places]
    else:
        known = names(axis) if numbers else {}
        own = [known.get(float(tick), "") for tick in places] if known else []
    return own if own and all(own) else list(places)


def _label(artist: Any) -> str:
    label = str(artist.get_label() or "")
    return "" if label.startswith("_") else label


def _x(axes: Axes) -> str:
    return name(axes.xaxis, "x")


def _y(axes: Axes) -> str:
    return name(axes.yaxis, "y")


def _lines(axes: Axes) -> Iterator[Seen]:
    of_errorbars = {
        part
        for one in axes.containers
        if isinstance(one, container.ErrorbarContainer)
        for part in (one.lines[0], *one.lines[1])
    }
    for line in axes.lines:
        # A line across the whole axes (axhline) is measured in the axes' own units, not in data.
        if line.get_transform() == axes.transData and line not in of_errorbars and np.size(line.get_xdata()):
            yield _line(axes, line)


def _line(axes: Axes, line: lines.Line2D) -> Seen:
    x, y = _data(line, orig=True)
    if len(x) != len(y):
        x, y = _data(line, orig=False)
    x, y = _named(axes.xaxis, x), _named(axes.yaxis, y)
    is_line = line.get_linestyle() not in ("None", "", " ") and len(x) > 1
    label = _label(line)
    description = _course(label or "A line", x, y) if is_line else _cloud(label or "Points", x, y)
    return Seen(
        "line" if is_line else "points", label, (_x(axes), label or _y(axes)), (x, y), description, joins=True
    )


def _data(line: lines.Line2D, *, orig: bool) -> tuple[list[Any], list[Any]]:
    x, y = line.get_data(orig=orig)
    return list(np.ravel(x)), list(np.ravel(y))


def _course(label: str, x: Sequence[Any], y: Sequence[Any]) -> str:
    """How a line runs: where it starts and ends, and an extreme in between if there is one."""
    description = f"{label} runs from {text(y[0])} at {text(x[0])} to {text(y[-1])} at {text(x[-1])}"
    try:
        heights = np.asarray(y, dtype=float)
    except (TypeError, ValueError):
        return description
    if not np.isfinite(heights).any():
        return description
    for word, index in (("lowest", np.nanargmin(heights)), ("highest", np.nanargmax(heights))):
        if 0 < index < len(heights) - 1 and heights[index] not in (heights[0], heights[-1]):
            description += f", {word} {text(y[int(index)])} at {text(x[int(index)])}"
    return description


def _cloud(label: str, x: Sequence[Any], y: Sequence[Any]) -> str:
    if len(x) == 1:
        return f"{label} at ({text(x[0])}, {text(y[0])})"
    return f"{label}: {len(x):,} points"


def _errorbars(axes: Axes) -> Iterator[Seen]:
    for one in axes.containers:
        if not isinstance(one, container.ErrorbarContainer) or one.lines[0] is None:
            continue
        seen = _line(axes, one.lines[0])
        label = _label(one)
        columns, values = [seen.columns[0], label or seen.columns[1]], list(seen.values)
        for bars, across in zip(one.lines[2], _directions(one), strict=False):
            ends = np.array([segment[:, 0 if across else 1] for segment in bars.get_segments()])
            columns += [f"{'left' if across else 'lower'} end", f"{'right' if across else 'upper'} end"]
            values += [list(ends.min(axis=1)), list(ends.max(axis=1))]
        description = _course(label or "A line", seen.values[0], seen.values[1]) + ", with error bars"
        yield Seen("error bars", label, tuple(columns), tuple(values), description)


def _directions(one: container.ErrorbarContainer) -> list[bool]:
    return [True] * one.has_xerr + [False] * one.has_yerr


def _bars(axes: Axes) -> Iterator[Seen]:
    for one in axes.containers:
        if isinstance(one, container.BarContainer) and len(one.patches):
            yield _bar(axes, one)


def _bar(axes: Axes, one: container.BarContainer) -> Seen:
    boxes = [(p.get_x(), p.get_y(), p.get_width(), p.get_height()) for p in one.patches]
    lying = one.orientation == "horizontal"
    axis, measure = (axes.yaxis, _x(axes)) if lying else (axes.xaxis, _y(axes))
    position = _y(axes) if lying else _x(axes)
    starts = [box[1] if lying else box[0] for box in boxes]
    widths = [box[3] if lying else box[2] for box in boxes]
    values = [box[2] if lying else box[3] for box in boxes]
    label = _label(one)
    middles = [start + width / 2 for start, width in zip(starts, widths, strict=True)]
    where: list[Any] = _nearest(names(axis), middles)
    if _touching(starts, widths) and not names(axis):
        where = [f"{text(s)} to {text(s + w)}" for s, w in zip(starts, widths, strict=True)]
    return Seen(
        "bars",
        label,
        (position, label or measure),
        (where, values),
        _heights(label, where, values),
        joins=True,
    )


def _nearest(known: dict[float, str], middles: Sequence[float]) -> list[Any]:
    """Bars that stand in groups share their group's name although they stand beside its tick."""
    if len(known) < 2:
        return [known.get(middle, middle) for middle in middles]
    places = np.array(sorted(known))
    reach = np.diff(places).min() / 2
    closest = [places[np.abs(places - middle).argmin()] for middle in middles]
    return [
        known[float(c)] if abs(c - middle) < reach else middle
        for c, middle in zip(closest, middles, strict=True)
    ]


def _touching(starts: Sequence[float], widths: Sequence[float]) -> bool:
    return len(starts) > 2 and bool(np.allclose(np.array(starts[:-1]) + widths[:-1], starts[1:]))


def _heights(label: str, where: Sequence[Any], values: Sequence[Any]) -> str:
    description = f"{label or 'Bars'}: "
    if len(where) <= 6:
        return description + ", ".join(f"{text(w)} {text(v)}" for w, v in zip(where, values, strict=True))
    order = np.argsort(np.nan_to_num(np.asarray(values, dtype=float)))
    low, high = int(order[0]), int(order[-1])
    return description + (
        f"{len(where)} bars, highest {text(values[high])} at {text(where[high])}, "
        f"lowest {text(values[low])} at {text(where[low])}"
    )


def _wedges(axes: Axes) -> Iterator[Seen]:
    wedges = [one for one in axes.patches if isinstance(one, patches.Wedge)]
    if wedges:
        what = [_label(one) or f"part {i}" for i, one in enumerate(wedges, 1)]
        shares = [(one.theta2 - one.theta1) / 3.6 for one in wedges]
        yield Seen(
            "shares", "", ("part", "share in %"), (what, shares), _heights("Shares in %", what, shares)
        )


def _collections(axes: Axes) -> Iterator[Seen]:
    for one in axes.collections:
        if isinstance(one, contour.ContourSet):
            yield _contours(one)
        elif isinstance(one, quiver.Quiver):
            yield _field(axes, one)
        elif isinstance(one, collections.QuadMesh):
            yield _mesh(axes, one)
        elif isinstance(one, collections.PathCollection | collections.RegularPolyCollection):
            yield _scatter(axes, one)


def _mesh(axes: Axes, one: collections.QuadMesh) -> Seen:
    corners = np.asarray(one.get_coordinates())  # (rows + 1, columns + 1, 2)
    cells: Any = np.ma.asarray(one.get_array())
    return _grid(axes, _label(one), cells.reshape(corners.shape[0] - 1, -1))


def _scatter(axes: Axes, one: collections.Collection) -> Seen:
    places: Any = np.ma.asarray(one.get_offsets()).reshape(-1, 2)
    x, y = (_named(axis, list(places[:, i])) for i, axis in enumerate((axes.xaxis, axes.yaxis)))
    columns, values = [_x(axes), _y(axes)], [x, y]
    colours = one.get_array()
    if colours is not None and np.size(colours) == len(x):
        columns.append("colour")
        values.append(list(np.ravel(colours)))
    label = _label(one)
    return Seen("points", label, tuple(columns), tuple(values), _cloud(label or "Points", x, y))


def _contours(one: contour.ContourSet) -> Seen:
    levels = list(one.levels)
    description = (
        f"Contours at {len(levels)} levels from {text(levels[0])} to {text(levels[-1])}"
        if levels
        else "Contours"
    )
    return Seen("contours", "", ("level",), (levels,), description)


def _field(axes: Axes, one: quiver.Quiver) -> Seen:
    x, y, u, v = (list(np.ravel(values)) for values in (one.X, one.Y, one.U, one.V))
    label = _label(one)
    columns = (_x(axes), _y(axes), "arrow across", "arrow up")
    description = _arrow_words(label, x, y, u, v)
    return Seen("arrows", label, columns, (x, y, u, v), description)


def _arrow_words(label: str, x: Sequence[Any], y: Sequence[Any], u: Sequence[Any], v: Sequence[Any]) -> str:
    if len(x) > 4:
        return f"{label or 'Arrows'}: {len(x):,} arrows"
    ends = [
        f"from ({text(a)}, {text(b)}) to ({text(a + c)}, {text(b + d)})"
        for a, b, c, d in zip(x, y, u, v, strict=True)
    ]
    return f"{label or ('An arrow' if len(x) == 1 else 'Arrows')} {', '.join(ends)}"


def _arrows(axes: Axes) -> Iterator[Seen]:
    """Arrows drawn one at a time: notes with an arrow, and arrow patches."""
    tails_and_heads: list[tuple[tuple[float, float], tuple[float, float]]] = []
    for one in axes.texts:
        if isinstance(one, Annotation) and one.arrow_patch and one.xycoords == "data" and not one.get_text():
            tails_and_heads.append((one.get_position(), one.xy))
    for patch in axes.patches:
        ends = getattr(patch, "_posA_posB", None)
        if isinstance(patch, patches.FancyArrowPatch) and ends and patch.get_transform() == axes.transData:
            tails_and_heads.append((ends[0], ends[1]))
    if tails_and_heads:
        (x, y), (to_x, to_y) = (tuple(zip(*side, strict=True)) for side in zip(*tails_and_heads, strict=True))
        u, v = ([b - a for a, b in zip(*pair, strict=True)] for pair in ((x, to_x), (y, to_y)))
        columns = (_x(axes), _y(axes), "arrow across", "arrow up")
        yield Seen("arrows", "", columns, (x, y, u, v), _arrow_words("", x, y, u, v))


def _images(axes: Axes) -> Iterator[Seen]:
    for one in axes.images:
        pixels: Any = one.get_array() if isinstance(one, image.AxesImage) else None
        if pixels is not None:
            yield _grid(axes, _label(one), np.ma.asarray(pixels))


def _grid(axes: Axes, label: str, cells: Any) -> Seen:
    rows, cols = cells.shape[:2]
    what = f"{label or 'A grid'} of {rows} × {cols}"
    if cells.ndim > 2:
        return Seen("picture", label, ("rows", "columns"), ([rows], [cols]), f"{what} in colour")
    if not cells.size or cells.count() == 0:
        return Seen("picture", label, ("rows", "columns"), ([rows], [cols]), f"{what}, empty")
    low, mean, high = (text(f()) for f in (cells.min, cells.mean, cells.max))
    description = f"{what} values, lowest {low}, mean {mean}, highest {high}"
    if cols > WIDEST_GRID:
        columns = ("rows", "columns", "lowest", "mean", "highest")
        return Seen("picture", label, columns, ([rows], [cols], [low], [mean], [high]), description)
    down, across = (_named(axis, range(n)) for axis, n in ((axes.yaxis, rows), (axes.xaxis, cols)))
    table = [cells[:, j].tolist() for j in range(cols)]
    corner = f"{name(axes.yaxis, 'row')} \\ {name(axes.xaxis, 'column')}"
    return Seen("grid", label, (corner, *(text(word) for word in across)), (down, *table), description)


# In the order in which a figure's tables are given.
READERS: tuple[Callable[[Axes], Iterator[Seen]], ...] = (
    _bars,
    _wedges,
    _errorbars,
    _lines,
    _collections,
    _images,
    _arrows,
)
