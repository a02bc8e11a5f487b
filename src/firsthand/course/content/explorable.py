"""How an explorable is declared: a figure, at most four controls beside it, and the numbers that matter.

A lesson puts these in ``explorable.py``. They say what to draw, not how: `draw` takes the values of the
controls and returns a `Scene`, and the pages turn that into a picture that follows the hand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

# By the name of the control: a number from a slider, a text from a text box, a truth value from a toggle.
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Slider:
    """A control for a number; `start` is where it stands at first."""

    name: str
    label: str
    low: float
    high: float
    step: float
    start: float

    def read(self, wanted: str | None) -> float:
        """The setting an address asks for, kept within the control; the start when it asks for no number."""
        try:
            value = float(wanted) if wanted is not None else self.start
        except ValueError:
            return self.start
        return min(self.high, max(self.low, value)) if value == value else self.start

    def write(self, value: Any) -> str:
        """The setting as an address says it."""
        return f"{value:g}"

    @property
    def extremes(self) -> tuple[float, ...]:
        """Settings at which a picture must still be whole."""
        return (self.low, self.high)


@dataclass(frozen=True)
class TextBox:
    """A control for a line of text of at most `max_length` characters."""

    name: str
    label: str
    start: str
    max_length: int

    def read(self, wanted: str | None) -> str:
        """The text an address or a hand asks for, on one line and cut to length."""
        text = self.start if wanted is None else wanted
        return "".join(char if char.isprintable() else " " for char in text)[: self.max_length]

    def write(self, value: Any) -> str:
        return str(value)

    @property
    def extremes(self) -> tuple[str, ...]:
        return ("", "x" * self.max_length, ("<&> " * self.max_length)[: self.max_length], self.start)


@dataclass(frozen=True)
class Toggle:
    """A control that is on or off."""

    name: str
    label: str
    start: bool

    def read(self, wanted: str | None) -> bool:
        """On for 1, off for 0, else as at the start."""
        return {"1": True, "0": False}.get(wanted or "", self.start)

    def write(self, value: Any) -> str:
        return "1" if value else "0"

    @property
    def extremes(self) -> tuple[bool, ...]:
        return (False, True)


Control = Slider | TextBox | Toggle


@dataclass(frozen=True)
class Series:
    """One thing in the picture. `x` and `y` have the same length; `role` says how strongly it speaks.

    Cells are the fields of a heat map: `x` and `y` count columns and rows from 0, and `shade`, as long as they,
    says from 0 to 1 how full of colour each is.
    """

    label: str
    kind: Literal["line", "points", "path", "bars", "arrow", "area", "cells"]
    x: Sequence[float]
    y: Sequence[float]
    role: Literal["main", "second", "third", "quiet"] = "main"
    shade: Sequence[float] = ()


@dataclass(frozen=True)
class Scene:
    """What one setting of the controls looks like.

    `numbers` are label and text pairs shown beside the controls; `message` is the sentence that a screen reader
    gets and that stands under the figure. Bars take their names from `categories`; cells take those of their
    columns from `categories` and those of their rows, the first at the top, from `row_names`.
    """

    series: Sequence[Series]
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    x_label: str
    y_label: str
    numbers: Sequence[tuple[str, str]]
    message: str
    categories: Sequence[str] = ()
    equal_axes: bool = False
    row_names: Sequence[str] = ()


@dataclass(frozen=True)
class Explorable:
    """A picture to play with. `try_this` says in one sentence what to look for."""

    title: str
    try_this: str
    controls: Sequence[Control]
    draw: Callable[[Values], Scene]
