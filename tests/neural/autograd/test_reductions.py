"""What gathers numbers along axes and moves them about: values and gradients are PyTorch's."""

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose
from tests.neural.autograd.twins import both, drawn, held_equal

from firsthand.neural.autograd import Tensor, concatenate


@pytest.mark.parametrize("keepdims", [False, True])
@pytest.mark.parametrize("axis", [None, 0, 1, -1, (0, 2), (1, -1)])
@pytest.mark.parametrize("name", ["sum", "mean", "max"])
def test_reductions(name, axis, keepdims):
    x, theirs = both(np.round(drawn((3, 4, 2))))  # rounded: there are ties
    every = tuple(range(3)) if axis is None else axis
    their_name = {"max": "amax"}.get(name, name)
    expected = getattr(theirs, their_name)(dim=every, keepdim=keepdims)
    held_equal([x], [theirs], getattr(x, name)(axis=axis, keepdims=keepdims), expected)


@pytest.mark.parametrize("axis", [0, 1, -1])
@pytest.mark.parametrize("name", ["softmax", "log_softmax"])
def test_softmax_along_any_axis_and_far_out(name, axis):
    x, theirs = both(drawn((3, 4, 2)) * 500)
    held_equal([x], [theirs], getattr(x, name)(axis=axis), getattr(theirs, name)(axis))


KEYS = {
    "one": 1,
    "from the end": -1,
    "slice": slice(1, None),
    "new axis": (None, slice(None), 0),
    "dots": (..., 1),
    "rows with repeats": np.array([0, 2, 2, 2, 1]),
    "pairs with repeats": (np.array([0, 1, 1, 0, 1]), np.array([3, 2, 2, 3, 0])),
    "table of rows": np.array([[0, 1], [1, 0]]),
    "mask": np.array([True, False, True]),
    "list": [2, 2],
    "nothing": np.array([], dtype=int),
}


@pytest.mark.parametrize("name", KEYS)
def test_indexing(name):
    x, theirs = both(drawn((3, 4)))
    key = KEYS[name]
    in_torch = tuple(map(_in_torch, key)) if isinstance(key, tuple) else _in_torch(key)
    held_equal([x], [theirs], x[key], theirs[in_torch])


def _in_torch(part):
    return torch.tensor(part) if isinstance(part, np.ndarray) else part


def test_transposes():
    for axes in [(), (0, 2, 1), (2, 0, 1), (-1, 0, 1)]:
        x, theirs = both(drawn((2, 3, 4)))
        held_equal([x], [theirs], x.transpose(*axes), theirs.permute(axes or (2, 1, 0)))
    x, theirs = both(drawn((2, 3)))
    held_equal([x], [theirs], x.T @ x, theirs.T @ theirs)


@pytest.mark.parametrize("axis", [0, 1, -1])
def test_concatenation_of_three_and_of_the_same_twice(axis):
    (a, ta), (b, tb) = both(drawn((2, 3))), both(drawn((2, 3), 1))
    held_equal([a, b], [ta, tb], concatenate([a, b, a], axis=axis), torch.cat([ta, tb, ta], dim=axis))


@pytest.mark.parametrize(
    "values", [[0.0, -0.0, 1.0, -1.0], [np.nan, 0.0, 1.0, np.inf], [-np.inf, 2.0, 0.0, np.nan]]
)
@pytest.mark.parametrize("name", ["relu", "sigmoid", "tanh", "exp", "max", "sum", "mean"])
def test_zero_infinity_and_nan(name, values):
    x, theirs = both(values)
    with np.errstate(invalid="ignore"):
        got = getattr(x, name)()
        got.sum().backward()
    getattr(theirs, name)().sum().backward()
    assert_allclose(x.grad, theirs.grad.numpy(), rtol=1e-12)


def test_the_mean_of_nothing_is_nan_without_a_warning():
    x, theirs = both(np.zeros((0, 2)))
    held_equal([x], [theirs], x.mean(axis=0), theirs.mean(0))
    assert np.isnan(Tensor([]).mean().data)
