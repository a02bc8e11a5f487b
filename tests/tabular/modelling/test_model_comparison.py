"""The scores are scikit-learn's, the folds are the same for all, and the simplest model that is as good is chosen."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.metrics import accuracy_score, confusion_matrix, log_loss, r2_score, root_mean_squared_error
from sklearn.tree import DecisionTreeRegressor

from firsthand.tabular import candidates, column_kinds, compare, explain, read_target
from firsthand.tabular.modelling.cv_result import CrossValidationResult, choose
from firsthand.tabular.modelling.metrics import interval


@pytest.fixture
def classified(people, quick):
    frame, target = people.drop(columns="y"), read_target(people["y"])
    return frame, target, compare(frame, target, column_kinds(frame))


@pytest.fixture
def measured(people, quick):
    people = people.assign(y=3 * people["x"] + 10)
    frame, target = people.drop(columns="y"), read_target(people["y"])
    return frame, target, compare(frame, target, column_kinds(frame))


def result(name, losses):
    losses = np.array(losses, dtype=float)
    return CrossValidationResult(
        name, {"log loss": losses.mean()}, {"log loss": interval(losses)}, losses, losses, losses, losses, 0.0
    )


def test_scores_of_classes_are_those_of_scikit_learn(classified):
    _, target, comparison = classified
    for one in comparison.results.values():
        assert one.metrics["log loss"] == pytest.approx(log_loss(target.y, one.predictions))
        assert one.metrics["accuracy"] == pytest.approx(
            accuracy_score(target.y, one.predictions.argmax(axis=1))
        )
        assert one.low < one.score < one.high
    assert comparison.metric == "log loss"
    assert comparison.results["logistic regression"].metrics["accuracy"] > 0.85


def test_scores_of_numbers_are_those_of_scikit_learn(measured):
    _, target, comparison = measured
    for one in comparison.results.values():
        assert (
            one.score
            == one.metrics["RMSE"]
            == pytest.approx(root_mean_squared_error(target.y, one.predictions))
        )
        assert one.metrics["R²"] == pytest.approx(r2_score(target.y, one.predictions))
    assert comparison.chosen == comparison.best == "ridge regression"


def test_every_row_judges_once_and_never_where_it_teaches(classified):
    _, target, comparison = classified
    assert_array_equal(
        np.sort(np.concatenate([own for _, own in comparison.folds])), np.arange(len(target.y))
    )
    assert not any(set(train) & set(own) for train, own in comparison.folds)


def test_an_interval_holds_the_mean_in_95_of_100_samples():
    random = np.random.default_rng(0)
    ends = [interval(random.exponential(size=200)) for _ in range(1000)]
    assert 0.92 < np.mean([low <= 1 <= high for low, high in ends]) < 0.97


def test_the_simpler_one_is_chosen_when_the_difference_is_within_one_standard_error():
    best = [1.0, 2.0, 3.0, 4.0]
    near = result("near", [1.2, 1.9, 3.2, 3.8])  # worse by 0.025 with a standard error of 0.10
    far = result(
        "far", [1.2, 2.2, 3.2, 4.1]
    )  # worse by 0.175 with a standard error of 0.025, though its interval overlaps
    baseline = result("baseline", [9, 9, 9, 9.5])
    chosen, why = choose({one.name: one for one in (baseline, far, near, result("best", best))})
    assert chosen == "near"
    assert why.startswith("best has the lowest log loss, 2.5. near, which is simpler, has 2.525")


def test_the_best_is_chosen_when_nothing_simpler_comes_near_and_the_baseline_when_nothing_helps():
    good, bad = result("good", [1, 2, 3]), result("bad", [2, 3, 4.1])
    assert choose({"bad": bad, "good": good}) == (
        "good",
        "good has the lowest log loss, and no simpler model comes within one standard error of it.",
    )
    chosen, why = choose(
        {"baseline": result("baseline", [1, 2, 3]), "model": result("model", [1.1, 1.8, 3.05])}
    )
    assert chosen == "baseline"
    assert "No model is better than the baseline (baseline)" in why


def test_the_table_has_a_row_a_model(classified):
    table = classified[2].table()
    assert list(table.index) == ["majority class", "logistic regression"]
    assert list(table.columns[:3]) == ["log loss", "log loss from", "log loss to"]


def test_progress_rises_to_the_total(people, quick):
    heard = []
    frame, target = people[["x"]], read_target(people["y"])
    compare(frame, target, column_kinds(frame), progress=lambda *said: heard.append(said))
    assert [done for done, _, _ in heard] == list(range(11))
    assert {total for _, total, _ in heard} == {10}


@pytest.mark.parametrize("task", ["classification", "regression"])
def test_the_six_real_models_learn_what_is_there(people, task):
    people = people if task == "classification" else people.assign(y=3 * people["x"] + 10)
    frame, target = people.drop(columns="y"), read_target(people["y"])
    comparison = compare(frame, target, column_kinds(frame), n_folds=2)
    baseline, *models = comparison.results.values()
    assert list(comparison.results) == list(candidates(task, 120))
    assert len(models) == 5
    assert all(model.score < 0.75 * baseline.score for model in models), comparison.table()


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
