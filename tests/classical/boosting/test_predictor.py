"""From trees to scores, many rows at once."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from firsthand.classical import GradientBoostingRegressor
from firsthand.classical.boosting.predictor import _no_larger


def test_a_row_with_a_missing_number_changes_nothing_for_those_beside_it():
    rng = np.random.default_rng(3)
    X = rng.normal(size=(300, 3))
    X[rng.random(X.shape) < 0.2] = np.nan
    model = GradientBoostingRegressor(20, max_depth=4).fit(X, np.nansum(X, axis=1))
    gaps = np.isnan(X).any(axis=1)
    assert_allclose(model.predict(X)[gaps], model.predict(X[gaps]), rtol=0)
    assert_allclose(model.predict(X)[~gaps], model.predict(X[~gaps]), rtol=0)


def test_single_precision_rows_fall_on_the_same_side_of_a_threshold():
    thresholds = np.array([0.1, 1 / 3, 1e8 + 0.5, -0.1, np.inf])
    rounded = _no_larger(thresholds, np.dtype(np.float32))
    assert rounded.dtype == np.float32
    assert (rounded <= thresholds).all()
    assert (np.nextafter(rounded[:-1], np.float32(np.inf)) > thresholds[:-1]).all()


@pytest.mark.parametrize("n", [1, 127, 128, 129, 9000])
def test_predictions_of_any_number_of_rows(n, few_values):
    X, y, _ = few_values
    model = GradientBoostingRegressor(5).fit(X, y)
    many = np.tile(X, (5, 1))[:n]
    assert_array_equal(model.predict(many), np.tile(model.predict(X), 5)[:n])


@pytest.mark.parametrize("beside", [0.0, np.nan])
def test_a_number_that_is_the_cut_itself_goes_left(beside):
    X = np.repeat([[0.0], [1.0], [2.0], [3.0]], 10, axis=0)
    model = GradientBoostingRegressor(5, max_depth=1).fit(X, X[:, 0] > 1)
    cut = float(model._trees[0].thresholds[0, 0])
    low, at, high = model.predict([[1.0], [cut], [2.0], [beside]])[:3]
    assert low == at != high
