"""Drawing rows, those left out, and the vote."""

import numpy as np
from numpy.testing import assert_array_equal

from firsthand.classical import (
    bootstrap_sample,
    majority_vote,
    out_of_bag_rows,
)


def test_bootstrap_sample_and_what_it_leaves_out():
    rng = np.random.RandomState(0)
    drawn = bootstrap_sample(10_000, rng)
    left_out = out_of_bag_rows(drawn, 10_000)
    assert drawn.shape == (10_000,)
    assert drawn.min() >= 0
    assert drawn.max() < 10_000
    assert_array_equal(np.sort(np.append(np.unique(drawn), left_out)), np.arange(10_000))
    assert abs(len(left_out) / 10_000 - np.exp(-1)) < 0.015
    assert (bootstrap_sample(10_000, rng) != drawn).any()


def test_majority_vote():
    votes = [["cat", "dog", "cat"], ["cat", "emu", "dog"], ["dog", "dog", "emu"]]
    assert_array_equal(majority_vote(votes), ["cat", "dog", "cat"])
