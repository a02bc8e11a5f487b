"""The waits before retries."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from firsthand.llm.basics.backoff import backoff_delays

SHARES = st.lists(st.floats(0, 1), max_size=12)


def test_the_longest_waits_double_up_to_the_cap():
    assert_allclose(backoff_delays(np.ones(7)), [0.5, 1, 2, 4, 8, 8, 8])
    assert_allclose(backoff_delays([1, 1, 1], base=3, cap=5), [3, 5, 5])


@given(SHARES, st.floats(0.01, 10), st.floats(0.01, 60))
def test_each_wait_is_its_share_of_the_longest(shares, base, cap):
    waits = backoff_delays(shares, base, cap)
    assert waits.shape == (len(shares),)
    assert np.all(waits <= cap)
    assert_allclose(waits, np.array(shares, dtype=float) * backoff_delays(np.ones(len(shares)), base, cap))


def test_with_jitter_a_crowd_comes_back_spread_out():
    rng = np.random.default_rng(0)
    times = [np.cumsum(backoff_delays(rng.random(3))) for _ in range(200)]
    assert np.histogram(times, np.arange(0, 4, 0.1))[0].max() < 100
