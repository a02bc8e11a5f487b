"""Losses that turn the scores into their slope: both as PyTorch has them."""

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal
from tests.neural.mlp.tasks import N, task
from torch.nn import functional as F

from firsthand.neural.mlp import inplace_losses

THEIRS = {
    "binary": lambda scores, y: F.binary_cross_entropy_with_logits(scores[:, 0], y.double()),
    "multinomial": F.cross_entropy,
    "regression": lambda scores, y: F.mse_loss(scores[:, 0], y),
}
OURS = {
    "binary": inplace_losses.binary,
    "multinomial": inplace_losses.multinomial,
    "regression": inplace_losses.squared,
}


@pytest.mark.parametrize("spread", [1, 1000])
@pytest.mark.parametrize("kind", THEIRS)
def test_value_and_slope_are_pytorchs_however_far_out(kind, spread):
    _, y, n_scores = task(kind)
    scores = np.random.default_rng(1).normal(0, spread, size=(N, n_scores))
    given = torch.tensor(scores, requires_grad=True)
    expected = THEIRS[kind](given, torch.tensor(y))
    expected.backward()
    kept = y.copy()
    assert OURS[kind](scores, y) == pytest.approx(expected.item(), rel=1e-12)
    assert_allclose(scores, given.grad.numpy(), rtol=1e-9, atol=1e-15)
    assert_array_equal(y, kept)
