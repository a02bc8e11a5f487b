import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_array_equal

from firsthand.classical.binning import Bins, cut_points, find_bins, halfway
from firsthand.classical.parallel import ThreadPool

NUMBERS = st.floats(allow_nan=True, allow_infinity=False, width=64)


def by_numpy(column, cuts, missing):
    return np.where(np.isnan(column), missing, np.searchsorted(cuts, column, side="left"))


@settings(deadline=None, max_examples=50)
@given(arrays(np.float64, st.integers(1, 300), elements=NUMBERS), st.integers(2, 255))
def test_codes_are_those_of_a_binary_search(column, max_bins):
    cuts = cut_points(column, max_bins)
    assert len(cuts) < max_bins
    assert (np.diff(cuts) > 0).all()
    assert_array_equal(Bins((cuts,)).encode(column, 0, 999), by_numpy(column, cuts, 999))


def test_few_values_get_a_bin_each():
    column = np.array([3.0, 1.0, np.nan, 2.0, 3.0])
    cuts = cut_points(column, 255)
    assert_array_equal(cuts, [1.5, 2.5])
    assert_array_equal(Bins((cuts,)).encode(column, 0, 255), [2, 0, 255, 1, 2])


def test_many_values_are_spread_evenly():
    column = np.random.default_rng(0).exponential(size=25_500)
    codes = Bins((cut_points(column, 255),)).encode(column, 0, 255)
    assert_array_equal(np.bincount(codes), np.full(255, 100))


def test_a_value_that_fills_half_the_rows_keeps_its_bin():
    column = np.append(np.zeros(1000), np.arange(1, 1001))
    cuts = cut_points(column, 10)
    codes = Bins((cuts,)).encode(column, 0, 255)
    assert set(codes[:1000]).isdisjoint(codes[1000:])


def test_stretching_a_feature_moves_no_row_to_another_bin():
    column = np.random.default_rng(0).normal(size=5000)
    stretched = np.exp(3 * column)
    codes = [Bins((cut_points(x, 60),)).encode(x, 0, 255) for x in (column, stretched)]
    assert_array_equal(codes[0], codes[1])


@pytest.mark.parametrize(
    ("below", "above"), [(1.0, np.nextafter(1.0, 2)), (-1.7e308, 1.7e308), (1.6e308, 1.7e308), (0.0, 5e-324)]
)
def test_a_cut_lies_below_the_upper_number(below, above):
    cut = halfway(np.array([below]), np.array([above]))[0]
    assert below <= cut < above


def test_without_any_number_there_is_one_bin():
    assert len(cut_points(np.full(3, np.nan), 255)) == 0
    assert len(cut_points(np.full(3, 7.0), 255)) == 0


def test_a_large_table_is_cut_by_a_sample_of_its_rows():
    X = np.random.default_rng(0).normal(size=(250_000, 1)).astype(np.float32)
    with ThreadPool(2) as threads:
        bins = find_bins(X, 20, threads, np.random.RandomState(0))
        codes = bins.encode(X[:, 0], 0, 255)
    counts = np.bincount(codes)
    assert len(counts) == 20
    assert abs(counts / counts.mean() - 1).max() < 0.05
