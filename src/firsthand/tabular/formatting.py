"""Small words for sentences: lists, counts, the nearest name."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Sequence
from typing import Any

MAX_LISTED = 8


def listed(names: Iterable[Any], most: int = MAX_LISTED) -> str:
    """Names with commas, and how many more there are: "a, b and 3 more"."""
    found = [str(name) for name in names]
    if len(found) > most:
        return f"{', '.join(found[:most])} and {len(found) - most:,} more"
    return " and ".join(", ".join(found).rsplit(", ", 1)) if len(found) > 1 else "".join(found)


def counted(count: int, thing: str, plural: str = "") -> str:
    """A number with its noun: "1 row", "1,200 rows"."""
    return f"{count:,} {thing if count == 1 else plural or thing + 's'}"


def rounded(*values: float) -> list[str]:
    """Numbers that belong together, all to the same decimals: about four digits of the largest."""
    size = max((abs(value) for value in values if math.isfinite(value)), default=0.0)
    if size and not 1e-6 <= size < 1e9:
        return [f"{value:.3e}".replace("-", "−") for value in values]
    tens = math.floor(math.log10(size)) if size else 0
    decimals = max(0, 3 - tens if tens >= 0 else 2 - tens)
    return [f"{value:,.{decimals}f}".replace("-", "−") for value in values]


def with_interval(value: float, ends: tuple[float, float]) -> str:
    """A score and its interval: "0.423 (0.379 to 0.467)"."""
    middle, low, high = rounded(value, *ends)
    return f"{middle} ({low} to {high})"


def nearest(name: str, names: Sequence[str]) -> str | None:
    """The name that was probably meant: equal but for case, else the most similar, else None."""
    lower = {one.lower(): one for one in names}
    if name.lower() in lower:
        return lower[name.lower()]
    close = difflib.get_close_matches(name.lower(), lower, 1, 0.6)
    return lower[close[0]] if close else None
