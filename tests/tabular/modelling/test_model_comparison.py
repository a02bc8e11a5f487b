"""The scores are scikit-learn's, the folds are the same for all, and the simplest model that is as good is chosen."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from sklearn.metrics import accuracy_score, log_loss, r2_score, root_mean_squared_error

from firsthand.tabular import column_kinds, compare, read_target


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
