"""All that is learned is learned from the training rows: nothing leaks from the rows that judge."""

import numpy as np
import pandas as pd
from numpy.testing import assert_array_equal

from firsthand.tabular import Preprocessor, column_kinds, compare, explain, read_target

from ..tables import prepared


def test_each_feature_names_its_column(people):
    preprocessor, X = prepared(people.drop(columns="y"), people["y"])
    assert len(preprocessor.sources_) == len(preprocessor.feature_names_) == X.shape[1]
    assert set(preprocessor.sources_) == {"x", "colour", "when", "note"}
    assert np.isfinite(X).all()


def test_a_table_in_blocks_is_the_table_at_once(people, monkeypatch):
    preprocessor, _ = prepared(people.drop(columns="y"), people["y"])
    whole = preprocessor.transform(people)
    monkeypatch.setattr("firsthand.tabular.columns.preprocessing.BLOCK_ROWS", 7)
    assert_array_equal(preprocessor.transform(people), whole)
    assert preprocessor.transform(people.iloc[:0]).shape == (0, whole.shape[1])


def test_changing_the_rows_that_judge_changes_nothing_that_was_learned(people):
    frame, y = people.drop(columns="y"), people["y"].to_numpy()
    preprocessor, X = prepared(frame.iloc[:90], y[:90])
    other = frame.copy()
    other.loc[90:, ["x", "colour", "note"]] = [1e6, "blue", "quite another text here"]
    again = Preprocessor(preprocessor.kinds)
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
