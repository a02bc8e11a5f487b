"""What a target asks for, which rows can teach it, and a sentence for each that cannot."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_array_equal

from firsthand.errors import FirsthandError
from firsthand.tabular import read_target


def series(values):
    return pd.Series(values, name="y")


@pytest.mark.parametrize(
    ("values", "classes"),
    [
        ([0, 1] * 10, [0, 1]),
        ([0.0, 1.0, np.nan] * 10, [0, 1]),
        ([True, False] * 10, [False, True]),
        ([True, False, None] * 10, [False, True]),
        (["no", "yes"] * 10, ["no", "yes"]),
        ([3, 4, 5] * 10, [3, 4, 5]),
    ],
)
def test_classes_keep_their_type(values, classes):
    target = read_target(series(values))
    assert target.task == "classification"
    assert target.classes.tolist() == classes
    assert list(map(type, target.classes.tolist())) == list(map(type, classes))
    assert_array_equal(
        target.classes[target.y], [value for value in values if value is not None and value == value]
    )


@pytest.mark.parametrize(
    "values", [[0.5 * k for k in range(30)], [3 * k % 97 for k in range(40)], ["$1,200.50", "$7", "3"] * 10]
)
def test_numbers_are_a_regression(values):
    assert read_target(series(values)).task == "regression"


def test_the_task_can_be_given():
    assert read_target(series([1, 2, 3] * 10), "regression").task == "regression"
    assert read_target(series([0.5 * (k % 12) for k in range(60)]), "classification").n_classes == 12


def test_rows_without_a_target_are_dropped_and_said():
    target = read_target(series([1.5, None, 2.5, np.inf] * 10))
    assert_array_equal(target.rows[:4], [0, 2, 4, 6])
    assert "20 rows without a y left out" in target.notes[1]


def test_a_class_of_a_single_row_is_left_out_and_said():
    target = read_target(series(["a", "b"] * 10 + ["c"]))
    assert target.classes.tolist() == ["a", "b"]
    assert 20 not in target.rows
    assert "y is c in a single row: left out" in target.notes[1]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([], "a header and no rows"),
        ([None] * 20, "The target y has no value in any of the 20 rows"),
        ([1], "There is only 1 row: at least 10 are needed"),
        ([1, 0] + [None] * 20, "There are only 2 rows with a y"),
        ([7] * 20, "The target y is 7 in every row"),
        (["a"] * 20 + ["b"], r"one class with more than one row; of the others \(b\)"),
        ([f"u{k}" for k in range(60)], "a value of its own in every row, like an id"),
        (list(range(60)), "a value of its own in every row, like an id"),
        ([f"a long sentence of {k} words" for k in range(60)], "is free text, 60 different ones"),
        ([f"c{k % 60}" for k in range(240)], "has 60 different labels, and up to 50"),
        (["2020-01-01", "2020-01-02", "2021-05-05"] * 10, "is a date"),
    ],
)
def test_what_cannot_be_learned_gets_its_sentence(values, message):
    with pytest.raises(FirsthandError, match=message):
        read_target(series(values))


def test_a_regression_on_words_is_refused():
    with pytest.raises(FirsthandError, match="is not of numbers, such as “no”: no regression"):
        read_target(series(["no", "yes"] * 10), "regression")


def test_an_unknown_task_is_refused():
    with pytest.raises(FirsthandError, match='task must be "classification" or "regression", got \'rank\''):
        read_target(series([0, 1] * 10), "rank")
