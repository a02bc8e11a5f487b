"""Gradients and codes packed into whole numbers."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from tests.classical.boosting.packed import sums_of

from firsthand.classical.binning import find_bins
from firsthand.classical.boosting import histograms
from firsthand.classical.boosting.histograms import GROUP, MISSING_BIN, encode_table, pack
from firsthand.classical.parallel import ThreadPool


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
