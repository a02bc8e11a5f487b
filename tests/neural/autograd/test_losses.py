"""Losses: values, gradients and refusals beside PyTorch."""

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose

from firsthand.neural import autograd as ours
from firsthand.neural.autograd import Tensor

RNG = np.random.default_rng(0)


@pytest.mark.parametrize("scale", [1, 1000])
def test_losses(scale):
    functional = torch.nn.functional
    scores = RNG.normal(size=(6, 3)) * scale
    classes, truth = RNG.integers(0, 3, size=6), RNG.integers(0, 2, size=(6, 3))
    pairs = [
        (ours.cross_entropy, functional.cross_entropy, classes),
        (ours.binary_cross_entropy_with_logits, functional.binary_cross_entropy_with_logits, truth),
        (ours.binary_cross_entropy_with_logits, functional.binary_cross_entropy_with_logits, truth * 0.5),
        (ours.mse_loss, functional.mse_loss, truth),
    ]
    for mine, theirs, target in pairs:
        one, other = Tensor(scores, requires_grad=True), torch.tensor(scores, requires_grad=True)
        whole = target.ndim == 1
        got, expected = (
            mine(one, target),
            theirs(other, torch.tensor(target, dtype=None if whole else torch.float64)),
        )
        (got * 2).backward()
        (expected * 2).backward()
        assert_allclose(got.item(), expected.item(), rtol=1e-9)
        assert_allclose(one.grad, other.grad.numpy(), rtol=1e-9, atol=1e-15)


def test_the_loss_of_no_rows_is_nan():
    assert np.isnan(ours.cross_entropy(Tensor(np.zeros((0, 3))), np.zeros(0, dtype=int)).item())
    assert np.isnan(ours.binary_cross_entropy_with_logits(Tensor([]), []).item())


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (
            lambda: ours.cross_entropy(Tensor(np.ones((2, 3))), [0, 3]),
            "target must lie between 0 and 2, got 3",
        ),
        (lambda: ours.cross_entropy(Tensor(np.ones((2, 3))), [-1, 0]), "between 0 and 2, got -1"),
        (lambda: ours.cross_entropy(Tensor(np.ones((2, 3))), [0]), r"\(2, 3\) and int64 of shape \(1,\)"),
        (lambda: ours.cross_entropy(Tensor(np.ones((2, 3))), [0.0, 1.0]), "float64 of shape"),
        (lambda: ours.mse_loss(Tensor(np.ones((2, 1))), np.ones(2)), r"same shape, got \(2, 1\) and \(2,\)"),
        (
            lambda: ours.binary_cross_entropy_with_logits(Tensor(np.ones((2, 1))), np.ones(2)),
            r"same shape, got \(2, 1\) and \(2,\)",
        ),
    ],
)
def test_targets_that_cannot_be_are_said(act, message):
    with pytest.raises(ValueError, match=message):
        act()
