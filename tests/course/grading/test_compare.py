import re

import numpy as np
import pytest

from firsthand.course.grading.compare import agree


@pytest.mark.parametrize(
    ("got", "expected"),
    [
        (3, 3.0),
        (np.float64(3), 3.0),
        (np.array(3.0), 3.0),
        (3.0, np.float32(3)),
        (2, np.intp(2)),
        (np.array([1, 2]), np.array([1.0, 2.0])),
        (np.array([np.nan, np.inf]), np.array([np.nan, np.inf])),
        ((1.0, [2]), [1.0, (2,)]),
        ({"a": np.zeros(2)}, {"a": np.zeros(2)}),
        (None, None),
        (np.True_, True),
        (np.zeros((0, 3)), np.zeros((0, 3))),
        (np.array([1.0 + 4e-7]), np.array([1.0])),
    ],
)
def test_right_answers_in_other_clothes_agree(got, expected):
    assert agree(got, expected, {}) is None


@pytest.mark.parametrize(
    ("got", "expected", "outcome", "message"),
    [
        (None, 1.0, "wrong type", "None .nothing was returned., expected a number"),
        ("3", 3.0, "wrong type", "a string"),
        (True, 1.0, "wrong type", "a truth value"),
        (2.0, 2, "wrong type", "a number, expected a whole number"),
        ([1.0], np.array([1.0]), "wrong type", "a list, expected an array"),
        (np.array([1 + 0j]), np.array([1.0]), "wrong type", "complex"),
        (np.array([1.0], dtype=object), np.array([1.0]), "wrong type", "object"),
        (np.array([True]), np.array([1.0]), "wrong type", "bool"),
        (np.array([1.0]), np.array([1]), "wrong type", "float64"),
        (np.array([1.0]), 1.0, "wrong shape", "single number"),
        (np.array(1.0), np.array([1.0]), "wrong shape", "single number"),
        (np.zeros((2, 1)), np.zeros((1, 2)), "wrong shape", r"\(2, 1\), expected \(1, 2\)"),
        ([1, 2], [1, 2, 3], "wrong shape", "2 parts, expected 3"),
        (
            np.array([[1.0, 2.0], [3.0, 5.0]]),
            np.array([[1.0, 2.0], [3.0, 4.0]]),
            "wrong value",
            r"at \[1, 1\]: 5.0, expected 4.0",
        ),
        ([1], [1, 2, 3], "wrong shape", "It has 1 part, expected 3"),
        ([[1, 2]], [[1, 3]], "wrong value", r"^At \[0\]\[1\]: It gave 2, expected 3"),
        (np.array([1.0 + 3e-6]), np.array([1.0]), "wrong value", "First difference"),
        (2**60 + 1, 2**60, "wrong value", "expected"),
        (np.nan, 1.0, "wrong value", "nan"),
        ({"a": 1}, {"b": 1}, "wrong shape", "keys"),
        (
            [np.zeros(2), np.ones(2)],
            [np.zeros(2), np.zeros(2)],
            "wrong value",
            r"At \[1\]: First difference at \[0\]",
        ),
    ],
)
def test_each_difference_has_its_kind_and_its_place(got, expected, outcome, message):
    difference = agree(got, expected, {})
    assert difference is not None
    assert difference.outcome == outcome
    assert re.search(message, difference.where), difference.where


def test_a_float32_input_allows_float32_rounding():
    single = {"x": np.zeros(3, dtype=np.float32)}
    assert agree(np.array([1.0001]), np.array([1.0]), single) is None
    assert agree(np.array([1.01]), np.array([1.0]), single) is not None


def test_a_subclass_cannot_talk_the_comparison_over():
    class Yes(np.ndarray):
        def __eq__(self, other):
            return np.ones(self.shape, dtype=bool)

    assert agree(np.array([9.0]).view(Yes), np.array([1.0]), {}) is not None
