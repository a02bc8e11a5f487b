"""How an answer of the wrong shape hangs together with the expected one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from firsthand.course.grading.cases import Cases, is_same, numbers

Pairs = Sequence[tuple[Any, Any]]

MEANT: Mapping[Callable[..., Any], str] = {np.sum: "added up", np.mean: "averaged"}


def shape_relation(wrong: Cases) -> str:
    """The sentence for what is wrong with the shape, where it explains every failing input; '' where nothing does."""
    pairs = [(numbers(case.got), numbers(case.expected)) for case in wrong]
    if any(got is None or expected is None or got.shape == expected.shape for got, expected in pairs):
        return ""
    if all(got.ndim > 1 and is_same(got.T, expected) for got, expected in pairs):
        return "It is the transpose of what is expected."
    if all(is_same(got.ravel(), expected.ravel()) for got, expected in pairs):
        return _of_the_right_numbers(pairs)
    return _not_reduced(pairs) or _reduced(pairs)


def _of_the_right_numbers(pairs: Pairs) -> str:
    if all(got.ndim > expected.ndim for got, expected in pairs):
        return "The numbers are right, but there is an axis too many: does reshape, keepdims or atleast_1d add one?"
    if all(got.ndim < expected.ndim for got, expected in pairs):
        return "The numbers are right, but an axis is lost: does squeeze, ravel or an index drop one?"
    return "The numbers are right and in the right order: only the shape they are put into is not."


def _not_reduced(pairs: Pairs) -> str:
    """Whether a sum or a mean is still to be taken."""
    for reduce, word in MEANT.items():
        if all(got.size and is_same(np.asarray(reduce(got)), expected) for got, expected in pairs):
            return f"All its numbers must still be {word}: one is expected."
        for axis in (0, -1):
            if all(
                got.ndim and got.size and is_same(np.asarray(reduce(got, axis=axis)), expected)
                for got, expected in pairs
            ):
                return f"Along axis {axis} it must still be {word}."
    return ""


def _reduced(pairs: Pairs) -> str:
    """Whether a sum or a mean is one too many."""
    for reduce, word in MEANT.items():
        if all(expected.size and is_same(got, np.asarray(reduce(expected))) for got, expected in pairs):
            return f"The right numbers were all {word} in the end, and each of them is expected: a step too many."
        for axis in (0, -1):
            if all(
                expected.ndim and expected.size and is_same(got, np.asarray(reduce(expected, axis=axis)))
                for got, expected in pairs
            ):
                return f"The right numbers were {word} along axis {axis} in the end: a step too many."
    return ""
