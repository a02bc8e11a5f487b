"""Round after round: when it stops, and which rows and columns each round draws."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from sklearn.base import clone

from firsthand.classical import GradientBoostingRegressor


def test_early_stopping_keeps_the_best_round_and_holds_rows_out(friedman):
    X, X_test, y, y_test = friedman
    settings = {"learning_rate": 0.3, "random_state": 0}
    model = GradientBoostingRegressor(500, n_iter_no_change=10, validation_fraction=0.2, **settings).fit(X, y)
    best = int(model.validation_loss_.argmin())
    assert model.n_estimators_ == best < 100
    assert len(model.validation_loss_) == best + 11 == len(model.train_loss_)
    everything = GradientBoostingRegressor(500, **settings).fit(X, y)
    missed = [((m.predict(X_test) - y_test) ** 2).mean() for m in (model, everything)]
    assert missed[0] < 1.2 * missed[1]  # from fewer rows, and far fewer trees


def test_tol_asks_for_real_progress(friedman):
    X, _, y, _ = friedman
    settings = {"n_iter_no_change": 5, "random_state": 0}
    patient, strict = (GradientBoostingRegressor(200, tol=tol, **settings).fit(X, y) for tol in (0.0, 0.5))
    assert strict.n_estimators_ < patient.n_estimators_


@pytest.mark.parametrize("part", [{"subsample": 0.5}, {"colsample_bytree": 0.5}])
def test_drawing_rows_or_columns_depends_on_the_seed_alone(part, friedman):
    X, X_test, y, y_test = friedman
    model = GradientBoostingRegressor(60, random_state=0, **part)
    first = model.fit(X, y).predict(X_test)
    assert_array_equal(clone(model).set_params(n_jobs=None).fit(X, y).predict(X_test), first)
    assert (clone(model).set_params(random_state=1).fit(X, y).predict(X_test) != first).any()
    assert np.mean((first - y_test) ** 2) < 0.25 * y_test.var()


def test_one_column_a_tree_uses_one_column_a_tree(friedman):
    X, _, y, _ = friedman
    model = GradientBoostingRegressor(10, colsample_bytree=0.1, random_state=0).fit(X, y)
    trees = model._trees[0]
    for features, thresholds in zip(trees.features, trees.thresholds, strict=True):
        assert len(np.unique(features[np.isfinite(thresholds)])) == 1
