"""How wrong numbers hang together with the expected ones: each rule where it holds, and its silence where it does not."""

import numpy as np
import pytest
from tests.course.grading.inputs import INPUTS, cases

from firsthand.course.grading.relations import relation


@pytest.mark.parametrize(
    ("answer", "right", "says"),
    [
        (lambda x: 2 * x, lambda x: x, "always 2 times"),
        (lambda x: -x, lambda x: x, "sign is the wrong way"),
        (lambda x: x + 3, lambda x: x, "+3 away"),
        (np.sum, np.mean, "len(x) times what is expected: a sum where the mean"),
        (lambda x: np.mean(x) / len(x), np.mean, "too small by the factor len(x)"),
        (lambda x: x**2, lambda x: x, "square of what is expected"),
        (np.sqrt, lambda x: x, "root of what is expected"),
        (np.log, lambda x: x, "logarithm of what is expected"),
        (np.exp, lambda x: x, "e to the power"),
        (lambda x: 1 - x, lambda x: x, "1 minus what is expected"),
        (lambda x: 1 / x, lambda x: x, "1 divided by what is expected"),
        (lambda x: x[::-1], lambda x: x, "the wrong way round"),
        (lambda x: x.astype(int), lambda x: x + 0.125, "fractions are cut off"),
        (lambda x: np.round(x / 3, 2), lambda x: x / 3, "rounded"),
        (lambda x: x * np.nan, lambda x: x, "out of range or was divided by zero"),
        (lambda x: x**3 - x, lambda x: x, ""),
    ],
)
def test_a_rule_in_the_numbers_is_found(answer, right, says):
    found = relation(cases(answer, right))
    assert says in found
    assert bool(says) == bool(found)


def test_a_variance_over_n_minus_1_is_called_so():
    inputs = [x for x in INPUTS if len(x) > 1]
    assert "n / (n - 1) times" in relation(cases(lambda x: np.var(x, ddof=1), np.var, inputs))


def test_a_rule_that_one_input_breaks_is_not_told():
    right_once = cases(lambda x: x if len(x) == 3 else x**2, lambda x: x)
    assert relation(right_once) == ""


def test_nan_that_came_in_is_no_number_that_ran_out_of_range():
    inputs = [np.array([np.nan, 1.0])]
    assert relation(cases(lambda x: x, lambda x: np.nan_to_num(x), inputs)) == ""


def test_a_nan_beside_an_infinity_that_came_in_got_lost_and_an_infinity_may_be_that_one():
    inputs = [np.array([1.0, -np.inf]), np.array([2.0, 5.0])]
    assert "met zero or another infinity" in relation(cases(lambda x: x * np.nan, np.exp, inputs))
    assert relation(cases(lambda x: x * 3, np.exp, inputs)) == ""


def test_an_infinity_where_some_are_expected_stands_only_in_the_wrong_place():
    wrong = cases(lambda x: np.where(x == x.max(), -np.inf, x), lambda x: np.where(x == x.min(), -np.inf, x))
    assert relation([case for case in wrong if len(case.got) > 1]) == ""
