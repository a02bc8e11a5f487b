"""Operations of ours and of PyTorch by one name, and what makes their results equal."""

import numpy as np
import torch
from numpy.testing import assert_allclose

from firsthand.neural.autograd import Tensor, concatenate, maximum, where


def both(value):
    """The same array as a tensor of ours and of PyTorch's, both asking for a gradient."""
    value = np.asarray(value)
    return Tensor(value, requires_grad=True), torch.tensor(value, requires_grad=True)


# Each takes and gives one array of the same shape.
ENTRYWISE = {
    "negative": (lambda x: -x, lambda x: -x),
    "exp": (lambda x: (x * 0.3).exp(), lambda x: (x * 0.3).exp()),
    "log": (lambda x: (x * x + 0.5).log(), lambda x: (x * x + 0.5).log()),
    "tanh": (lambda x: x.tanh(), lambda x: x.tanh()),
    "sigmoid": (lambda x: x.sigmoid(), lambda x: x.sigmoid()),
    "relu": (lambda x: x.relu(), lambda x: x.relu()),
    "square": (lambda x: x**2, lambda x: x**2),
    "cube": (lambda x: x**3, lambda x: x**3),
    "root": (lambda x: (x * x + 1) ** 0.5, lambda x: (x * x + 1) ** 0.5),
    "power of two": (lambda x: 2.0 ** x.tanh(), lambda x: 2.0 ** x.tanh()),
    "self multiplied": (lambda x: x * x, lambda x: x * x),
    "over a number": (lambda x: x / 3, lambda x: x / 3),
    "number over": (lambda x: 2 / (x * x + 1), lambda x: 2 / (x * x + 1)),
    "number minus": (lambda x: 1 - x, lambda x: 1 - x),
    "detached": (lambda x: x * x.detach(), lambda x: x * x.detach()),
    "softmax": (lambda x: x.softmax() if x.ndim else x, lambda x: x.softmax(-1) if x.ndim else x),
    "log_softmax": (lambda x: x.log_softmax() if x.ndim else x, lambda x: x.log_softmax(-1) if x.ndim else x),
    "centred": (
        lambda x: x - x.mean(axis=0, keepdims=True) if x.ndim else x,
        lambda x: x - x.mean(0, keepdim=True) if x.ndim else x,
    ),
    "over the largest": (
        lambda x: x - x.max(axis=-1, keepdims=True) if x.ndim else x,
        lambda x: x - x.amax(-1, keepdim=True) if x.ndim else x,
    ),
    "turned over": (lambda x: x[::-1][::-1] if x.ndim else x, lambda x: x.flip(0).flip(0) if x.ndim else x),
    "first of each": (lambda x: x + x[:1] if x.ndim else x, lambda x: x + x[:1] if x.ndim else x),
    "picked twice": (
        lambda x: x[np.zeros(len(x.data), dtype=int)] * x if x.ndim else x,
        lambda x: x[torch.zeros(len(x), dtype=int)] * x if x.ndim else x,
    ),
    "reshaped": (
        lambda x: (x.reshape(-1) * 2).reshape(*x.shape),
        lambda x: (x.reshape(-1) * 2).reshape(x.shape),
    ),
}

# Each takes two arrays that broadcast.
PAIRED = {
    "add": (lambda a, b: a + b, lambda a, b: a + b),
    "subtract": (lambda a, b: a - b, lambda a, b: a - b),
    "multiply": (lambda a, b: a * b, lambda a, b: a * b),
    "divide": (lambda a, b: a / (b * b + 1), lambda a, b: a / (b * b + 1)),
    "power": (lambda a, b: (a * a + 0.5) ** b.tanh(), lambda a, b: (a * a + 0.5) ** b.tanh()),
    "maximum": (maximum, torch.maximum),
    "where": (
        lambda a, b: where((a.data + b.data) > 0, a, b),
        lambda a, b: torch.where((a + b) > 0, a, b),
    ),
    "joined": (
        lambda a, b: concatenate([(a + b).reshape(-1), a.reshape(-1)]),
        lambda a, b: torch.cat([(a + b).reshape(-1), a.reshape(-1)]),
    ),
}

MATMUL = [
    ((3,), (3,)),
    ((3,), (3, 2)),
    ((4, 3), (3,)),
    ((4, 3), (3, 2)),
    ((1, 1), (1, 1)),
    ((5, 4, 3), (3, 2)),
    ((4, 3), (5, 3, 2)),
    ((5, 4, 3), (5, 3, 2)),
    ((5, 1, 4, 3), (6, 3, 2)),
    ((1, 4, 3), (5, 3, 2)),
    ((3,), (5, 3, 2)),
    ((5, 4, 3), (3,)),
    ((2, 5, 4, 3), (3,)),
    ((0, 3), (3, 2)),
    ((4, 0), (0, 2)),
]

SHAPES = [(), (1,), (3,), (1, 3), (2, 1), (2, 3), (1, 1), (4, 1, 3), (4, 2, 3), (2, 2, 1, 3)]


def held_equal(ours, theirs, got, expected, tolerance=1e-6):
    """Compare values, then gradients of a sum in which every entry weighs differently."""
    assert got.shape == tuple(expected.shape)
    assert_allclose(got.data, expected.detach().numpy(), rtol=tolerance, atol=tolerance)
    weights = np.random.default_rng(9).normal(size=got.shape).astype(got.dtype)
    (got * weights).sum().backward()
    (expected * torch.tensor(weights)).sum().backward()
    for one, other in zip(ours, theirs, strict=True):
        assert one.grad.dtype == one.dtype
        assert_allclose(one.grad, other.grad.numpy(), rtol=tolerance, atol=tolerance)


def drawn(shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape) * 2
