"""Which part of an answer is wrong, where it consists of several."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from typing import Any

from firsthand.course.grading.cases import MIN_FAILURES, Cases
from firsthand.course.grading.exercise import Exercise

MAX_PARTS = 6


def wrong_parts(exercise: Exercise, cases: Cases, describe: Callable[[Cases], str]) -> str:
    """Say which parts of a tuple or a dictionary are right on every input and which are not; '' where that cannot be told.

    `describe` gives the sentence for what is wrong with a single part, where only one is.
    """
    names = _names(exercise, cases)
    right = [name for name in names if not any(case.part(names[name]).failed for case in cases)]
    wrong = [name for name in names if name not in right]
    if not right or not wrong or sum(case.failed for case in cases) < MIN_FAILURES:
        return ""
    says = f"{_list(right)} {'is' if len(right) == 1 else 'are'} right on every input that was tried; "
    says += f"{_list(wrong)} {'is' if len(wrong) == 1 else 'are'} not."
    about = describe([case.part(names[wrong[0]]) for case in cases]) if len(wrong) == 1 else ""
    return f"{says} About that: {about}" if about else says


def _names(exercise: Exercise, cases: Cases) -> dict[str, Any]:
    """The parts of the answers with their places; none where not all have the same."""
    sides = [side for case in cases for side in (case.got, case.expected)]
    if (
        all(isinstance(side, Mapping) for side in sides)
        and len({tuple(sorted(map(repr, s))) for s in sides}) == 1
    ):
        return {repr(key): key for key in sides[1]} if len(sides[1]) <= MAX_PARTS else {}
    widths = {len(side) if isinstance(side, tuple | list) else -1 for side in sides}
    if (
        len(widths) > 1
        or not 2 <= max(widths) <= MAX_PARTS
        or not all(isinstance(c.expected, tuple) for c in cases)
    ):
        return {}
    return {name: place for place, name in enumerate(part_names(exercise, max(widths)))}


def part_names(exercise: Exercise, width: int) -> list[str]:
    """What the docstring calls the parts of the result; their places where it has no names for them."""
    doc = inspect.getdoc(exercise.reference) or ""
    section = re.search(r"^Returns\n-+\n(.*?)(?=\n\n\S|\n\S+\n-{3,}|\Z)", doc, re.DOTALL | re.MULTILINE)
    heads = re.findall(r"^(\w+(?:, \w+)*) :", section.group(1), re.MULTILINE) if section else []
    names = [name for head in heads for name in head.split(", ")]
    return names if len(names) == width else [f"[{place}]" for place in range(width)]


def _list(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
