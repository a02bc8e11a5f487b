"""What a check or a race found, in words: put together once, then written for a terminal, a notebook and a page."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from firsthand.course.grading.result import RESULT_TYPE, Lap, RaceResult, Result, as_json
from firsthand.templates import Macros

if TYPE_CHECKING:
    from markupsafe import Markup
    from rich.text import Text

Kind = Literal["title", "message", "call", "traceback", "advice", "printed", "times"]
Style = Literal["title", "plain", "code", "quiet", "advice"]

SHORT = 40  # characters of a value that is seen whole beside the one expected
_COLOURS = {"passed": "green", "untouched": "blue"}
_HTML_COLOURS = {"passed": "#2e8b57", "untouched": "#4a7bd0"}
_RICH = {"plain": "", "code": "bold", "quiet": "dim", "advice": "italic"}
_STYLES: dict[Kind, Style] = {
    "message": "plain",
    "call": "code",
    "traceback": "quiet",
    "advice": "advice",
    "printed": "quiet",
    "times": "code",
}
_templates = Macros("course/card.html")


@dataclass(frozen=True)
class Part:
    """A piece of a card, in words. `rows` is a table: of a call what came and what should have, of a race the times."""

    kind: Kind
    lines: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Card:
    """All that is said of a finding, in the order in which it is read.

    The title holds the exercise's name; a page that has said it already puts `mark`, `outcome` and `how` in its place.
    """

    title: str
    mark: str
    outcome: str
    how: str
    parts: tuple[Part, ...]


def mark(result: Result) -> str:
    """The sign of an outcome: ✓ passed, ○ not started, ✗ otherwise."""
    return {"passed": "✓", "untouched": "○"}.get(result.outcome, "✗")


def card(result: Result | RaceResult) -> Card:
    """The words of a finding: what every form shows, and all that it shows."""
    return _race_card(result) if isinstance(result, RaceResult) else _result_card(result)


def text(result: Result | RaceResult) -> str:
    """The card as plain text."""
    return "\n".join(line if style == "title" else f"  {line}" for style, line in _lines(card(result)))


def rich(result: Result | RaceResult) -> Text:
    """The card for a terminal."""
    from rich.text import Text

    colour = _COLOURS.get(result.outcome, "red") if isinstance(result, Result) else "blue"
    written = Text()
    for number, (style, line) in enumerate(_lines(card(result))):
        start = "\n" if number else ""
        written.append(f"{start}{'' if style == 'title' else '  '}{line}", _RICH.get(style, f"bold {colour}"))
    return written


def html(result: Result | RaceResult) -> Markup:
    """The card for a notebook: one element that carries its own style and follows light and dark."""
    from markupsafe import Markup

    if isinstance(result, RaceResult):
        return _templates.notebook(card(result), "#4a7bd0", Markup(result.svg))
    return _templates.notebook(card(result), _HTML_COLOURS.get(result.outcome, "#c0504d"), "")


def page(result: Result | RaceResult, picture: Markup | str = "") -> Markup:
    """The card for a page that has named the exercise and has a style sheet of its own.

    `picture` is a race's figure, made by who knows the page, with the times beside it.
    """
    return _templates.page(card(result), picture)


def spoken(result: Result) -> str:
    """What a screen reader is told of a finding."""
    found = card(result)
    said = [line for part in found.parts if part.kind in ("message", "advice") for line in part.lines]
    return " ".join([f"{result.exercise}: {found.outcome}.", *said])


def show(result: Result | RaceResult) -> None:
    """Draw the card in a notebook, or print it where there is none."""
    interactive = sys.modules.get("IPython")
    if interactive is None or interactive.get_ipython() is None:
        print(text(result))  # noqa: T201 -- the one place that shows a card to whoever called `check`
        return
    bundle = {"text/plain": text(result), "text/html": str(html(result))}
    if isinstance(result, Result):
        bundle[RESULT_TYPE] = as_json(result)  # type: ignore[assignment]
    interactive.display.display(bundle, raw=True)


def times(result: RaceResult) -> tuple[tuple[str, ...], ...]:
    """A race as a table with its heads first: one row a size; a contestant who had left by then gets a dash."""
    if not result.laps:
        return ()
    took = {(lap.contestant, lap.size): duration(lap.seconds) for lap in result.laps}
    names = _contestants(result.laps)
    rows = [
        (f"{size:,}", *(took.get((name, size), "–") for name in names))
        for size in sorted({lap.size for lap in result.laps})
    ]
    return ((result.size_label, *names), *rows)


def duration(seconds: float) -> str:
    """Seconds as one would say them: ``12 µs``, ``3.4 ms``, ``1.2 s``."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"


