"""A network on paper: its passes equal PyTorch's, and its gradients what central differences measure."""

from itertools import pairwise

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal

from firsthand.foundations import numerical_gradient
from firsthand.neural.basics.backprop import backward_pass, forward_pass
from firsthand.neural.basics.losses import bce_with_logits

SIZES = [(3, 1), (2, 16, 1), (4, 5, 3), (3, 6, 5, 2), (1, 1, 1, 1)]


def network(sizes, n, seed=0):
    rng = np.random.default_rng(seed)
    weights = [rng.normal(size=shape) for shape in pairwise(sizes)]
    biases = [rng.normal(size=k) for k in sizes[1:]]
    return rng.normal(size=(n, sizes[0])), weights, biases


def torch_net(weights, biases, activation=torch.nn.ReLU):
    """The same network in PyTorch, which keeps one row a neuron."""
    layers = []
    for W, b in zip(weights, biases, strict=True):
        linear = torch.nn.Linear(*W.shape, dtype=torch.float64)
        with torch.no_grad():
            linear.weight[:], linear.bias[:] = torch.tensor(W.T), torch.tensor(b)
        layers += [linear, activation()]
    return torch.nn.Sequential(*layers[:-1])


@pytest.mark.parametrize("sizes", SIZES, ids=str)
@pytest.mark.parametrize("n", [1, 7])
def test_passes_equal_pytorchs(sizes, n):
    X, weights, biases = network(sizes, n)
    net = torch_net(weights, biases)
    scores = net(torch.tensor(X))
    outputs = forward_pass(X, weights, biases)
    assert_allclose(outputs[-1], scores.detach().numpy(), atol=1e-12)
    assert len(outputs) == len(sizes)

    slope = np.random.default_rng(1).normal(size=(n, sizes[-1]))
    scores.backward(torch.tensor(slope))
    along_weights, along_biases = backward_pass(outputs, weights, slope)
    linears = net[::2]
    for linear, dW, db in zip(linears, along_weights, along_biases, strict=True):
        assert_allclose(dW, linear.weight.grad.numpy().T, atol=1e-12)
        assert_allclose(db, linear.bias.grad.numpy(), atol=1e-12)


@pytest.mark.parametrize("layer", [0, 1, 2])
def test_the_gradient_is_what_central_differences_measure(layer):
    X, weights, biases = network((3, 5, 4, 1), 6)
    y = np.array([0, 1, 1, 0, 1, 0])

    def loss(parts, place, changed):
        parts = [*parts[:place], changed, *parts[place + 1 :]]
        outputs = forward_pass(X, parts[0::2], parts[1::2])
        return bce_with_logits(outputs[-1], y)[0]

    parts = [part for pair in zip(weights, biases, strict=True) for part in pair]
    outputs = forward_pass(X, weights, biases)
    along = backward_pass(outputs, weights, bce_with_logits(outputs[-1], y)[1])
    for kind in (0, 1):
        place = 2 * layer + kind
        measured = numerical_gradient(lambda part, place=place: loss(parts, place, part), parts[place])
        assert_allclose(along[kind][layer], measured, rtol=1e-6, atol=1e-9)


def test_nothing_given_is_written_to():
    X, weights, biases = network((2, 3, 1), 4)
    before = [part.copy() for part in (X, *weights, *biases)]
    outputs = forward_pass(X, weights, biases)
    kept = [part.copy() for part in outputs]
    backward_pass(outputs, weights, np.ones((4, 1)))
    for part, old in zip((X, *weights, *biases, *outputs), (*before, *kept), strict=True):
        assert_array_equal(part, old)
