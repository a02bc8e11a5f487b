"""How lists, texts, dictionaries and arguments that come back hang together with what was expected."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from firsthand.course.grading.cases import MIN_FAILURES, Cases
from firsthand.course.grading.compare import agree
from firsthand.course.grading.observe import same
from firsthand.course.grading.tensors import WithGradients


def unchanged(cases: Cases) -> str:
    """An argument that comes back as it went in."""
    if sum(case.failed for case in cases) < MIN_FAILURES:
        return ""
    for name in cases[0].arguments:
        if all(name in case.arguments and _is_argument(case.got, case.arguments[name]) for case in cases):
            return f"What comes back is {name} as it came in: nothing has been done to it."
    return ""


def _is_argument(got: Any, argument: Any) -> bool:
    got = got.value if isinstance(got, WithGradients) else got
    try:
        return same(got, argument) or agree(got, argument, {}) is None
    except Exception:  # what an answer gave may resist being compared
        return False


def of_parts(wrong: Cases) -> str:
    """How every wrong text, list or dictionary differs; '' where they do not differ alike."""
    if all(isinstance(case.got, str) and isinstance(case.expected, str) for case in wrong):
        return _text(wrong)
    if all(isinstance(case.got, list | tuple) and isinstance(case.expected, list | tuple) for case in wrong):
        return _sequence(wrong)
    if all(isinstance(case.got, Mapping) and isinstance(case.expected, Mapping) for case in wrong):
        return _mapping(wrong)
    return ""


def _mapping(wrong: Cases) -> str:
    if len(wrong) >= MIN_FAILURES and all(
        case.got.keys() == case.expected.keys()
        and _equal(_ordered([*case.got.values()]), _ordered([*case.expected.values()]))
        for case in wrong
    ):
        return "The right keys and the right values, but not with each other: each key has another's."
    return ""


def _text(wrong: Cases) -> str:
    pairs = [(case.got, case.expected) for case in wrong]
    if all(got.split() == expected.split() for got, expected in pairs):
        return "Only the white space differs: spaces, line ends, or what stands at the ends."
    if all("".join(got.split()) == "".join(expected.split()) for got, expected in pairs):
        return "Only the white space differs: it stands in other places, or is missing."
    if all(got.casefold() == expected.casefold() for got, expected in pairs):
        return "Only capital and small letters differ."
    return ""


def _sequence(wrong: Cases) -> str:
    pairs = [(list(case.got), list(case.expected)) for case in wrong]
    if len(pairs) < MIN_FAILURES or max(len(expected) for _, expected in pairs) < 2:
        return ""
    if all(_equal(got[::-1], expected) for got, expected in pairs):
        return "The right entries, the wrong way round: the first comes last."
    if all(len(g) == len(e) and _equal(_ordered(g), _ordered(e)) for g, e in pairs):
        return "The right entries, in another order."
    if all(_equal(got, expected[:-1]) for got, expected in pairs):
        return "Where it is wrong, only the last entry is missing: does the loop end one round too early?"
    if all(_equal(got, expected[1:]) for got, expected in pairs):
        return "Where it is wrong, only the first entry is missing."
    if all(_equal(got[:-1], expected) for got, expected in pairs):
        return "Where it is wrong, there is one entry too many at the end."
    if all(_equal(got[1:], expected) for got, expected in pairs):
        return "Where it is wrong, there is one entry too many at the beginning."
    return ""


def _equal(got: list[Any], expected: list[Any]) -> bool:
    try:
        return len(got) == len(expected) and agree(got, expected, {}) is None
    except Exception:  # what an answer gave may resist being compared
        return False


def _ordered(parts: list[Any]) -> list[Any]:
    try:
        return sorted(parts)
    except (TypeError, ValueError, RuntimeError):  # parts that have no order, such as tensors
        return sorted(parts, key=repr)
