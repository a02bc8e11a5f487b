"""What a check or a race found, as a small card: plain text, Rich text for a terminal, HTML for a notebook."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from html import escape
from typing import TYPE_CHECKING, Literal

from firsthand.course.result import Lap, RaceResult, Result

if TYPE_CHECKING:
    from rich.text import Text

RESULT_TYPE = "application/vnd.firsthand.result+json"

Style = Literal["title", "plain", "code", "quiet", "advice"]
Line = tuple[Style, str]

_COLOURS = {"passed": "green", "untouched": "blue"}
_RICH = {"plain": "", "code": "bold", "quiet": "dim", "advice": "italic"}


def mark(result: Result) -> str:
    """The sign of an outcome: ✓ passed, ○ not started, ✗ otherwise."""
    return {"passed": "✓", "untouched": "○"}.get(result.outcome, "✗")


def headline(result: Result) -> str:
    """One line: the exercise, the outcome, and how it was reached."""
    if result.outcome == "untouched":
        return f"{result.exercise} · not started"
    if result.passed:
        return f"{result.exercise} · passed · {result.tried} inputs in {result.seconds:.2f} s"
    found = f" · found after {result.tried} inputs" if result.tried > 1 else ""
    shrunk = ", shrunk to the smallest" if result.shrunk else ""
    return f"{result.exercise} · {result.outcome}{found}{shrunk}"


def lines(result: Result) -> list[Line]:
    """The card, line by line."""
    found: list[Line] = [("title", f"{mark(result)} {headline(result)}")]
    if result.says and not result.passed:
        found.append(("plain", result.says))
    found += _the_call(result)
    found += _several("plain", [result.where] if result.where and result.where != result.says else [])
    found += _several("quiet", result.traceback.rstrip().splitlines())
    found += _several("advice", [result.advice] if result.advice else [])
    found += [("plain", f"checked: {', '.join(result.checked)}")] if result.checked else []
    if result.passed:
        found.append(("plain", f"From here on the course uses your {result.exercise}."))
    if result.printed.strip():
        found += [("quiet", "Your code printed:"), *_several("quiet", result.printed.rstrip().splitlines())]
    return [(style, _visible(line)) for style, line in found]


def text(result: Result | RaceResult) -> str:
    """The card as plain text."""
    found = lines(result) if isinstance(result, Result) else race_lines(result)
    return "\n".join(line if style == "title" else f"  {line}" for style, line in found)


def rich(result: Result | RaceResult) -> Text:
    """The card for a terminal."""
    from rich.text import Text

    found = lines(result) if isinstance(result, Result) else race_lines(result)
    colour = _COLOURS.get(result.outcome, "red") if isinstance(result, Result) else "blue"
    card = Text()
    for number, (style, line) in enumerate(found):
        start = "\n" if number else ""
        card.append(f"{start}{'' if style == 'title' else '  '}{line}", _RICH.get(style, f"bold {colour}"))
    return card


def html(result: Result | RaceResult) -> str:
    """The card for a notebook: one element that carries its own style and follows light and dark."""
    if isinstance(result, RaceResult):
        return _box("#4a7bd0", [*_html_lines(race_lines(result)[:2]), result.svg, _html_table(result.laps)])
    colour = {"passed": "#2e8b57", "untouched": "#4a7bd0"}.get(result.outcome, "#c0504d")
    return _box(colour, _html_lines(lines(result)))


def show(result: Result | RaceResult) -> None:
    """Draw the card in a notebook, or print it where there is none."""
    interactive = sys.modules.get("IPython")
    if interactive is None or interactive.get_ipython() is None:
        print(text(result))  # noqa: T201 -- the one place that shows a card to whoever called `check`
        return
    bundle = {"text/plain": text(result), "text/html": html(result)}
    if isinstance(result, Result):
        bundle[RESULT_TYPE] = asdict(result)  # type: ignore[assignment]
    interactive.display.display(bundle, raw=True)


def race_lines(result: RaceResult) -> list[Line]:
    """A race as lines: how the results were shown equal, then a table of the times."""
    found: list[Line] = [("title", f"Race · {result.exercise}"), ("plain", result.equal)]
    if not result.laps:
        return found
    rows = [[result.size_label, *_contestants(result.laps)], *_rows(result.laps)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return found + [
        ("code", "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)))
        for row in rows
    ]


def duration(seconds: float) -> str:
    """Seconds as one would say them: ``12 µs``, ``3.4 ms``, ``1.2 s``."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"


def _the_call(result: Result) -> list[Line]:
    if not result.call:
        return []
    found: list[Line] = [("code", result.call)]
    if result.got:
        found.append(("code", f"  got       {result.got}"))
    if result.expected:
        found.append(("code", f"  expected  {result.expected}"))
    return found


def _visible(text: str) -> str:
    """The text without control characters: what learner code prints must not steer the terminal."""
    return "".join(letter if letter.isprintable() or letter in "\t\n" else "�" for letter in text)


def _several(style: Style, texts: Iterable[str]) -> list[Line]:
    return [(style, line) for line in texts]


def _contestants(laps: Sequence[Lap]) -> list[str]:
    return list(dict.fromkeys(lap.contestant for lap in laps))


def _rows(laps: Sequence[Lap]) -> list[list[str]]:
    """One row a size; a contestant who had left by then gets a dash."""
    times = {(lap.contestant, lap.size): duration(lap.seconds) for lap in laps}
    names = _contestants(laps)
    return [
        [f"{size:,}", *(times.get((name, size), "–") for name in names)]
        for size in sorted({lap.size for lap in laps})
    ]


_STYLES = {
    "title": "font-weight:600",
    "plain": "",
    "code": "font-family:ui-monospace,Menlo,Consolas,monospace;white-space:pre-wrap;font-size:.95em",
    "quiet": "font-family:ui-monospace,Menlo,Consolas,monospace;white-space:pre-wrap;font-size:.9em;opacity:.75",
    "advice": "font-style:italic",
}


def _html_lines(found: Iterable[Line]) -> list[str]:
    return [f'<div style="{_STYLES[style]}">{escape(line)}</div>' for style, line in found]


def _html_table(laps: Sequence[Lap]) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in ("size", *_contestants(laps)))
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in _rows(laps)
    )
    return f"<table><tr>{head}</tr>{body}</table>" if laps else ""


def _box(colour: str, parts: Iterable[str]) -> str:
    style = f"border-left:4px solid {colour};padding:.4em .9em;margin:.4em 0;line-height:1.5"
    return f'<div class="firsthand-card" style="{style}">{"".join(parts)}</div>'


def to_json(result: Result | RaceResult) -> str:
    """The result for a program: one JSON object."""
    return json.dumps(asdict(result), indent=2)
