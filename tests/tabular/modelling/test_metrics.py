"""Metrics and their intervals: scikit-learn's values, and the standard errors that samples show."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import (
    f1_score,
    mean_absolute_error,
    roc_auc_score,
    root_mean_squared_log_error,
)

from firsthand.errors import FirsthandError
from firsthand.tabular import column_kinds, compare, explain, fit_table, read_target
from firsthand.tabular.columns.target import Target
from firsthand.tabular.modelling.metrics import (
    find_metric,
    interval,
    metric_value,
    row_values,
    score,
    standard_error,
)


def binary(random, n=200):
    y = random.integers(0, 2, n)
    one = 1 / (1 + np.exp(-(y - 0.5 + random.normal(size=n))))
    return Target("y", "classification", y, np.array(["no", "yes"]), np.arange(n)), np.column_stack(
        [1 - one, one]
    )


def test_auc_and_f1_are_scikit_learns_ties_included():
    random = np.random.default_rng(0)
    target, predicted = binary(random)
    for rounded in (predicted, predicted.round(1)):
        found = score(target, rounded).metrics
        assert found["AUC"] == pytest.approx(roc_auc_score(target.y, rounded[:, 1]))
        assert found["F1"] == pytest.approx(f1_score(target.y, rounded.argmax(axis=1), average="macro"))
    y = random.integers(0, 3, 100)
    three = Target("y", "classification", y, np.array(["a", "b", "c"]), np.arange(100))
    probabilities = random.dirichlet([1, 1, 1], 100)
    found = score(three, probabilities).metrics
    assert "AUC" not in found
    assert found["F1"] == pytest.approx(f1_score(y, probabilities.argmax(axis=1), average="macro"))


def test_the_mean_absolute_error_is_scikit_learns():
    random = np.random.default_rng(0)
    y, predicted = random.normal(size=(2, 50))
    target = Target("y", "regression", y, None, np.arange(50))
    assert score(target, predicted).metrics["MAE"] == pytest.approx(mean_absolute_error(y, predicted))


@pytest.mark.parametrize("metric", ["AUC", "F1"])
def test_the_standard_error_is_that_of_many_samples(metric):
    random = np.random.default_rng(0)
    drawn = [binary(random) for _ in range(400)]
    values = [metric_value(metric, *one) for one in drawn]
    errors = [standard_error(row_values(metric, *one)) for one in drawn]
    assert np.mean(errors) == pytest.approx(np.std(values), rel=0.12)


def test_the_interval_of_a_perfect_model_ends_at_one():
    y = np.arange(40) % 2
    target = Target("y", "classification", y, np.array([0, 1]), np.arange(40))
    found = score(target, np.eye(2)[y])
    assert found.metrics["AUC"] == found.intervals["AUC"][1] == found.intervals["F1"][1] == 1.0


@pytest.mark.parametrize(
    ("name", "task", "meant"),
    [("log_loss", "classification", "log loss"), ("auc", "classification", "AUC"), ("r2", "regression", "R²"),
     ("mae", "regression", "MAE"), (None, "regression", "RMSE")],
)  # fmt: skip
def test_a_metric_is_found_however_it_is_written(name, task, meant):
    assert find_metric(name, task, 2) == meant


def test_a_metric_of_another_task_is_refused_with_those_there_are():
    with pytest.raises(
        FirsthandError, match=r"no metric auc for a classification of 3 classes\. Choose one of log loss"
    ):
        find_metric("auc", "classification", 3)
    with pytest.raises(
        FirsthandError, match=r"no metric F1 for a regression\. Choose one of RMSE, MAE, R² and RMSLE"
    ):
        find_metric("F1", "regression", 0)


@pytest.mark.parametrize("metric", ["AUC", "accuracy", "F1"])
def test_the_metric_that_is_named_chooses_and_explains(metric, people, quick):
    frame, target = people.drop(columns="y"), read_target(people["y"])
    comparison = compare(frame, target, column_kinds(frame), metric=metric)
    assert (comparison.metric, comparison.chosen, comparison.best) == (metric, *["logistic regression"] * 2)
    assert f"has the highest {metric}" in comparison.why
    found = explain(frame, target, column_kinds(frame), comparison).importances
    assert found["column"][0] == "x"
    assert found["importance"][0] > 0.1


def test_the_report_shows_what_falls_and_the_figures_of_each_class(people, quick):
    page = fit_table(people, "y", metric="AUC").html
    assert "by how much does the AUC fall?" in page
    assert "models, higher is better" in page  # what a screen reader says of the figure
    assert '<th scope="col">precision</th>' in page


def test_a_test_table_with_its_target_is_scored(people, quick):
    asked = people.iloc[90:].copy()
    asked.loc[asked.index[:2], "y"] = ["perhaps", None]
    report = fit_table(people.iloc[:90], "y", asked)
    right = report.submission["y"].to_numpy()[2:] == asked["y"].to_numpy()[2:]
    assert report.scores.metrics["accuracy"] == pytest.approx(right.mean())
    assert any(
        note.startswith("the test table has the target itself. On its 28 rows: log loss")
        for note in report.notes
    )
    assert "1 row of the test table whose y is of no class that was learned is not scored." in report.notes


def test_advice_stands_in_the_report_and_beside_it(people, quick):
    report = fit_table(people.assign(copy=np.where(people["y"] == "yes", 1.5, 0.25)), "y")
    assert "Would copy be known before the target is?" in report.advice[0]
    assert report.advice[0] in report.html


def test_numbers_are_scored_as_they_are_written(quick, people):
    people = people.assign(y=(3 * people["x"] + 10).round(3))
    asked = people.iloc[90:].assign(y=people["y"].iloc[90:].map(lambda value: f"{value}".replace(".", ",")))
    report = fit_table(people.iloc[:90], "y", asked)
    missed = report.submission["y"].to_numpy() - people["y"].to_numpy()[90:]
    assert report.scores.metrics["RMSE"] == pytest.approx(np.sqrt((missed**2).mean()))
    assert pd.notna(report.scores.metrics["R²"])


def test_rmsle_is_that_of_scikit_learn_and_takes_what_is_below_0_for_0():
    random = np.random.default_rng(0)
    y, predicted = random.exponential(size=50), random.exponential(size=50)
    target = Target("y", "regression", y, None, np.arange(50))
    found = score(target, predicted, "RMSLE")
    assert next(iter(found.metrics)) == "RMSLE"
    assert found.metrics["RMSLE"] == pytest.approx(root_mean_squared_log_error(y, predicted))
    assert "RMSLE" not in score(target, predicted).metrics
    assert metric_value("RMSLE", target, -predicted) == metric_value("RMSLE", target, 0 * predicted)


def test_an_interval_holds_the_mean_in_95_of_100_samples():
    random = np.random.default_rng(0)
    ends = [interval(random.exponential(size=200)) for _ in range(1000)]
    assert 0.92 < np.mean([low <= 1 <= high for low, high in ends]) < 0.97
