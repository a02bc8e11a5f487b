"""What an answer gave beside what was expected, input by input: what every diagnosis is read from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from firsthand.course.grading.compare import agree
from firsthand.course.grading.tensors import WithGradients, is_tensor, to_array

MIN_FAILURES = 3  # inputs on which an answer must be wrong before a rule is read from it


@dataclass(frozen=True)
class Case:
    """What an answer gave on one input, beside what was expected there."""

    arguments: Mapping[str, Any]
    got: Any
    expected: Any
    failed: bool

    def part(self, place: Any) -> Case:
        """The same for one part of a tuple or a dictionary."""
        got, expected = self.got[place], self.expected[place]
        return Case(
            self.arguments, got, expected, self.failed and agree(got, expected, self.arguments) is not None
        )


Cases = Sequence[Case]


def numbers(value: Any) -> Any:
    """The value as an array of floats; None where it is none."""
    if value is None:  # NumPy would read it as NaN
        return None
    if isinstance(value, WithGradients):
        value = value.value
    if is_tensor(value):
        value = to_array(value)
    try:
        return np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        return None


def is_same(got: Any, expected: Any) -> bool:
    """Whether two arrays hold the same numbers in the same shape."""
    return bool(got.shape == expected.shape and np.allclose(got, expected, equal_nan=True))
