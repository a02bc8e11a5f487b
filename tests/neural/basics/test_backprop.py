"""A network on paper: its passes equal PyTorch's, and its gradients what central differences measure."""

from itertools import pairwise

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal

from firsthand.foundations import numerical_gradient
from firsthand.neural.basics.activations import relu, relu_gradient
from firsthand.neural.basics.backprop import backward_pass, forward_pass
from firsthand.neural.basics.losses import bce_with_logits, softmax_cross_entropy_gradient
from firsthand.neural.mlp.activations import ACTIVATIONS

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


def test_relu_and_its_slope_equal_pytorchs_at_the_corner_too():
    z = np.array([[-2.0, -0.0, 0.0, 1e-300, 3.0]])
    given = torch.tensor(z, requires_grad=True)
    through = torch.relu(given)
    through.sum().backward()
    assert_array_equal(relu(z), through.detach().numpy())
    assert_array_equal(relu_gradient(z), given.grad.numpy())
    assert relu_gradient(np.array([1, 2])).dtype == np.float64


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations_in_place_equal_pytorchs_with_their_slopes(name):
    z = np.random.default_rng(0).normal(0, 3, size=(5, 4))
    given = torch.tensor(z, requires_grad=True)
    bent = getattr(torch, name)(given)
    slope = np.random.default_rng(1).normal(size=z.shape)
    bent.backward(torch.tensor(slope))

    ACTIVATIONS[name].bend(z)
    ACTIVATIONS[name].pull_back(slope, z)
    assert_allclose(z, bent.detach().numpy(), rtol=1e-12, atol=1e-15)
    assert_allclose(slope, given.grad.numpy(), rtol=1e-12, atol=1e-15)


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
