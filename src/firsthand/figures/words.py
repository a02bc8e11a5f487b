"""Words read off a figure: values as text, what axes are called, categories, titles, labels."""

from __future__ import annotations

import math
from datetime import date, datetime
from typing import Any

import numpy as np
from matplotlib import dates, ticker
from matplotlib.axes import Axes
from matplotlib.axis import Axis

MAX_LABELS = 12


def text(value: Any) -> str:
    """A value as a reader wants it: four significant figures, whole numbers whole, names as they are."""
    if isinstance(value, str):
        return str(value)
    if isinstance(value, np.datetime64):
        return str(value).removesuffix("T00:00:00")
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if value is None or value is np.ma.masked:
        return "–"
    try:
        number = float(value)
    except (TypeError, ValueError):
        return str(value)
    return _number(number)


def _number(number: float) -> str:
    if math.isnan(number):
        return "–"
    if math.isinf(number):
        return "∞" if number > 0 else "−∞"
    if number == round(number) and abs(number) < 1e7:
        return str(round(number)).replace("-", "−")
    digits, _, exponent = f"{number:.4g}".partition("e")
    return (digits + (f"e{int(exponent)}" if exponent else "")).replace("-", "−")


def labels(axes: Axes) -> list[str]:
    """The words written into the axes, without those of the axes themselves."""
    return [found for one in axes.texts if (found := one.get_text().strip())]


def heading(axes: Axes) -> str:
    """The title of the axes, wherever it is aligned."""
    return next((found for side in ("left", "center", "right") if (found := axes.get_title(loc=side))), "")


def name(axis: Axis, otherwise: str) -> str:
    """What an axis is called: its label on one line, or `otherwise`."""
    return " ".join(axis.get_label_text().split()) or otherwise


def names(axis: Axis) -> dict[float, str]:
    """Positions of an axis that carry words of their own, such as categories. Empty for a plain number axis."""
    formatter = axis.get_major_formatter()
    if isinstance(formatter, ticker.ScalarFormatter | ticker.LogFormatter | ticker.NullFormatter):
        return {}
    if type(formatter).__module__ == "matplotlib.dates":
        return {}
    places = axis.get_majorticklocs()
    words = formatter.format_ticks(list(places))
    return {float(position): word for position, word in zip(places, words, strict=True) if word}


def span(axis: Axis) -> str:
    """What an axis shows: its range, or its categories."""
    known = list(names(axis).values())
    if known:
        return ", ".join(known[:MAX_LABELS])
    ends: list[Any] = sorted(axis.get_view_interval())
    if type(axis.get_major_formatter()).__module__ == "matplotlib.dates":
        ends = [dates.num2date(end).date() for end in ends]  # type: ignore[no-untyped-call]
    scale = ", logarithmic" if axis.get_scale() == "log" else ""
    return f"{text(ends[0])} to {text(ends[1])}{scale}"
