"""Dropout: by its statistics and by its seed."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from firsthand.neural.basics.regularization import dropout


@pytest.mark.parametrize("make", [np.random.default_rng, np.random.RandomState])
def test_the_seed_decides_what_is_dropped(make):
    X = np.arange(12.0).reshape(6, 2)
    assert_array_equal(dropout(X, 0.5, make(5)), dropout(X, 0.5, make(5)))


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
