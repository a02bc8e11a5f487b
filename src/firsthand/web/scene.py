"""An explorable's scene as SVG: small enough to be sent anew for each movement of a slider."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

from firsthand.course.explorable import Scene, Series

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


def svg(scene: Scene) -> str:
    """Draw the scene. The colours are CSS variables, so it follows light and dark."""
    frame = _Frame(scene)
    # Several pictures share a page, and the first of equal ids serves all: equal ids only for equal frames.
    plot = f"plot-{frame.left:.0f}-{frame.width:.0f}-{frame.height:.0f}"
    axes = _names(scene, frame) if scene.row_names else _axes(scene, frame)
    parts = [axes, _titles(scene, frame), f'<g clip-path="url(#{plot})">']
    parts += [_series(series, scene, frame) for series in scene.series]
    parts += ["</g>", _legend(scene.series, frame)]
    clip = (
        f'<clipPath id="{plot}"><rect x="{frame.left:g}" y="{TOP}" width="{frame.width:.1f}" '
        f'height="{frame.height:.1f}"/></clipPath>'
        '<marker id="tip" viewBox="0 0 10 10" refX="8" refY="5" markerWidth="6" markerHeight="6" orient="auto-start-reverse">'
        '<path d="M0 0L10 5L0 10z" fill="context-stroke"/></marker>'
    )
    return (
        f'<svg viewBox="0 0 {WIDTH} {frame.whole:g}" role="img" aria-label="{escape(scene.says, quote=True)}">'
        f"<defs>{clip}</defs>{''.join(parts)}</svg>"
    )


def _axes(scene: Scene, frame: _Frame) -> str:
    parts = []
    for value in _ticks(frame.y_low, frame.y_high):
        y = frame.y(value)
        parts.append(f'<path class="grid" d="M{frame.left:g} {y}H{frame.right:.1f}"/>')
        parts.append(
            f'<text class="tick" x="{frame.left - 8:g}" y="{y + 4:.1f}" text-anchor="end">{_number(value)}</text>'
        )
    if not scene.categories:
        for value in _ticks(frame.x_low, frame.x_high):
            x = frame.x(value)
            parts.append(f'<path class="grid" d="M{x} {TOP}V{frame.bottom:.1f}"/>')
            parts.append(
                f'<text class="tick" x="{x}" y="{frame.bottom + 20:.1f}" text-anchor="middle">{_number(value)}</text>'
            )
    for place, name in enumerate(scene.categories):
        x = frame.x(place)
        parts.append(
            f'<text class="tick" x="{x}" y="{frame.bottom + 20:.1f}" text-anchor="middle">{escape(name)}</text>'
        )
    return "".join(parts)


def _names(scene: Scene, frame: _Frame) -> str:
    """Names of rows at the left, of columns below, turned so that long ones do not meet."""
    parts = []
    for place, name in enumerate(scene.row_names):
        x, y = frame.left - 8, frame.y(place) + 5
        parts.append(f'<text class="tick" x="{x:.1f}" y="{y:.1f}" text-anchor="end">{_escaped(name)}</text>')
    for place, name in enumerate(scene.categories):
        x, y = frame.x(place) + 5, frame.bottom + 10
        parts.append(
            f'<text class="tick" transform="translate({x:.1f} {y:.1f}) rotate(-90)" text-anchor="end">'
            f"{_escaped(name)}</text>"
        )
    return "".join(parts)


def _cut(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"


def _escaped(name: str) -> str:
    return escape(_cut(name))


def _titles(scene: Scene, frame: _Frame) -> str:
    middle, below = (frame.left + frame.right) / 2, frame.bottom + 44
    if scene.row_names:
        below = frame.whole - 12
    # The upper one stands above its axis rather than turned beside it: it reads at once and meets no tick.
    return (
        f'<text class="label" x="{middle:.1f}" y="{below:.1f}" text-anchor="middle">{escape(scene.x_label)}</text>'
        f'<text class="label" x="4" y="18">{escape(scene.y_label)}</text>'
    )


def _series(series: Series, scene: Scene, frame: _Frame) -> str:
    colour = COLOURS[series.role]
    places = [(frame.x(x), frame.y(y)) for x, y in zip(series.x, series.y, strict=True)]
    line = "M" + "L".join(f"{x} {y}" for x, y in places) if places else ""
    width = 1.5 if series.role == "quiet" else 2.2
    if series.kind == "line":
        return f'<path d="{line}" fill="none" stroke="{colour}" stroke-width="{width}"/>'
    if series.kind == "path":
        return f'<path d="{line}" fill="none" stroke="{colour}" stroke-width="1.4" opacity="0.75"/>' + _dots(
            places, colour
        )
    if series.kind == "points":
        return _dots(places, colour)
    if series.kind == "area":
        return f'<path d="{line}Z" fill="{colour}" fill-opacity="0.18" stroke="{colour}" stroke-width="{width}"/>'
    if series.kind == "cells":
        return _cells(series, frame, colour)
    if series.kind == "arrow":
        return f'<path d="{line}" fill="none" stroke="{colour}" stroke-width="3" marker-end="url(#tip)"/>'
    return _bars(series, scene, frame, colour)


def _dots(places: Sequence[tuple[float, float]], colour: str) -> str:
    return "".join(
        f'<circle cx="{x}" cy="{y}" r="4" fill="{colour}" stroke="var(--surface)"/>' for x, y in places
    )


def _cells(series: Series, frame: _Frame, colour: str) -> str:
    """One field a cell, the fuller the more; its rim tells a cell of 0 from none. Each says its number to the pointer."""
    wide, tall = abs(frame.x(1) - frame.x(0)), abs(frame.y(1) - frame.y(0))
    size = f'width="{wide - 2:.1f}" height="{tall - 2:.1f}" rx="2"'
    return "".join(
        f'<rect x="{frame.x(x) - wide / 2 + 1:.1f}" y="{frame.y(y) - tall / 2 + 1:.1f}" {size} stroke="var(--grid)" '
        f'fill="{colour}" fill-opacity="{shade:.2f}"><title>{shade:.2f}</title></rect>'
        for x, y, shade in zip(series.x, series.y, series.shade, strict=True)
    )


def _bars(series: Series, scene: Scene, frame: _Frame, colour: str) -> str:
    """Bars of one series; several series of bars share the room of a category side by side."""
    groups = [other for other in scene.series if other.kind == "bars"]
    room = (frame.x(1) - frame.x(0)) * 0.7
    width, place = room / len(groups), groups.index(series)
    base = frame.y(max(0.0, frame.y_low))
    parts = []
    for x, y in zip(series.x, series.y, strict=True):
        left, top = frame.x(x) - room / 2 + place * width, min(frame.y(y), base)
        tall = abs(frame.y(y) - base)
        parts.append(
            f'<rect x="{left:.1f}" y="{top:.1f}" width="{width * 0.94:.1f}" height="{tall:.1f}" rx="2" fill="{colour}"/>'
        )
    return "".join(parts)


def _legend(series: Sequence[Series], frame: _Frame) -> str:
    named = [one for one in series if one.label]
    if len(named) < 2:
        return ""
    # Beside the picture where it leaves room, else in its upper right corner.
    beside = WIDTH - frame.right > 150
    dot, text, anchor = (18, 30, "start") if beside else (-8, -20, "end")
    rows = [
        f'<circle cx="{frame.right + dot:.1f}" cy="{TOP + 14 + 24 * row}" r="5" fill="{COLOURS[one.role]}"/>'
        f'<text class="tick legend" x="{frame.right + text:.1f}" y="{TOP + 19 + 24 * row}" text-anchor="{anchor}">'
        f"{escape(one.label)}</text>"
        for row, one in enumerate(named)
    ]
    return "".join(rows)


def _ticks(low: float, high: float, about: int = 6) -> list[float]:
    """Round numbers between the two: steps of 1, 2 or 5 times a power of ten."""
    low, high = sorted((low, high))
    rough = (high - low) / about
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)
    return [k * step for k in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)]


def _number(value: float) -> str:
    return f"{value:.6g}".replace("-", "−")
