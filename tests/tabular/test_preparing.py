"""All that is learned is learned from the training rows: nothing leaks from the rows that judge."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from firsthand.tabular import Preparer, column_kinds, compare, explain, read_target
from firsthand.tabular import comparing as module


def prepared(frame, y, task="classification"):
    preparer = Preparer(column_kinds(frame), task)
    return preparer, preparer.fit_transform(frame, y)


def test_numbers_get_the_training_median_and_scale():
    frame = pd.DataFrame({"x": [1.5, 2.5, np.nan, 8.5]})
    preparer, X = prepared(frame, [0, 1, 0, 1])
    filled = np.array([1.5, 2.5, 2.5, 8.5])
    assert_allclose(X[:, 0], (filled - filled.mean()) / filled.std())
    assert_array_equal(X[:, 1], [0, 0, 1, 0])
    assert preparer.feature_names_ == ["x", "x is missing"]
    assert_allclose(
        preparer.transform(pd.DataFrame({"x": [100.0]}))[:, 0], (100 - filled.mean()) / filled.std()
    )


def test_an_unseen_level_is_0_everywhere_and_a_missing_one_is_a_level():
    frame = pd.DataFrame({"c": ["a", "b", None, "a"]})
    preparer, X = prepared(frame, [0, 1, 0, 1])
    assert preparer.feature_names_ == ["c = a", "c = (missing)", "c = b"]
    assert_array_equal(X, [[1, 0, 0], [0, 0, 1], [0, 1, 0], [1, 0, 0]])
    assert_array_equal(preparer.transform(pd.DataFrame({"c": ["new"]})), [[0, 0, 0]])


def test_many_levels_become_their_mean_target_and_an_unseen_one_the_mean():
    levels = np.repeat([f"l{k}" for k in range(20)], 6)
    y = (np.arange(120) % 6 < 2).astype(int)
    frame = pd.DataFrame({"c": levels})
    preparer, X = prepared(frame, y)
    assert X.shape == (120, 1)
    assert_allclose(
        preparer.transform(pd.DataFrame({"c": ["l3", "new"]})), (2 + 10 / 3) / 16 * np.ones((2, 1))
    )


def test_with_several_classes_each_has_its_mean():
    frame = pd.DataFrame({"c": [f"l{k % 20}" for k in range(120)]})
    preparer, X = prepared(frame, np.arange(120) % 3)
    assert X.shape == (120, 3)
    assert_allclose(preparer.transform(frame).sum(axis=1), 1)


def test_dates_are_taken_apart(people):
    preparer, X = prepared(people[["when"]], people["y"])
    assert preparer.feature_names_ == ["when, days", "when, year", "when, month", "when, weekday"]
    day = pd.to_datetime(people["when"], format="%d.%m.%Y")
    assert np.corrcoef(X[:, 0], (day - day.min()).dt.days)[0, 1] == pytest.approx(1)
    assert np.corrcoef(X[:, 3], day.dt.day_of_week)[0, 1] == pytest.approx(1)


def test_text_gives_its_length_and_its_common_words(people):
    preparer, X = prepared(people[["note"]], people["y"])
    at = preparer.feature_names_.index("note has “good”")
    assert_array_equal(X[:, at] == 1, people["note"].str.contains("good"))
    assert np.corrcoef(X[:, 0], people["note"].str.len())[0, 1] == pytest.approx(1)
    assert preparer.transform(pd.DataFrame({"note": [None]})).shape == (1, X.shape[1])


def test_each_feature_names_its_column(people):
    preparer, X = prepared(people.drop(columns="y"), people["y"])
    assert len(preparer.sources_) == len(preparer.feature_names_) == X.shape[1]
    assert set(preparer.sources_) == {"x", "colour", "when", "note"}
    assert np.isfinite(X).all()


def test_a_table_in_blocks_is_the_table_at_once(people, monkeypatch):
    preparer, _ = prepared(people.drop(columns="y"), people["y"])
    whole = preparer.transform(people)
    monkeypatch.setattr("firsthand.tabular.preparing.BLOCK", 7)
    assert_array_equal(preparer.transform(people), whole)
    assert preparer.transform(people.iloc[:0]).shape == (0, whole.shape[1])


def test_the_preparer_never_learns_from_a_row_that_judges(people, quick, monkeypatch):
    seen = []

    class Spy(Preparer):
        def fit_transform(self, frame, y):
            seen.append((set(frame.index), list(y)))
            return super().fit_transform(frame, y)

    monkeypatch.setattr(module, "Preparer", Spy)
    target = read_target(people["y"])
    frame = people.drop(columns="y")
    comparison = compare(frame, target, column_kinds(frame))
    assert len(seen) == len(comparison.folds) == 5
    for (rows, y), (train, held_out) in zip(seen, comparison.folds, strict=True):
        assert rows == set(train)
        assert not rows & set(held_out)
        assert y == target.y[train].tolist()


def test_changing_the_rows_that_judge_changes_nothing_that_was_learned(people):
    frame, y = people.drop(columns="y"), people["y"].to_numpy()
    preparer, X = prepared(frame.iloc[:90], y[:90])
    other = frame.copy()
    other.loc[90:, ["x", "colour", "note"]] = [1e6, "blue", "quite another text here"]
    again = Preparer(preparer.kinds)
    assert_array_equal(again.fit_transform(other.iloc[:90], y[:90]), X)


def test_a_category_of_pure_noise_does_not_look_predictive(quick):
    random = np.random.default_rng(1)
    n = 600
    frame = pd.DataFrame(
        {"noise": random.choice([f"v{k}" for k in range(250)], n), "z": random.normal(size=n)}
    )
    target = read_target(pd.Series(random.integers(0, 2, n), name="y"))
    kinds = column_kinds(frame)
    assert kinds["noise"].kind == "category"
    comparison = compare(frame, target, kinds)
    baseline, model = comparison.results.values()
    assert model.score > baseline.score - 0.005
    assert comparison.chosen == "majority class"
    comparison = type(comparison)(**vars(comparison) | {"chosen": "logistic regression"})
    found = explain(frame, target, kinds, comparison).importances.set_index("column")["importance"]
    assert found["noise"] < 0.01


def test_encoding_the_same_noise_by_all_rows_would_look_predictive():
    """The trap that the test above guards against: it is there, with this very data."""
    random = np.random.default_rng(1)
    frame = pd.DataFrame({"noise": random.choice([f"v{k}" for k in range(250)], 600)})
    y = random.integers(0, 2, 600)
    preparer, out_of_fold = prepared(frame, y)
    seen = preparer.transform(frame)
    assert abs(np.corrcoef(seen[:, 0], y)[0, 1]) > 0.4
    assert np.corrcoef(out_of_fold[:, 0], y)[0, 1] < 0.1
