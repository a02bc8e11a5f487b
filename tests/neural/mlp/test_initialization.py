"""First weights of both kinds: by their variance and by their seed."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from firsthand.neural.basics.initialization import he_init
from firsthand.neural.mlp.initialization import xavier_init


def test_first_weights_have_the_variance_they_promise():
    he = he_init(400, 300, np.random.default_rng(0))
    xavier = xavier_init(400, 300, np.random.default_rng(0))
    assert he.shape == xavier.shape == (400, 300)
    assert_allclose([he.var(), xavier.var()], [2 / 400, 2 / 700], rtol=0.02)
    assert_allclose([he.mean(), xavier.mean()], 0, atol=0.001)


@pytest.mark.parametrize("make", [np.random.default_rng, np.random.RandomState])
def test_the_seed_decides_the_weights(make):
    for draw in (he_init, xavier_init):
        assert_array_equal(draw(3, 2, make(5)), draw(3, 2, make(5)))
