"""Optimisers go where PyTorch's go, step by step from the same weights."""

import pytest
import torch
from numpy.testing import assert_allclose
from tests.neural.autograd.nets import CLASSES, X, nets

from firsthand.neural import autograd as ours
from firsthand.neural.autograd import Tensor

OPTIMIZERS = {
    "SGD": lambda lib, params: lib.SGD(params, lr=0.1),
    "momentum": lambda lib, params: lib.SGD(params, lr=0.05, momentum=0.9),
    "weight decay": lambda lib, params: lib.SGD(params, lr=0.1, momentum=0.5, weight_decay=0.01),
    "Adam": lambda lib, params: lib.Adam(params, lr=0.01),
    "Adam, other betas": lambda lib, params: lib.Adam(
        params, 0.02, betas=(0.5, 0.9), eps=1e-4, weight_decay=0.1
    ),
}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_fifty_steps_go_where_pytorchs_go(name):
    mine, theirs = nets()
    make = OPTIMIZERS[name]
    my_steps, their_steps = make(ours, mine.parameters()), make(torch.optim, theirs.parameters())
    for _ in range(50):
        loss, expected = (
            ours.cross_entropy(mine(X), CLASSES),
            torch.nn.functional.cross_entropy(theirs(torch.tensor(X)), torch.tensor(CLASSES)),
        )
        assert_allclose(loss.item(), expected.item(), rtol=1e-9)
        my_steps.zero_grad()
        their_steps.zero_grad()
        loss.backward()
        expected.backward()
        my_steps.step()
        their_steps.step()
        for (key, one), other in zip(mine.named_parameters(), theirs.parameters(), strict=True):
            assert_allclose(one.data, other.detach().numpy(), rtol=1e-6, atol=1e-8, err_msg=key)


def test_a_parameter_without_a_gradient_stays():
    used, unused = Tensor(1.0, requires_grad=True), Tensor(1.0, requires_grad=True)
    for make in (ours.SGD, ours.Adam):
        optimizer = make([used, unused], lr=0.1, weight_decay=0.1)
        optimizer.zero_grad()
        (used * 2).backward()
        optimizer.step()
    assert unused.data == 1
    assert used.data < 1


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda: ours.SGD([], lr=0.1), r"params is empty. Pass model.parameters\(\)"),
        (lambda: ours.SGD(ours.Linear(4, 3).parameters(), lr=0), "lr must be above 0, got 0"),
        (lambda: ours.Adam(ours.Linear(4, 3).parameters(), lr=float("nan")), "lr must be above 0, got nan"),
    ],
)
def test_rates_and_parameters_that_cannot_be_are_said(act, message):
    with pytest.raises(ValueError, match=message):
        act()
