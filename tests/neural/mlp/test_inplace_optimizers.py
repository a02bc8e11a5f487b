"""Steps that write over the weights equal those on paper."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from firsthand.neural.basics.optimizers import adam_step, momentum_step
from firsthand.neural.mlp.inplace_optimizers import SGD, Adam


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_in_place_equals_on_paper(dtype):
    rtol = 1e-12 if dtype == np.float64 else 2e-5
    rng = np.random.default_rng(1)
    start = rng.normal(size=12)
    slopes = [rng.normal(size=12) * 10.0 ** rng.integers(-4, 2) for _ in range(50)]
    theta, other = start.astype(dtype), start.astype(dtype)
    adam, sgd = Adam(theta, 0.01), SGD(other, 0.05, 0.9)
    weights, m, v = start, np.zeros(12), np.zeros(12)
    rolling, velocity = start, np.zeros(12)
    for t, slope in enumerate(slopes, start=1):
        slope = slope.astype(dtype)
        adam.step(theta, slope)
        sgd.step(other, slope)
        weights, m, v = adam_step(weights, slope, m, v, t, 0.01)
        rolling, velocity = momentum_step(rolling, slope, velocity, 0.05)
        assert_allclose(theta, weights, rtol=rtol, atol=rtol)
        assert_allclose(other, rolling, rtol=rtol, atol=rtol)
    assert theta.dtype == other.dtype == dtype
