"""First weights that keep the signal at its strength."""

import numpy as np
from numpy.testing import assert_array_equal

from firsthand.neural.basics.activations import relu
from firsthand.neural.basics.initialization import he_init


def test_he_keeps_the_signal_through_twenty_layers_of_relu():
    rng = np.random.default_rng(0)
    a = rng.normal(size=(200, 256))
    for _ in range(20):
        a = relu(a @ he_init(256, 256, rng))
    assert 0.3 < np.mean(a**2) < 3


def test_legacy_numbers_are_those_of_randn():
    expected = np.random.RandomState(42).randn(2, 16) * np.sqrt(2 / 2)
    assert_array_equal(he_init(2, 16, np.random.RandomState(42)), expected)
