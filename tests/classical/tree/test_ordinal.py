"""Ranks, and the numbers between which they lie."""

import numpy as np
from numpy.testing import assert_array_equal

from firsthand.classical.parallel import ThreadPool
from firsthand.classical.tree.ordinal import rank


def test_ranks_know_the_numbers_between_which_they_lie():
    X = np.array([[2.0, np.nan], [7.0, 5.0], [2.0, 5.0]])
    with ThreadPool(1) as threads:
        table = rank(X, None, threads, np.random.RandomState(0))
    assert_array_equal(table.codes, [[0, 1, 0], [65_535, 0, 0]])
    assert_array_equal(table.lowest, [2.0, 7.0, 5.0])
    assert_array_equal(table.highest, table.lowest)
    assert_array_equal(table.starts, [0, 2, 3])


def test_binned_ranks_reach_from_cut_to_cut():
    X = np.arange(10.0)[:, np.newaxis]
    with ThreadPool(1) as threads:
        table = rank(X, 2, threads, np.random.RandomState(0))
    assert_array_equal(table.codes[0], [0] * 5 + [1] * 5)
    assert_array_equal(table.highest, [4.5, np.inf])
    assert_array_equal(table.lowest, [-np.inf, 4.5])