def to_json(result: Result | RaceResult) -> str:
    """The result for a program: one JSON object."""
    return json.dumps(as_json(result), indent=2)


def _result_card(result: Result) -> Card:
    said = [] if result.passed or _is_seen(result) else [result.message]
    where = "" if result.where.rstrip(".") in result.message else result.where
    parts = [
        Part("message", tuple(filter(None, said))),
        _call(result),
        Part("message", (where,) if where else ()),
        Part("traceback", tuple(result.traceback.strip("\n").rstrip().splitlines())),
        Part("advice", (result.advice,) if result.advice else ()),
        Part("message", (f"checked: {', '.join(result.checked)}",) if result.checked else ()),
        Part("message", (f"From here on the course uses your {result.exercise}.",) if result.passed else ()),
        Part(
            "printed",
            ("Your code printed:", *result.printed.rstrip().splitlines()) if result.printed.strip() else (),
        ),
    ]
    outcome, how = _outcome(result)
    title = f"{mark(result)} {' · '.join(filter(None, [result.exercise, outcome, how]))}"
    return Card(title, mark(result), outcome, how, _seen(parts))


def _outcome(result: Result) -> tuple[str, str]:
    """The outcome in a word, and how it was reached."""
    if result.outcome == "untouched":
        return "not started", ""
    if result.passed:
        return "passed", f"{result.tried} inputs in {result.seconds:.2f} s"
    found = f"found after {result.tried} inputs" if result.tried > 1 else ""
    shrunk = "shrunk to the smallest" if result.shrunk else ""
    return result.outcome, ", ".join(filter(None, [found, shrunk]))


def _is_seen(result: Result) -> bool:
    """Whether the call, what came and what was expected say already what is wrong."""
    wrong = result.outcome in ("wrong value", "wrong gradient")
    return wrong and bool(result.call and result.got and result.expected) and len(result.got) < SHORT


def _call(result: Result) -> Part:
    if not result.call:
        return Part("call")
    rows = (("got", result.got), ("expected", result.expected))
    return Part("call", (result.call,), tuple(row for row in rows if row[1]))


def _race_card(result: RaceResult) -> Card:
    parts = [Part("message", (result.equal,)), Part("times", (), times(result))]
    return Card(f"Race · {result.exercise}", "", "Race", "", _seen(parts))


def _seen(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Those that say anything, fit to be shown."""
    return tuple(_visible_part(part) for part in parts if part.lines or part.rows)


def _lines(card: Card) -> list[tuple[Style, str]]:
    """The card line by line, as a terminal shows it: columns are set with spaces."""
    found: list[tuple[Style, str]] = [("title", card.title)]
    for part in card.parts:
        style = _STYLES[part.kind]
        found += [(style, line) for line in part.lines]
        if part.kind == "call":
            found += [(style, f"  {name:<10}{value}") for name, value in part.rows]
        elif part.rows:
            widths = [max(map(len, column)) for column in zip(*part.rows, strict=True)]
            found += [
                (style, "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)))
                for row in part.rows
            ]
    return found


def _visible_part(part: Part) -> Part:
    rows = tuple(tuple(map(_visible, row)) for row in part.rows)
    return Part(part.kind, tuple(map(_visible, part.lines)), rows)


def _visible(text: str) -> str:
    """The text without control characters: what learner code prints must not steer the terminal."""
    return "".join(letter if letter.isprintable() or letter in "\t\n" else "�" for letter in text)


def _contestants(laps: Sequence[Lap]) -> list[str]:
    return list(dict.fromkeys(lap.contestant for lap in laps))
