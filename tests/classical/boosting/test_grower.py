"""The compiled parts of boosting against plain NumPy, and the paths of large tables against that of small ones."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from firsthand.classical import GradientBoostingRegressor
from firsthand.classical.binning import find_bins
from firsthand.classical.boosting import histograms, parallel_grower
from firsthand.classical.boosting.grower import accumulate, best_cut, highest, partition
from firsthand.classical.boosting.histograms import GROUP, MISSING_BIN, N_BINS, encode_table, pack
from firsthand.classical.parallel import ThreadPool


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


def sums_of(histogram, packed):
    """What packed sums stand for: gradients and curvatures."""
    return (histogram >> packed.shift) / packed.g_scale, (histogram & (2**packed.shift - 1)) / packed.h_scale


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


@pytest.mark.parametrize("n", [3, 1000])
def test_rounding_is_fine_even_beside_an_outlier(n):
    g = np.random.default_rng(0).normal(size=n)
    g[0] = 1e4 * n
    packed = pack(g, None)
    g_back, h_back = sums_of(packed.pairs, packed)
    assert_allclose(g_back, g, atol=1e-6)
    assert_array_equal(h_back, np.ones(n))


@pytest.mark.parametrize("size", [0.0, 1e-140, 1e300])
def test_gradients_of_any_size_are_packed(size):
    g, h = np.array([size, -size, size]), np.array([size, 0.0, size])
    packed = pack(g, h)
    g_sum, h_sum = sums_of(packed.pairs.sum(), packed)
    assert_allclose([g_sum, h_sum], [size, 2 * size], rtol=1e-8)


def test_whole_weights_stay_exact():
    h = np.array([1.0, 2.0, 5.0, 1.0])
    packed = pack(np.ones(4), h)
    assert_array_equal(sums_of(packed.pairs, packed)[1], h)


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


def test_a_table_is_coded_by_columns_and_by_rows(monkeypatch):
    monkeypatch.setattr(histograms, "STRIPE", 128)  # so that the last stripe is a short one
    rng = np.random.default_rng(0)
    X = rng.normal(size=(300, 10))
    X[rng.random(X.shape) < 0.1] = np.nan
    with ThreadPool(2) as threads:
        bins = find_bins(X, 255, threads, np.random.RandomState(0))
        words, columns = encode_table(X, bins, threads)
    by_row = words.view(np.uint8)
    assert by_row.shape == (300, 2 * GROUP)
    assert_array_equal(columns[9], bins.encode(X[:, 9], 9, MISSING_BIN))
    assert_array_equal(by_row[:, :10], columns.T)
    assert not by_row[:, 10:].any()


@pytest.mark.parametrize("n_jobs", [1, 2, 3])
@pytest.mark.parametrize("subsample", [1.0, 0.6])
def test_the_way_of_large_tables_gives_the_same_trees(monkeypatch, n_jobs, subsample):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(700, 9))
    X[rng.random(X.shape) < 0.05] = np.nan
    y = np.nansum(X[:, :3], axis=1) + rng.normal(size=700)
    model = GradientBoostingRegressor(
        10, max_depth=5, min_child_weight=20, subsample=subsample, random_state=0
    )
    small = model.fit(X, y).predict(X)
    monkeypatch.setattr(parallel_grower, "LARGE", 0)
    large = model.set_params(n_jobs=n_jobs).fit(X, y).predict(X)
    assert_array_equal(large, small)
