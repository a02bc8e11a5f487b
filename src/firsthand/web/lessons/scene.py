"""An explorable's scene as SVG: small enough to be sent anew for each movement of a slider."""

from __future__ import annotations

import math
from collections.abc import Sequence

from markupsafe import Markup

from firsthand.course.content.explorable import Scene, Series
from firsthand.templates import Macros

_parts = Macros("web/lessons/scene.svg")
WIDTH, HEIGHT = 640, 400
LEFT, RIGHT, TOP, BOTTOM = 62, 14, 38, 50
COLOURS = {
    "main": "var(--series-1)",
    "second": "var(--series-2)",
    "third": "var(--series-3)",
    "quiet": "var(--muted)",
}


# A heat map is a square with names on two sides, so it is taller, and names get room by their length.
GRID_HEIGHT, LETTER, LONGEST_NAME = 600, 10.5, 13


class _Frame:
    """Maps the scene's numbers to places in the picture."""

    def __init__(self, scene: Scene) -> None:
        self.x_low, self.x_high = scene.x_range
        self.y_low, self.y_high = scene.y_range
        self.left, bottom, self.whole = float(LEFT), float(BOTTOM), float(HEIGHT)
        if scene.row_names:
            names = LETTER * max(len(_cut(name)) for name in (*scene.row_names, *scene.categories))
            self.left, bottom, self.whole = max(self.left, names + 20), names + 60, float(GRID_HEIGHT)
        self.width, self.height = WIDTH - self.left - RIGHT, self.whole - TOP - bottom
        if scene.equal_axes:
            wide, tall = abs(self.x_high - self.x_low), abs(self.y_high - self.y_low)
            unit = min(self.width / wide, self.height / tall)
            self.width, self.height = unit * wide, unit * tall

    def x(self, value: float) -> float:
        return _bounded(self.left + (value - self.x_low) / (self.x_high - self.x_low) * self.width)

    def y(self, value: float) -> float:
        return _bounded(TOP + (self.y_high - value) / (self.y_high - self.y_low) * self.height)

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return TOP + self.height


def _bounded(place: float) -> float:
    """Far outside is outside: a path that flies off to infinity still has coordinates a browser can read."""
    return round(min(1e4, max(-1e4, place)), 1) if not math.isnan(place) else -1e4


def svg(scene: Scene) -> Markup:
    """Draw the scene. The colours are CSS variables, so it follows light and dark."""
    frame = _Frame(scene)
    # Several pictures share a page, and the first of equal ids serves all: equal ids only for equal frames.
    plot = f"plot-{frame.left:.0f}-{frame.width:.0f}-{frame.height:.0f}"
    axes = _names(scene, frame) if scene.row_names else _axes(scene, frame)
    marks = [mark for series in scene.series for mark in _series(series, scene, frame)]
    legend = _legend(scene.series, frame)
    around = [*axes, *_titles(scene, frame)]
    return _parts.picture(WIDTH, f"{frame.whole:g}", scene.message, plot, frame, TOP, around, marks, legend)


def _axes(scene: Scene, frame: _Frame) -> list[Markup]:
    parts = []
    for value in _ticks(frame.y_low, frame.y_high):
        y = frame.y(value)
        parts.append(_parts.grid(f"M{frame.left:g} {y}H{frame.right:.1f}"))
        parts.append(_parts.tick(f"{frame.left - 8:g}", f"{y + 4:.1f}", "end", _number(value)))
    below = f"{frame.bottom + 20:.1f}"
    if not scene.categories:
        for value in _ticks(frame.x_low, frame.x_high):
            x = frame.x(value)
            parts.append(_parts.grid(f"M{x} {TOP}V{frame.bottom:.1f}"))
            parts.append(_parts.tick(x, below, "middle", _number(value)))
    parts += [
        _parts.tick(frame.x(place), below, "middle", name) for place, name in enumerate(scene.categories)
    ]
    return parts


def _names(scene: Scene, frame: _Frame) -> list[Markup]:
    """Names of rows at the left, of columns below, turned so that long ones do not meet."""
    rows = [
        _parts.tick(f"{frame.left - 8:.1f}", f"{frame.y(place) + 5:.1f}", "end", _cut(name))
        for place, name in enumerate(scene.row_names)
    ]
    columns = [
        _parts.turned(f"{frame.x(place) + 5:.1f}", f"{frame.bottom + 10:.1f}", _cut(name))
        for place, name in enumerate(scene.categories)
    ]
    return rows + columns


