"""Batches: every row once, in a new order each time."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from firsthand.neural.basics.batches import minibatches


@pytest.mark.parametrize("make", [np.random.default_rng, np.random.RandomState])
def test_the_seed_decides_the_batches(make):
    X = np.arange(12.0).reshape(6, 2)
    one, other = (list(minibatches(X, X[:, 0], 4, make(5))) for _ in range(2))
    for got, expected in zip(one, other, strict=True):
        assert_array_equal(got[0], expected[0])


@pytest.mark.parametrize(
    ("n", "size", "sizes"), [(10, 4, [4, 4, 2]), (6, 3, [3, 3]), (2, 5, [2]), (1, 1, [1])]
)
def test_every_row_comes_once_with_its_own_y(n, size, sizes):
    X, y = np.arange(2.0 * n).reshape(n, 2), np.arange(n)
    batches = list(minibatches(X, y, size, np.random.default_rng(0)))
    assert [len(part) for part, _ in batches] == sizes
    for part, own in batches:
        assert_array_equal(part, X[own])
    assert_array_equal(np.sort(np.concatenate([own for _, own in batches])), y)


def test_the_order_is_another_in_each_epoch():
    X, rng = np.zeros((50, 1)), np.random.default_rng(0)
    orders = [np.concatenate([own for _, own in minibatches(X, np.arange(50), 7, rng)]) for _ in range(3)]
    assert not np.array_equal(orders[0], np.arange(50))
    assert not np.array_equal(orders[0], orders[1])
