"""Steps downhill equal PyTorch's."""

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal

from firsthand.neural.basics.optimizers import adam_step, momentum_step, sgd_step

START = np.random.default_rng(0).normal(size=(3, 4))


def gradients(steps=50):
    rng = np.random.default_rng(1)
    return [rng.normal(size=START.shape) * 10.0 ** rng.integers(-4, 2) for _ in range(steps)]


def theirs(make, slopes):
    weights = torch.tensor(START.copy(), requires_grad=True)
    optimizer = make([weights])
    for slope in slopes:
        weights.grad = torch.tensor(slope)
        optimizer.step()
        yield weights.detach().numpy()


@pytest.mark.parametrize("decay", [0.0, 0.1])
def test_sgd_equals_pytorchs(decay):
    weights = START
    slopes = gradients()
    for slope, expected in zip(
        slopes, theirs(lambda w: torch.optim.SGD(w, 0.1, weight_decay=decay), slopes), strict=True
    ):
        weights = sgd_step(weights, slope, 0.1, decay)
        assert_allclose(weights, expected, rtol=1e-12)


def test_momentum_equals_pytorchs():
    weights, velocity, slopes = START, np.zeros_like(START), gradients()
    for slope, expected in zip(
        slopes, theirs(lambda w: torch.optim.SGD(w, 0.05, momentum=0.8), slopes), strict=True
    ):
        weights, velocity = momentum_step(weights, slope, velocity, 0.05, 0.8)
        assert_allclose(weights, expected, rtol=1e-12)


def test_adam_equals_pytorchs():
    weights, m, v, slopes = START, np.zeros_like(START), np.zeros_like(START), gradients()
    for t, (slope, expected) in enumerate(
        zip(slopes, theirs(lambda w: torch.optim.Adam(w, 0.01), slopes), strict=True), start=1
    ):
        weights, m, v = adam_step(weights, slope, m, v, t, 0.01)
        assert_allclose(weights, expected, rtol=1e-12)


def test_the_first_adam_step_is_as_long_as_the_rate_whatever_the_slope():
    slope = np.array([1e-4, -1.0, 1e4])
    weights, _, _ = adam_step(np.zeros(3), slope, np.zeros(3), np.zeros(3), 1, rate=0.01)
    assert_allclose(weights, [-0.01, 0.01, -0.01], rtol=1e-3)


def test_steps_leave_their_arguments_alone():
    weights, slope, m, v = (np.full(3, k) for k in (1.0, 2.0, 3.0, 4.0))
    sgd_step(weights, slope, 0.1, 0.1)
    momentum_step(weights, slope, m, 0.1)
    adam_step(weights, slope, m, v, 1)
    for array, k in zip((weights, slope, m, v), (1, 2, 3, 4), strict=True):
        assert_array_equal(array, np.full(3, k))
