"""What each kind of column becomes, learned from the training rows alone."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from firsthand.tabular.columns.encoders import Numbers

from ..tables import prepared


def test_numbers_get_the_training_median_and_scale():
    frame = pd.DataFrame({"x": [1.5, 2.5, np.nan, 8.5]})
    preprocessor, X = prepared(frame, [0, 1, 0, 1])
    filled = np.array([1.5, 2.5, 2.5, 8.5])
    assert_allclose(X[:, 0], (filled - filled.mean()) / filled.std())
    assert_array_equal(X[:, 1], [0, 0, 1, 0])
    assert preprocessor.feature_names_ == ["x", "x is missing"]
    assert_allclose(
        preprocessor.transform(pd.DataFrame({"x": [4.5]}))[:, 0], (4.5 - filled.mean()) / filled.std()
    )


def test_a_number_outside_what_was_seen_counts_as_the_end_of_it():
    preprocessor, X = prepared(pd.DataFrame({"x": [1.5, 2.5, 8.5]}), [0, 1, 0])
    assert_array_equal(preprocessor.transform(pd.DataFrame({"x": [1e9, -1e9]}))[:, 0], X[[2, 0], 0])


def test_positive_skewed_numbers_are_looked_at_in_logarithms_and_others_are_not():
    areas = np.exp(np.random.default_rng(0).normal(5, 1, 200))
    frame = pd.DataFrame({"area": areas, "gain": areas.round(-3), "even": np.linspace(1.5, 2.5, 200)})
    preprocessor, X = prepared(frame, np.arange(200) % 2)
    logs = np.log(areas)
    assert_allclose(X[:, 0], (logs - logs.mean()) / logs.std())
    assert frame["gain"].min() == 0  # no logarithm where there is a 0
    for name, column in zip(("gain", "even"), X.T[1:], strict=True):
        assert_allclose(column, (frame[name] - frame[name].mean()) / frame[name].std(ddof=0))
    assert preprocessor.said("area") == "logarithm, standardised"
    assert preprocessor.said("gain") == "standardised"


def test_a_date_goes_on_where_the_training_rows_end():
    frame = pd.DataFrame({"day": pd.date_range("2020-01-01", periods=60)})
    preprocessor, X = prepared(frame, np.arange(60) % 2)
    later = preprocessor.transform(pd.DataFrame({"day": pd.to_datetime(["2021-01-01"])}))
    assert later[0, 0] > X[:, 0].max() + 1


def test_an_unseen_level_is_0_everywhere_and_a_missing_one_is_a_level():
    frame = pd.DataFrame({"c": ["a", "b", None, "a"]})
    preprocessor, X = prepared(frame, [0, 1, 0, 1])
    assert preprocessor.feature_names_ == ["c = a", "c = (missing)", "c = b"]
    assert_array_equal(X, [[1, 0, 0], [0, 0, 1], [0, 1, 0], [1, 0, 0]])
    assert_array_equal(preprocessor.transform(pd.DataFrame({"c": ["new"]})), [[0, 0, 0]])


def test_many_levels_become_their_mean_target_and_an_unseen_one_the_mean():
    levels = np.repeat([f"l{k}" for k in range(60)], 6)
    y = (np.arange(360) % 6 < 2).astype(int)
    frame = pd.DataFrame({"c": levels})
    preprocessor, X = prepared(frame, y)
    assert X.shape == (360, 1)
    assert_allclose(
        preprocessor.transform(pd.DataFrame({"c": ["l3", "new"]})), (2 + 10 / 3) / 16 * np.ones((2, 1))
    )


def test_with_several_classes_each_has_its_mean():
    frame = pd.DataFrame({"c": [f"l{k % 60}" for k in range(360)]})
    preprocessor, X = prepared(frame, np.arange(360) % 3)
    assert X.shape == (360, 3)
    assert_allclose(preprocessor.transform(frame).sum(axis=1), 1)


def test_of_more_than_a_dozen_levels_those_of_one_or_two_rows_have_no_column():
    levels = np.array([*np.repeat([f"l{k}" for k in range(20)], 5), "once", "twice", "twice"])
    preprocessor, X = prepared(pd.DataFrame({"c": levels}), np.arange(len(levels)) % 2)
    assert X.shape == (103, 20)
    assert_array_equal(X.sum(axis=1), ~np.isin(levels, ["once", "twice"]))
    assert not {"c = once", "c = twice"} & set(preprocessor.feature_names_)


def test_dates_are_taken_apart(people):
    preprocessor, X = prepared(people[["when"]], people["y"])
    assert preprocessor.feature_names_ == ["when, days", "when, year", "when, month", "when, weekday"]
    day = pd.to_datetime(people["when"], format="%d.%m.%Y")
    assert np.corrcoef(X[:, 0], (day - day.min()).dt.days)[0, 1] == pytest.approx(1)
    assert np.corrcoef(X[:, 3], day.dt.day_of_week)[0, 1] == pytest.approx(1)


def test_text_gives_its_length_and_its_common_words(people):
    preprocessor, X = prepared(people[["note"]], people["y"])
    at = preprocessor.feature_names_.index("note has “good”")
    assert_array_equal(X[:, at] == 1, people["note"].str.contains("good"))
    assert np.corrcoef(X[:, 0], people["note"].str.len())[0, 1] == pytest.approx(1)
    assert preprocessor.transform(pd.DataFrame({"note": [None]})).shape == (1, X.shape[1])


def test_encoding_the_same_noise_by_all_rows_would_look_predictive():
    """The trap that the test above guards against: it is there, with this very data."""
    random = np.random.default_rng(1)
    frame = pd.DataFrame({"noise": random.choice([f"v{k}" for k in range(250)], 600)})
    y = random.integers(0, 2, 600)
    preprocessor, out_of_fold = prepared(frame, y)
    seen = preprocessor.transform(frame)
    assert abs(np.corrcoef(seen[:, 0], y)[0, 1]) > 0.4
    assert np.corrcoef(out_of_fold[:, 0], y)[0, 1] < 0.1


def test_a_constant_column_whose_mean_is_rounded_is_not_divided_by_that_rounding():
    numbers = Numbers("price")
    assert_allclose(numbers.fit_transform(pd.Series([0.1, 0.1, 0.1]), np.zeros(3)).ravel(), 0, atol=1e-15)
    assert_allclose(numbers.transform(pd.Series([0.3])).ravel(), 0, atol=1e-15)
