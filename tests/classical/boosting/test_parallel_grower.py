"""The way of large tables."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from firsthand.classical import GradientBoostingRegressor
from firsthand.classical.boosting import parallel_grower


@pytest.mark.parametrize("n_jobs", [1, 2, 3])
@pytest.mark.parametrize("subsample", [1.0, 0.6])
def test_the_way_of_large_tables_gives_the_same_trees(monkeypatch, n_jobs, subsample):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(700, 9))
    X[rng.random(X.shape) < 0.05] = np.nan
    y = np.nansum(X[:, :3], axis=1) + rng.normal(size=700)
    model = GradientBoostingRegressor(
        10, max_depth=5, min_child_weight=20, subsample=subsample, random_state=0
    )
    small = model.fit(X, y).predict(X)
    monkeypatch.setattr(parallel_grower, "LARGE", 0)
    large = model.set_params(n_jobs=n_jobs).fit(X, y).predict(X)
    assert_array_equal(large, small)
