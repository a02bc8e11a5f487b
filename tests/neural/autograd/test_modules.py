"""Modules, losses and optimisers: the same numbers as PyTorch's from the same weights, step by step."""

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal

from firsthand.neural import autograd as ours
from firsthand.neural.autograd import Tensor

RNG = np.random.default_rng(0)
X, CLASSES = RNG.normal(size=(12, 4)), RNG.integers(0, 3, size=12)


def nets():
    """The same net twice, with the same weights, ours in float64."""
    mine = ours.Sequential(
        ours.Linear(4, 8, random_state=0), ours.ReLU(), ours.LayerNorm(8), ours.Linear(8, 5, random_state=1)
    )
    mine = ours.Sequential(mine, ours.Tanh(), ours.Linear(5, 3, random_state=2), ours.Sigmoid())
    nn = torch.nn
    theirs = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.LayerNorm(8), nn.Linear(8, 5))
    theirs = nn.Sequential(theirs, nn.Tanh(), nn.Linear(5, 3), nn.Sigmoid()).double()
    theirs.load_state_dict({name: torch.tensor(value) for name, value in mine.state_dict().items()})
    return mine, theirs


def test_names_and_order_are_pytorchs():
    mine, theirs = nets()
    assert [name for name, _ in mine.named_parameters()] == [name for name, _ in theirs.named_parameters()]


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


@pytest.mark.parametrize("lead", [(), (5,), (2, 3), (0,), (2, 0, 3)])
def test_linear_takes_any_leading_axes(lead):
    layer = ours.Linear(4, 3, random_state=0)
    theirs = torch.nn.Linear(4, 3).double()
    theirs.load_state_dict({k: torch.tensor(v) for k, v in layer.state_dict().items()})
    x = Tensor(RNG.normal(size=(*lead, 4)), requires_grad=True)
    tx = torch.tensor(x.data, requires_grad=True)
    layer(x).tanh().sum().backward()
    theirs(tx).tanh().sum().backward()
    for one, other in [(x, tx), (layer.weight, theirs.weight), (layer.bias, theirs.bias)]:
        assert_allclose(one.grad, other.grad.numpy(), atol=1e-12)


def test_embedding_adds_up_for_rows_that_come_several_times():
    table = ours.Embedding(5, 3, random_state=0)
    indices = np.array([[1, 4, 1], [1, 0, 4]])
    theirs = torch.nn.Embedding(5, 3).double()
    theirs.load_state_dict({"weight": torch.tensor(table.weight.data)})
    (table(indices) ** 2).sum().backward()
    (theirs(torch.tensor(indices)) ** 2).sum().backward()
    assert_allclose(table.weight.grad, theirs.weight.grad.numpy())
    assert_array_equal(table.weight.grad[[2, 3]], 0)


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


def test_layers_begin_as_told():
    one, same, other = (ours.Linear(100, 50, random_state=seed).weight.data for seed in (0, 0, 1))
    assert_array_equal(one, same)
    assert not np.array_equal(one, other)
    assert 0.095 < np.abs(one).max() < 0.1
    assert ours.Linear(2, 2, dtype=np.float32, random_state=0).weight.dtype == np.float32


def test_single_precision_stays():
    net = ours.Sequential(
        ours.Linear(4, 3, dtype=np.float32),
        ours.LayerNorm(3, dtype=np.float32),
        ours.Linear(3, 2, dtype=np.float32),
    )
    loss = ours.cross_entropy(net(X.astype(np.float32)), CLASSES % 2)
    loss.backward()
    assert loss.dtype == np.float32
    assert {one.grad.dtype for one in net.parameters()} == {np.dtype(np.float32)}
    for optimizer in (ours.SGD(net.parameters(), lr=0.1, momentum=0.9), ours.Adam(net.parameters())):
        optimizer.step()
    assert {one.dtype for one in net.parameters()} == {np.dtype(np.float32)}


def test_a_shared_layer_is_one_and_others_find_their_way():
    class Twice(ours.Module):
        def __init__(self):
            self.layer = ours.Linear(3, 3, random_state=0)
            self.again = self.layer
            self.scale = Tensor(np.ones(3), requires_grad=True)
            self.made = self.scale * 2
            self.constant = Tensor(np.ones(3))

        def forward(self, x):
            return self.again(self.layer(x)) * self.scale

    net = Twice()
    assert [name for name, _ in net.named_parameters()] == ["layer.weight", "layer.bias", "scale"]
    net(np.ones((2, 3))).sum().backward()
    assert all(one.grad is not None for one in net.parameters())
    net.zero_grad()
    assert all(one.grad is None for one in net.parameters())


def test_state_goes_out_and_in():
    mine, _ = nets()
    state = mine.state_dict()
    for one in mine.parameters():
        one.data += 1
    assert not np.array_equal(mine.state_dict()["2.bias"], state["2.bias"])
    mine.load_state_dict(state)
    assert_array_equal(mine.state_dict()["2.bias"], state["2.bias"])


def test_a_parameter_without_a_gradient_stays():
    used, unused = Tensor(1.0, requires_grad=True), Tensor(1.0, requires_grad=True)
    for make in (ours.SGD, ours.Adam):
        optimizer = make([used, unused], lr=0.1, weight_decay=0.1)
        optimizer.zero_grad()
        (used * 2).backward()
        optimizer.step()
    assert unused.data == 1
    assert used.data < 1


LINEAR = ours.Linear(4, 3)


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda: LINEAR(np.ones((2, 3))), r"last axis of x must have size 4, got shape \(2, 3\)"),
        (lambda: LINEAR(1.0), r"last axis of x must have size 4, got shape \(\)"),
        (lambda: ours.LayerNorm(3)(Tensor(np.ones((2, 4)))), r"size 3, got shape \(2, 4\)"),
        (lambda: ours.Embedding(3, 2)([0, 3]), "between 0 and 2, got 3"),
        (lambda: ours.Embedding(3, 2)([-1]), "between 0 and 2, got -1"),
        (lambda: ours.Embedding(3, 2)([0.5]), "whole numbers, got float64"),
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
        (lambda: ours.SGD([], lr=0.1), r"params is empty. Pass model.parameters\(\)"),
        (lambda: ours.SGD(LINEAR.parameters(), lr=0), "lr must be above 0, got 0"),
        (lambda: ours.Adam(LINEAR.parameters(), lr=float("nan")), "lr must be above 0, got nan"),
        (
            lambda: LINEAR.load_state_dict({"weight": np.ones((3, 4))}),
            r"\['weight'\], this module \['bias', 'weight'\]",
        ),
        (
            lambda: LINEAR.load_state_dict({"weight": np.ones((4, 3)), "bias": np.ones(3)}),
            r"weight must have shape \(3, 4\), got \(4, 3\)",
        ),
    ],
)
def test_what_cannot_be_is_said(act, message):
    with pytest.raises(ValueError, match=message):
        act()


def test_a_module_without_forward_says_so():
    with pytest.raises(NotImplementedError, match=r"Module has no forward\(\). Write one."):
        ours.Module()(1.0)
