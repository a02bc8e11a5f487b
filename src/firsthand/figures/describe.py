"""Say a figure in words, and give its numbers as tables, read off the figure itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure

from firsthand.figures import theme, words
from firsthand.figures.reading import READERS, Seen
from firsthand.figures.words import text

MAX_ROWS = 200
MAX_SENTENCES = 6


@dataclass(frozen=True)
class Table:
    """Numbers of a figure as text: every row has as many cells as there are columns."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Description:
    """A figure for those who do not see it: `alt` in a few sentences, and the numbers."""

    alt: str
    tables: list[Table]


def describe(figure: Figure) -> Description:
    """Put any matplotlib figure into words and tables. Never raises; what cannot be read is left out.

    The words are those given with `theme.say`, else built from titles, labels, ranges and the numbers. Tables
    hold at most 200 rows, taken evenly, and then their title says so.
    """
    panels = [(axes, _read(axes)) for axes in figure.axes if not hasattr(axes, "_colorbar")]
    if len(panels) > 1:
        panels = [(axes, things) for axes, things in panels if things or axes.texts]
    tables = [
        table
        for number, (axes, things) in enumerate(panels, 1)
        for table in _tables(things, _heading(axes) or (f"Panel {number}" if len(panels) > 1 else ""))
    ]
    return Description(theme.said(figure) or _alt(figure, panels), tables)


def _read(axes: Axes) -> list[Seen]:
    if axes.name == "3d":
        return []  # Two of three coordinates would mislead.
    found: list[Seen] = []
    for reader in READERS:
        # Anybody's artist may stand on the axes, and a description must not cost the learner the figure.
        with suppress(Exception):
            found += reader(axes)
    return found


def _heading(axes: Axes) -> str:
    return " ".join(words.heading(axes).split())


def _alt(figure: Figure, panels: Sequence[tuple[Axes, list[Seen]]]) -> str:
    parts = [" ".join(figure.get_suptitle().split())]
    for number, (axes, things) in enumerate(panels, 1):
        if len(panels) > 1:
            parts.append(f"Panel {number} of {len(panels)}")
        with suppress(Exception):
            parts += _panel(axes, things)
    return _sentences(parts) or "An empty figure."


def _sentences(parts: Iterable[str]) -> str:
    return " ".join(part if part.endswith((".", "?", "!")) else f"{part}." for part in parts if part)


def _panel(axes: Axes, things: Sequence[Seen]) -> list[str]:
    description = [thing.description for thing in things[:MAX_SENTENCES]]
    if len(things) > MAX_SENTENCES:
        description.append(f"and {len(things) - MAX_SENTENCES} more")
    written = [" ".join(label.split()) for label in words.labels(axes)[: words.MAX_LABELS]]
    return [
        _heading(axes),
        _span("Across", axes.xaxis) if things else "",
        _span("Up", axes.yaxis) if things else "",
        "; ".join(description) if description else _unread(axes),
        f"Written in it: {', '.join(written)}" if written else "",
    ]


def _unread(axes: Axes) -> str:
    if not axes.has_data():
        return ""
    three = axes.name == "3d"
    return "A picture in three dimensions" if three else "A picture whose numbers cannot be read back"


def _span(direction: str, axis: Axis) -> str:
    label = words.name(axis, "")
    if not label and words.names(axis):
        return ""  # The sentences name every category.
    return f"{direction}: {label + ', ' if label else ''}{words.span(axis)}"


def _tables(things: Sequence[Seen], heading: str) -> list[Table]:
    groups: list[list[Seen]] = []
    for thing in things:
        group = next((g for g in groups if _together(g[0], thing)), None)
        if group is None:
            groups.append([thing])
        else:
            group.append(thing)
    merged = [_stacked(group) if _stacks(group[0], group[-1]) else group for group in groups]
    return [_table(group, heading, len(groups) > 1) for group in merged if len(group[0].values[0])]


def _together(first: Seen, other: Seen) -> bool:
    """Whether two things share a table: at the same positions side by side, single ones under each other."""
    if first.kind != other.kind:
        return False
    return _stacks(first, other) or (first.joins and _same(first.values[0], other.values[0]))


def _same(some: Sequence[Any], others: Sequence[Any]) -> bool:
    return len(some) == len(others) and all(text(a) == text(b) for a, b in zip(some, others, strict=True))


def _stacks(first: Seen, other: Seen) -> bool:
    single = len(first.values[0]) == 1 == len(other.values[0])
    alike = len(first.columns) == len(other.columns)
    return first is not other and single and alike and bool(first.label and other.label)


def _stacked(group: Sequence[Seen]) -> list[Seen]:
    """Single arrows or points as one thing whose first column names them."""
    first = group[0]
    # A point's second column carries its label, which is a row's name here.
    columns = tuple("value" if column == first.label else column for column in first.columns)
    values = [[thing.values[i][0] for thing in group] for i in range(len(columns))]
    named = ([thing.label for thing in group], *values)
    return [Seen(first.kind, "", ("name", *columns), named, first.description)]


def _table(group: Sequence[Seen], heading: str, one_of_several: bool) -> Table:
    first = group[0]
    columns = [first.columns[0], *(column for thing in group for column in thing.columns[1:])]
    values = [first.values[0], *(column for thing in group for column in thing.values[1:])]
    columns = [
        c if columns.index(c) == i else f"{c} ({columns[:i].count(c) + 1})" for i, c in enumerate(columns)
    ]
    count = len(values[0])
    kept = np.unique(np.linspace(0, count - 1, min(count, MAX_ROWS)).round().astype(int))
    rows = tuple(tuple(text(column[row]) for column in values) for row in kept)
    own = (first.label if len(group) == 1 else "") or first.kind.capitalize()
    title = f"{heading}: {own}" if heading and one_of_several else heading or own
    if len(rows) < count:
        title += f" ({len(rows)} of {count:,} rows, evenly taken)"
    return Table(title, tuple(columns), rows)
