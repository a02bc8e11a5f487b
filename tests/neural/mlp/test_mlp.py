"""The network that writes over the same memory again and again."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from tests.neural.mlp.tasks import task

from firsthand.foundations import numerical_gradient
from firsthand.neural.mlp import inplace_losses
from firsthand.neural.mlp.activations import ACTIVATIONS
from firsthand.neural.mlp.mlp import Perceptron, scores


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("kind", ["binary", "multinomial", "regression"])
def test_the_gradient_is_what_central_differences_measure(kind, activation):
    X, y, n_scores = task(kind)
    y = y.astype(float) if kind == "binary" else y
    objective = {"regression": inplace_losses.squared}.get(kind) or getattr(inplace_losses, kind)
    net = Perceptron([3, 5, 4, n_scores], activation, np.float64)
    net.theta[:] = np.random.default_rng(1).normal(size=net.theta.size)

    def loss(theta):
        trial = Perceptron([3, 5, 4, n_scores], activation, np.float64)
        trial.theta[:] = theta
        return objective(scores(X, trial.weights, trial.biases, activation), y)

    slope = net.forward(X)
    objective(slope, y)
    net.backward(slope)
    assert_allclose(net.gradient, numerical_gradient(loss, net.theta), rtol=1e-5, atol=1e-8)


def test_a_smaller_batch_in_the_same_memory_forgets_the_larger_one():
    X, y, _ = task("multinomial")
    used, fresh = (Perceptron([3, 4, 3], "relu", np.float64) for _ in range(2))
    used.theta[:] = fresh.theta[:] = np.random.default_rng(0).normal(size=used.theta.size)
    for rows in (slice(0, 20), slice(20, 23), slice(5, 6)):
        for net in (used, fresh) if rows.stop == 6 else (used,):
            slope = net.forward(X[rows])
            inplace_losses.multinomial(slope, y[rows])
            net.backward(slope)
    assert_array_equal(used.gradient, fresh.gradient)
