"""The loss with its slope and its curvature."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from tests.classical.linear.classes import loss_of, problem

from firsthand.foundations import numerical_gradient


@pytest.mark.parametrize("k", [2, 3])
@pytest.mark.parametrize("intercept", [True, False])
@pytest.mark.parametrize("n", [30, 10_000])
def test_slope_and_curvature_are_what_measuring_gives(k, intercept, n):
    X, y, weight = problem(4, n=n, d=2, k=k)
    loss = loss_of(X, y, weight, intercept)
    theta = np.random.default_rng(0).normal(size=loss.shape)
    if not intercept:
        theta[:, -1] = 0
    seen = loss.look(theta, curved=True)
    measured = numerical_gradient(lambda t: loss.look(t, curved=False).loss, theta)
    assert_allclose(seen.gradient, measured, atol=1e-8)

    direction = np.random.default_rng(1).normal(size=loss.shape)
    direction[:, -1] -= direction[:, -1].mean()  # H also holds the sum of the intercepts
    ahead, behind = (loss.look(theta + h * direction, curved=False).gradient for h in (1e-5, -1e-5))
    along = (seen.H @ direction.ravel()).reshape(loss.shape)
    if not intercept:
        along[:, -1] = 0
    assert_allclose(along, (ahead - behind) / 2e-5, atol=1e-8)
