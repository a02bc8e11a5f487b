"""What the chosen model goes by, and where it is wrong."""

import numpy as np
import pandas as pd
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.metrics import confusion_matrix
from sklearn.tree import DecisionTreeRegressor

from firsthand.tabular import column_kinds, compare, explain, read_target


def test_the_column_that_decides_has_the_importance(classified):
    frame, target, comparison = classified
    found = explain(frame, target, column_kinds(frame), comparison)
    assert found.importances["column"][0] == "x"
    assert found.importances["importance"][0] > 10 * found.importances["importance"][1:].abs().max()
    assert_array_equal(
        found.confusion,
        confusion_matrix(target.y, comparison.results[comparison.chosen].predictions.argmax(axis=1)),
    )


def test_what_a_model_only_learnt_by_heart_has_no_importance():
    random = np.random.default_rng(0)
    frame = pd.DataFrame({"noise": random.normal(size=400), "more noise": random.normal(size=400)})
    target = read_target(pd.Series(random.normal(size=400), name="y"))
    models = {"tree": DecisionTreeRegressor(random_state=0)}  # its error on the rows it has seen is 0
    comparison = compare(frame, target, column_kinds(frame), models=models)
    found = explain(frame, target, column_kinds(frame), comparison)
    assert found.importances["importance"].abs().max() < 0.3  # shuffled on rows it has seen: above 1


def test_the_worst_rows_are_those_with_the_largest_loss(measured):
    frame, target, comparison = measured
    worst = explain(frame, target, column_kinds(frame), comparison).worst
    missed = np.abs(comparison.results[comparison.chosen].predictions - target.y)
    assert_array_equal(worst.index, np.argsort(-missed)[:10])
    assert_allclose(worst["true"] - target.y[worst.index], 0)
    assert worst["id"].tolist() == frame["id"][worst.index].tolist()


def test_of_a_wide_table_the_columns_that_go_with_the_target_are_asked(quick, monkeypatch):
    monkeypatch.setattr("firsthand.tabular.modelling.inspection.MAX_SHUFFLED_COLUMNS", 3)
    random = np.random.default_rng(0)
    frame = pd.DataFrame(random.normal(size=(80, 30)), columns=[f"c{k}" for k in range(30)])
    target = read_target(pd.Series(np.where(frame["c17"] > 0, "a", "b"), name="y"))
    found = explain(frame, target, column_kinds(frame), compare(frame, target, column_kinds(frame)))
    assert len(found.importances) == 3
    assert found.importances["column"][0] == "c17"
    assert found.n_unasked == 27
