"""The models that are compared, and a regressor of logarithms."""

import numpy as np
import pytest

from firsthand.classical import Ridge
from firsthand.tabular import candidates, column_kinds, compare, read_target
from firsthand.tabular.modelling.models import LogTarget


@pytest.mark.parametrize("task", ["classification", "regression"])
def test_the_six_real_models_learn_what_is_there(people, task):
    people = people if task == "classification" else people.assign(y=3 * people["x"] + 10)
    frame, target = people.drop(columns="y"), read_target(people["y"])
    comparison = compare(frame, target, column_kinds(frame), n_folds=2)
    baseline, *models = comparison.results.values()
    assert list(comparison.results) == list(candidates(task, 120))
    assert len(models) == 5
    assert all(model.score < 0.75 * baseline.score for model in models), comparison.table()


def test_predictions_stay_within_a_factor_of_what_was_seen():
    X = np.linspace(0, 1, 20)[:, np.newaxis]
    model = LogTarget(Ridge(0.0)).fit(X, np.exp(X[:, 0]))
    assert model.predict(np.array([[0.5], [1000.0]])) == pytest.approx([np.exp(0.5), np.exp(2.0)])
