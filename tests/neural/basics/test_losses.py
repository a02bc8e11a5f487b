"""What a network minimises, with its slope."""

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal

from firsthand.neural.basics.losses import bce_with_logits, softmax_cross_entropy_gradient


@pytest.mark.parametrize("n", [1, 6])
def test_binary_loss_and_gradient_equal_pytorchs(n):
    rng = np.random.default_rng(n)
    logits, y = rng.normal(0, 20, size=(n, 1)), rng.integers(0, 2, n)
    given = torch.tensor(logits, requires_grad=True)
    expected = torch.nn.functional.binary_cross_entropy_with_logits(given, torch.tensor(y[:, None] * 1.0))
    expected.backward()
    loss, gradient = bce_with_logits(logits, y)
    assert_allclose(loss, expected.item(), rtol=1e-12)
    assert_allclose(gradient, given.grad.numpy(), rtol=1e-12, atol=1e-300)


def test_binary_loss_is_exact_far_out():
    loss, gradient = bce_with_logits(np.array([[1000.0], [-1000.0]]), np.array([0, 0]))
    assert loss == 500
    assert_array_equal(gradient, [[0.5], [0]])


@pytest.mark.parametrize("soft", [False, True])
def test_softmax_gradient_equals_pytorchs(soft):
    rng = np.random.default_rng(3)
    logits = rng.normal(0, 5, size=(6, 4))
    targets = rng.dirichlet(np.ones(4), size=6) if soft else np.eye(4)[rng.integers(0, 4, 6)]
    given = torch.tensor(logits, requires_grad=True)
    torch.nn.functional.cross_entropy(given, torch.tensor(targets)).backward()
    gradient = softmax_cross_entropy_gradient(logits, targets)
    assert_allclose(gradient, given.grad.numpy(), atol=1e-12)
    assert_allclose(gradient.sum(axis=1), 0, atol=1e-15)
