"""The compiled parts of boosting against plain NumPy, and the paths of large tables against that of small ones."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from tests.classical.boosting.packed import sums_of

from firsthand.classical.boosting.grower import accumulate, best_cut, highest, partition
from firsthand.classical.boosting.histograms import GROUP, MISSING_BIN, N_BINS, pack


@pytest.fixture
def coded():
    """Codes of 10 features (two groups), with 255 for missing, of 500 rows; gradients and curvatures."""
    rng = np.random.default_rng(0)
    codes = rng.integers(0, 20, size=(10, 500)).astype(np.uint8)
    codes[rng.random(codes.shape) < 0.1] = MISSING_BIN
    codes[4] = 3  # constant
    by_row = np.zeros((500, 2 * GROUP), dtype=np.uint8)
    by_row[:, :10] = codes.T
    return codes, by_row.view(np.uint64), rng.normal(size=500), rng.uniform(0.1, 1, size=500)


@pytest.mark.parametrize("with_curvature", [False, True])
def test_histograms_are_sums_by_bin(coded, with_curvature):
    codes, words, g, h = coded
    packed = pack(g, h if with_curvature else None)
    rows = np.arange(0, 500, 3, dtype=np.int32)
    histogram = np.zeros(2 * GROUP * N_BINS, dtype=np.int64)
    accumulate(words, packed.pairs, rows, histogram)
    g_sums, h_sums = sums_of(histogram.reshape(-1, N_BINS), packed)
    for feature in range(10):
        weights = (g, h if with_curvature else np.ones(500))
        plain = [np.bincount(codes[feature, rows], of[rows], minlength=N_BINS) for of in weights]
        assert_allclose(g_sums[feature], plain[0], atol=1e-5)
        assert_allclose(h_sums[feature], plain[1], atol=1e-5)


def plain_best_cut(codes, features, g, h, penalty, least):
    """Every cut of every feature in both directions, by the definition."""
    best = (0.0, -1, -1, False)
    for feature in features:
        missing = codes[feature] == MISSING_BIN
        for missing_left in (False, True):
            for cut in range(20 - missing_left):
                left = np.where(missing, missing_left, codes[feature] <= cut)
                sides = [(g[side].sum(), h[side].sum()) for side in (left, ~left)]
                worth = sum(G**2 / (H + penalty) for G, H in sides)
                if min(H for _, H in sides) >= least and worth > best[0] * (1 + 1e-7):
                    best = (worth, feature, cut, missing_left)
    return best


@pytest.mark.parametrize("features", [[0, 1, 2, 3, 4, 5, 9], [9, 2], [4]])
@pytest.mark.parametrize("least", [0.01, 60.0])
def test_best_cut_is_the_best_of_all(coded, features, least):
    codes, words, g, h = coded
    packed = pack(g, h)
    histogram = np.zeros(2 * GROUP * N_BINS, dtype=np.int64)
    accumulate(words, packed.pairs, np.arange(500, dtype=np.int32), histogram)
    sizes = np.full(10, 20)
    scaled = (packed.shift, 1.5 * packed.h_scale, least * packed.h_scale)
    worth, *where = best_cut(histogram, np.array(features), sizes, packed.pairs.sum(), *scaled)
    expected, *there = plain_best_cut(codes, features, g, h, 1.5, least)
    assert_allclose(worth * packed.h_scale / packed.g_scale**2, expected, rtol=1e-6)
    if expected:
        assert where == there


@pytest.mark.parametrize("missing_left", [False, True])
@pytest.mark.parametrize("feature", [0, 9])
def test_partition_keeps_the_order_on_both_sides(coded, feature, missing_left):
    codes, _, _, _ = coded
    rows = np.random.default_rng(1).permutation(500)[:300].astype(np.int32)
    before = rows.copy()
    n_left = partition(codes[feature], rows, 7, missing_left, np.empty_like(rows))
    code = codes[feature, before]
    left = np.where(code == MISSING_BIN, missing_left, code <= 7)
    assert_array_equal(rows, np.append(before[left], before[~left]))
    assert n_left == left.sum()


def test_highest():
    values = np.random.default_rng(0).normal(size=100)
    assert highest(values) == values.max()
    assert highest(np.empty(0)) == -1.0
