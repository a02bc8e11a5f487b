"""The way back through products and through broadcasting."""

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal

from firsthand.neural.autograd import (
    backward_matmul,
    backward_multiply,
    unbroadcast,
)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((), ()),
        ((), (2, 3)),
        ((3,), (2, 3)),
        ((1,), (2, 3)),
        ((2, 1), (2, 3)),
        ((1, 1), (4, 2, 3)),
        ((1, 3), (2, 3)),
        ((1,), (0,)),
    ],
)
def test_unbroadcast_is_the_gradient_of_broadcasting(before, after):
    gradient = np.random.default_rng(0).normal(size=after)
    x = torch.zeros(before, dtype=torch.float64, requires_grad=True)
    (x.broadcast_to(after) * torch.tensor(gradient)).sum().backward()
    got = unbroadcast(gradient, before)
    assert got.shape == before
    assert_allclose(got, x.grad.numpy(), atol=1e-12)


@pytest.mark.parametrize(
    "shapes", [((), ()), ((3,), (3,)), ((2, 1), (3,)), ((), (2, 2)), ((4, 1, 3), (2, 1))]
)
def test_backward_multiply_is_pytorchs(shapes):
    rng = np.random.default_rng(0)
    a, b = (rng.normal(size=shape) for shape in shapes)
    gradient = rng.normal(size=np.broadcast_shapes(*shapes))
    ta, tb = (torch.tensor(x, requires_grad=True) for x in (a, b))
    (ta * tb).backward(torch.tensor(gradient))
    got = backward_multiply(a, b, gradient)
    for one, other in zip(got, (ta, tb), strict=True):
        assert np.shape(one) == tuple(other.shape)
        assert_allclose(one, other.grad.numpy())


def test_backward_matmul_is_pytorchs():
    rng = np.random.default_rng(0)
    a, b, gradient = rng.normal(size=(4, 3)), rng.normal(size=(3, 2)), rng.normal(size=(4, 2))
    ta, tb = (torch.tensor(x, requires_grad=True) for x in (a, b))
    (ta @ tb).backward(torch.tensor(gradient))
    assert_allclose(backward_matmul(a, b, gradient)[0], ta.grad.numpy())
    assert_allclose(backward_matmul(a, b, gradient)[1], tb.grad.numpy())
    assert_array_equal(backward_matmul(a, b, 0 * gradient)[0], 0 * a)