def _cut(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"


def _titles(scene: Scene, frame: _Frame) -> list[Markup]:
    middle, below = (frame.left + frame.right) / 2, frame.bottom + 44
    if scene.row_names:
        below = frame.whole - 12
    # The upper one stands above its axis rather than turned beside it: it reads at once and meets no tick.
    return [
        _parts.tick(f"{middle:.1f}", f"{below:.1f}", "middle", scene.x_label, "label"),
        _parts.label(4, 18, scene.y_label),
    ]


def _series(series: Series, scene: Scene, frame: _Frame) -> list[Markup]:
    colour = COLOURS[series.role]
    places = [(frame.x(x), frame.y(y)) for x, y in zip(series.x, series.y, strict=True)]
    line = "M" + "L".join(f"{x} {y}" for x, y in places) if places else ""
    width = 1.5 if series.role == "quiet" else 2.2
    if series.kind == "line":
        return [_parts.line(line, colour, width)]
    if series.kind == "path":
        return [_parts.line(line, colour, 1.4, 0.75), _parts.dots(places, colour)]
    if series.kind == "points":
        return [_parts.dots(places, colour)]
    if series.kind == "area":
        return [_parts.area(line, colour, width)]
    if series.kind == "cells":
        return [_cells(series, frame, colour)]
    if series.kind == "arrow":
        return [_parts.arrow(line, colour)]
    return [_bars(series, scene, frame, colour)]


def _cells(series: Series, frame: _Frame, colour: str) -> Markup:
    """One field a cell, the fuller the more; its rim tells a cell of 0 from none. Each says its number to the pointer."""
    wide, tall = abs(frame.x(1) - frame.x(0)), abs(frame.y(1) - frame.y(0))
    places = [
        (f"{frame.x(x) - wide / 2 + 1:.1f}", f"{frame.y(y) - tall / 2 + 1:.1f}", f"{shade:.2f}")
        for x, y, shade in zip(series.x, series.y, series.shade, strict=True)
    ]
    return _parts.cells(places, f"{wide - 2:.1f}", f"{tall - 2:.1f}", colour)


def _bars(series: Series, scene: Scene, frame: _Frame, colour: str) -> Markup:
    """Bars of one series; several series of bars share the room of a category side by side."""
    groups = [other for other in scene.series if other.kind == "bars"]
    room = (frame.x(1) - frame.x(0)) * 0.7
    width, place = room / len(groups), groups.index(series)
    base = frame.y(max(0.0, frame.y_low))
    places = []
    for x, y in zip(series.x, series.y, strict=True):
        left, top = frame.x(x) - room / 2 + place * width, min(frame.y(y), base)
        places.append((f"{left:.1f}", f"{top:.1f}", f"{abs(frame.y(y) - base):.1f}"))
    return _parts.bars(places, f"{width * 0.94:.1f}", colour)


def _legend(series: Sequence[Series], frame: _Frame) -> list[Markup]:
    named = [one for one in series if one.label]
    if len(named) < 2:
        return []
    # Beside the picture where it leaves room, else in its upper right corner.
    beside = WIDTH - frame.right > 150
    dot, text, anchor = (18, 30, "start") if beside else (-8, -20, "end")
    parts = []
    for row, one in enumerate(named):
        parts.append(_parts.key(f"{frame.right + dot:.1f}", TOP + 14 + 24 * row, COLOURS[one.role]))
        x, y = f"{frame.right + text:.1f}", TOP + 19 + 24 * row
        parts.append(_parts.tick(x, y, anchor, one.label, "tick legend"))
    return parts


def _ticks(low: float, high: float, n_ticks: int = 6) -> list[float]:
    """Round numbers between the two: steps of 1, 2 or 5 times a power of ten."""
    low, high = sorted((low, high))
    rough = (high - low) / n_ticks
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)
    return [k * step for k in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)]


def _number(value: float) -> str:
    return f"{value:.6g}".replace("-", "−")
