"""How an explorable is declared: a figure, at most four controls, and the numbers that matter.

A lesson puts these in ``explorable.py``. They say what to draw, not how: `draw` takes the values of the
controls and returns a `Scene`, and the pages turn that into a picture that follows the hand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Values = Mapping[str, float]


@dataclass(frozen=True)
class Slider:
    """A control; `start` is where it stands at first."""

    name: str
    label: str
    low: float
    high: float
    step: float
    start: float


@dataclass(frozen=True)
class Series:
    """One thing in the picture. `x` and `y` have the same length; `role` says how strongly it speaks."""

    label: str
    kind: Literal["line", "points", "path", "bars", "arrow", "area"]
    x: Sequence[float]
    y: Sequence[float]
    role: Literal["main", "second", "third", "quiet"] = "main"


@dataclass(frozen=True)
class Scene:
    """What one setting of the controls looks like.

    `numbers` are label and text pairs shown beside the controls; `says` is the sentence that a screen reader
    gets and that stands under the figure. Bars take their names from `categories`.
    """

    series: Sequence[Series]
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    x_label: str
    y_label: str
    numbers: Sequence[tuple[str, str]]
    says: str
    categories: Sequence[str] = ()
    equal_axes: bool = False


@dataclass(frozen=True)
class Explorable:
    """A picture to play with. `try_this` says in one sentence what to look for."""

    title: str
    try_this: str
    controls: Sequence[Slider]
    draw: Callable[[Values], Scene]
