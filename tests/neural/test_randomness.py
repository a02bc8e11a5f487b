"""What leaves things to chance: first weights, batches, dropout. Each by its statistics and by its seed."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from firsthand.neural.basics.activations import relu
from firsthand.neural.basics.batches import minibatches
from firsthand.neural.basics.initialization import he_init
from firsthand.neural.basics.regularization import dropout
from firsthand.neural.mlp.initialization import xavier_init


def test_first_weights_have_the_variance_they_promise():
    he = he_init(400, 300, np.random.default_rng(0))
    xavier = xavier_init(400, 300, np.random.default_rng(0))
    assert he.shape == xavier.shape == (400, 300)
    assert_allclose([he.var(), xavier.var()], [2 / 400, 2 / 700], rtol=0.02)
    assert_allclose([he.mean(), xavier.mean()], 0, atol=0.001)


def test_he_keeps_the_signal_through_twenty_layers_of_relu():
    rng = np.random.default_rng(0)
    a = rng.normal(size=(200, 256))
    for _ in range(20):
        a = relu(a @ he_init(256, 256, rng))
    assert 0.3 < np.mean(a**2) < 3


@pytest.mark.parametrize("make", [np.random.default_rng, np.random.RandomState])
def test_the_seed_decides(make):
    for draw in (he_init, xavier_init):
        assert_array_equal(draw(3, 2, make(5)), draw(3, 2, make(5)))
    X = np.arange(12.0).reshape(6, 2)
    one, other = (list(minibatches(X, X[:, 0], 4, make(5))) for _ in range(2))
    for got, expected in zip(one, other, strict=True):
        assert_array_equal(got[0], expected[0])
    assert_array_equal(dropout(X, 0.5, make(5)), dropout(X, 0.5, make(5)))


def test_legacy_numbers_are_those_of_randn():
    expected = np.random.RandomState(42).randn(2, 16) * np.sqrt(2 / 2)
    assert_array_equal(he_init(2, 16, np.random.RandomState(42)), expected)


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


@pytest.mark.parametrize("rate", [0.0, 0.2, 0.5, 0.9])
def test_dropout_keeps_the_mean(rate):
    given = np.full((300, 200), 3.0)
    dropped = dropout(given, rate, np.random.default_rng(0))
    assert_allclose(np.mean(dropped == 0), rate, atol=0.01)
    assert_allclose(np.unique(dropped[dropped != 0]), 3 / (1 - rate))
    assert_allclose(dropped.mean(), 3, rtol=0.03)
    # Each entry on its own: no row and no column as a whole.
    assert np.std(np.mean(dropped == 0, axis=0)) < 0.05
    assert np.std(np.mean(dropped == 0, axis=1)) < 0.05


def test_dropout_does_nothing_outside_training():
    given = np.array([[1.0, -2.0]])
    assert_array_equal(dropout(given, 0.9, np.random.default_rng(0), training=False), given)
