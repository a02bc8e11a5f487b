"""Residuals, leaf values and gains of the lesson: by hand, by the loss, and as boosting uses them."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from firsthand.classical import GradientBoostingRegressor, boosting_residuals, leaf_value
from firsthand.classical.basics.boosting import split_gain


def test_residuals_and_leaf_value_by_hand():
    assert_allclose(boosting_residuals([3.0, 1.0], [2.5, 2.0]), [0.5, -1.0])
    assert leaf_value([-0.5, 1.0, -2.0], [1.0, 1.0, 1.0], reg_lambda=0) == 0.5
    assert leaf_value([-0.5, 1.0, -2.0], [1.0, 1.0, 1.0]) == 0.375
    assert leaf_value([0.0], [0.0], reg_lambda=0) == 0.0


def test_a_leaf_value_is_the_lowest_point_of_the_bowl():
    rng = np.random.default_rng(0)
    g, h = rng.normal(size=20), rng.uniform(0.1, 1, size=20)

    def bowl(v):
        return (g * v + h * v**2 / 2).sum() + 2.0 * v**2 / 2

    best = leaf_value(g, h, reg_lambda=2.0)
    assert bowl(best) < min(bowl(best - 1e-4), bowl(best + 1e-4))


def bowl_at_its_lowest(g, h, reg_lambda):
    """The penalised loss of one leaf, its value taken into the formula that the gain is derived from."""
    v = leaf_value(g, h, reg_lambda)
    return (g * v + h * v**2 / 2).sum() + reg_lambda * v**2 / 2


def test_split_gain_by_hand():
    # Left: 3 ** 2 / 2 / (2 + 1); right: 2 ** 2 / 2 / (1 + 1); together: 1 / 2 / (3 + 1).
    gain = split_gain([-1.0, -2.0, 2.0], [1.0, 1.0, 1.0], [True, True, False])
    assert_allclose(gain, 9 / 6 + 4 / 4 - 1 / 8)
    assert split_gain([1.0, 1.0], [1.0, 1.0], [True, False]) < 0
    assert split_gain([0.0, 0.0], [0.0, 0.0], [True, False], reg_lambda=0) == 0


@pytest.mark.parametrize("reg_lambda", [0.0, 1.0, 10.0])
def test_a_split_gains_what_the_penalised_loss_falls_by(reg_lambda):
    rng = np.random.default_rng(0)
    g, h, left = rng.normal(size=30), rng.uniform(0.1, 1, size=30), rng.random(30) < 0.4
    parts = [bowl_at_its_lowest(g[rows], h[rows], reg_lambda) for rows in (left, ~left)]
    fall = bowl_at_its_lowest(g, h, reg_lambda) - sum(parts)
    assert_allclose(split_gain(g, h, left, reg_lambda), fall)
    assert_allclose(split_gain(g, h, ~left, reg_lambda), fall)


def test_without_a_penalty_the_gain_is_the_fall_of_half_the_squared_error():
    y, left = np.array([1.0, 2.0, 6.0, 7.0, 5.0]), np.array([True, True, False, False, False])
    split = ((y[left] - 1.5) ** 2).sum() + ((y[~left] - 6) ** 2).sum()
    assert_allclose(split_gain(-y, np.ones(5), left, 0), (((y - y.mean()) ** 2).sum() - split) / 2)


def test_the_first_tree_of_boosting_cuts_where_the_gain_is_largest():
    rng = np.random.default_rng(1)
    x, h = rng.permutation(40).astype(float), np.ones(40)
    y = np.where(x < 27, 1.0, 3.0) + rng.normal(size=40) * 0.3
    gains = [split_gain(y.mean() - y, h, x <= cut, 1.0) for cut in range(39)]
    cut = int(np.argmax(gains))
    model = GradientBoostingRegressor(1, max_depth=1, learning_rate=1.0).fit(x[:, np.newaxis], y)
    for side in (x <= cut, x > cut):
        said = model.predict(x[side, np.newaxis]) - y.mean()
        assert_allclose(said, leaf_value(y.mean() - y[side], h[side]))


def test_xgboost_states_twice_the_gain():
    xgboost = pytest.importorskip("xgboost")
    y = np.array([1.0, 2.0, 6.0, 7.0, 5.0])
    x = np.arange(5.0)[:, np.newaxis]
    settings = {
        "n_estimators": 1,
        "max_depth": 1,
        "tree_method": "exact",
        "base_score": y.mean(),
        "n_jobs": 1,
    }
    booster = xgboost.XGBRegressor(**settings).fit(x, y).get_booster()
    theirs = booster.get_score(importance_type="gain")["f0"]
    assert_allclose(2 * split_gain(y.mean() - y, np.ones(5), x[:, 0] < 2), theirs, rtol=1e-6)
