"""What an answer gave, beside what was expected."""

import numpy as np
import pytest
import torch
from numpy.testing import assert_array_equal

from firsthand.course.grading.cases import Case, is_same, numbers


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (3, 3.0),
        ([1, 2.5], [1.0, 2.5]),
        (np.array([True, False]), [1.0, 0.0]),
        (torch.tensor([1.0, 2.0], requires_grad=True), [1.0, 2.0]),
    ],
)
def test_numbers_are_read_from_whatever_holds_them(value, expected):
    found = numbers(value)
    assert found.dtype == np.float64
    assert_array_equal(found, expected)


@pytest.mark.parametrize("value", [None, "cat", [[1], [1, 2]], {"a": 1}, object()])
def test_what_holds_no_numbers_gives_none(value):
    assert numbers(value) is None


def test_the_same_numbers_in_another_shape_are_not_the_same_and_nan_is_itself():
    x = np.array([1.0, np.nan])
    assert is_same(x, x.copy())
    assert not is_same(x, x[None])
    assert not is_same(x, np.array([1.0, 2.0]))


def test_a_part_has_failed_where_it_is_wrong_itself():
    case = Case({"x": 1.0}, got=(1.0, 5.0), expected=(1.0, 2.0), failed=True)
    assert not case.part(0).failed
    assert case.part(1) == Case({"x": 1.0}, 5.0, 2.0, failed=True)
    named = Case({}, got={"n": 1}, expected={"n": 2}, failed=False)
    assert not named.part("n").failed
