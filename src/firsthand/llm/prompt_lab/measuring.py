"""From single answers to a table: how many are right, what they took."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import mean, median
from typing import Any

import pandas as pd

from firsthand.foundations import wilson_interval


@dataclass(frozen=True)
class Row:
    """One example, asked in one way of one model.

    Attributes
    ----------
    answer : str or None
        In the form of `canonical`; None when none could be read, or none came.
    right : bool or None
        None when no reply came at all.
    input_tokens, output_tokens : int or None
        Of all samples together; None is unknown.
    cost : Decimal or None
        US dollars of all samples together; None is unknown.
    seconds : float or None
        Of the slowest sample: they can be asked at the same time.
    replies : tuple of str
    error : str
        Why a reply did not come; empty when all came.
    """

    model: str
    technique: str
    text: str
    label: str
    answer: str | None
    right: bool | None
    input_tokens: int | None
    output_tokens: int | None
    cost: Decimal | None
    seconds: float | None
    replies: tuple[str, ...]
    error: str = ""


def table(rows: Sequence[Row]) -> pd.DataFrame:
    """One line for each model and technique, in the order in which they first come.

    Accuracy is the share of right ones among the examples that got a reply; a reply without a readable answer is a
    wrong one. Tokens and seconds are those of an example (mean and median), cost is that of a thousand examples in US
    dollars; they are missing where a single one is unknown.
    """
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        groups.setdefault((row.model, row.technique), []).append(row)
    return pd.DataFrame([_line(model, technique, own) for (model, technique), own in groups.items()])


def _line(model: str, technique: str, rows: list[Row]) -> dict[str, Any]:
    came = [row for row in rows if row.right is not None]
    right = sum(bool(row.right) for row in came)
    low, high = wilson_interval(right, len(came)) if came else (math.nan, math.nan)
    cost = _mean([row.cost for row in came])
    return {
        "model": model,
        "technique": technique,
        "examples": len(came),
        "failed": len(rows) - len(came),
        "unreadable": sum(row.answer is None for row in came),
        "accuracy": right / len(came) if came else math.nan,
        "low": low,
        "high": high,
        "input_tokens": _mean([row.input_tokens for row in came]),
        "output_tokens": _mean([row.output_tokens for row in came]),
        "cost_per_1000": 1000 * cost,
        "seconds": median([row.seconds or 0.0 for row in came]) if came else math.nan,
    }


def _mean(values: Sequence[Any]) -> float:
    known = [float(value) for value in values if value is not None]
    return mean(known) if values and len(known) == len(values) else math.nan
