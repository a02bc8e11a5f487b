"""Modules: each beside PyTorch's in one call, then names, state and what cannot be."""

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal
from tests.neural.autograd.nets import CLASSES, X, nets
from torch import nn

from firsthand.neural import autograd as ours
from firsthand.neural.autograd import Tensor

from ...contracts import run_module_contract

RNG = np.random.default_rng(0)


def test_names_and_order_are_pytorchs():
    mine, theirs = nets()
    assert [name for name, _ in mine.named_parameters()] == [name for name, _ in theirs.named_parameters()]


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


MODULES = {
    "Linear": (ours.Linear(4, 3, random_state=0), nn.Linear(4, 3)),
    "ReLU": (ours.ReLU(), nn.ReLU()),
    "Tanh": (ours.Tanh(), nn.Tanh()),
    "Sigmoid": (ours.Sigmoid(), nn.Sigmoid()),
    "LayerNorm": (ours.LayerNorm(4), nn.LayerNorm(4)),
    "Sequential": (
        ours.Sequential(ours.Linear(4, 5, random_state=1), ours.Tanh(), ours.LayerNorm(5)),
        nn.Sequential(nn.Linear(4, 5), nn.Tanh(), nn.LayerNorm(5)),
    ),
}


@pytest.mark.parametrize("name", MODULES)
def test_it_holds_the_contract(name):
    run_module_contract(*MODULES[name], np.random.default_rng(0).normal(size=(6, 4)))
