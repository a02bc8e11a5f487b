import numpy as np
import pytest
from numpy.testing import assert_array_equal

from firsthand.classical import LinearRegression, LogisticRegression, blockwise
from firsthand.classical.blockwise import SHARE, blocks, check_weight, on_all_cores, pilot_mean
from firsthand.classical.parallel import ThreadPool


def test_blocks_cover_a_run_once_in_order():
    assert [list(range(9))[blockwise] for blockwise in blocks(range(2, 9), 3)] == [[2, 3, 4], [5, 6, 7], [8]]
    assert list(blocks(range(0), 3)) == []


@pytest.mark.parametrize("n", [1, SHARE, SHARE + 1, 5 * SHARE - 1])
def test_runs_cover_all_rows_once_in_order(n):
    runs = on_all_cores(lambda run: run, n, 3)
    assert [row for run in runs for row in run] == list(range(n))


def test_wide_results_come_from_high_runs():
    assert [len(run) for run in on_all_cores(lambda run: run, 40_000, 1000)] == [16_000, 16_000, 8_000]


@pytest.mark.parametrize("model", [LinearRegression(), LogisticRegression()], ids=["line", "classes"])
def test_the_answer_does_not_depend_on_the_number_of_cores(monkeypatch, model):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(3 * SHARE, 3))
    y = (X.sum(axis=1) + rng.normal(size=len(X)) > 0).astype(int)
    usual = model.fit(X, y).coef_
    for size in (1, 3):
        monkeypatch.setattr(blockwise, "ThreadPool", lambda _, size=size: ThreadPool(size))
        assert_array_equal(model.fit(X, y).coef_, usual)


@pytest.mark.parametrize("seed", range(5))
def test_the_pilot_mean_is_within_four_standard_deviations(seed):
    """Also where every 16th row differs from the rest, the worst case, or the first rows do."""
    X = np.random.default_rng(seed).normal(size=(16 * 50 + seed, 2))
    X[::16, 0] += 1e8
    X[:16, 1] -= 1e8
    assert (np.abs(pilot_mean(X, None) - X.mean(axis=0)) <= 4 * X.std(axis=0)).all()


def test_the_mean_with_weights_is_exact():
    assert_array_equal(pilot_mean(np.array([[1.0], [2.0], [9.0]]), np.array([1.0, 1.0, 0.0])), [1.5])


def test_one_weight_counts_for_all():
    assert_array_equal(check_weight(2, 3), [2, 2, 2])
    assert check_weight(None, 3) is None
