"""Descent against SciPy's differences, against closed forms, and against its own promises."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.optimize import approx_fprime

from firsthand.foundations import gradient_descent, momentum_descent, numerical_gradient


def slope(x):
    return 2 * (x - 3)


def bowl(x):
    return np.sum(np.sin(x) + x**2 * np.arange(1, np.size(x) + 1))


@pytest.mark.parametrize("x", [[0.3], [1.0, -2.0, 0.5], [40.0, -7.0]])
def test_numerical_gradient_equals_scipys(x):
    assert_allclose(numerical_gradient(bowl, x), approx_fprime(np.array(x), bowl), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("x", [1e-3, 1.0, 50.0, -1000.0])
def test_numerical_gradient_equals_the_derivative(x):
    assert_allclose(numerical_gradient(lambda x: x**3, x), 3 * x**2, rtol=1e-7, atol=1e-9)


def test_far_from_zero_scipys_is_the_one_to_take_as_the_docstring_says():
    assert numerical_gradient(lambda x: x**3, 1e12) == 0
    assert_allclose(approx_fprime(np.array([1e12]), lambda x: x[0] ** 3), [3e24], rtol=1e-6)


def test_numerical_gradient_of_a_matrix_has_its_shape():
    weights = np.arange(6.0).reshape(2, 3)
    assert_allclose(numerical_gradient(lambda x: np.sum(weights * x), np.ones((2, 3))), weights, atol=1e-9)


def test_numerical_gradient_of_a_number_is_a_number():
    assert isinstance(numerical_gradient(lambda x: x**2, 3), float)


def test_numerical_gradient_reads_whole_numbers_and_float32_as_floats():
    for dtype in (np.int64, np.float32):
        x = np.array([1, 2], dtype=dtype)
        assert_allclose(numerical_gradient(lambda x: np.sum(x**2), x), [2, 4], rtol=1e-9)
        assert_array_equal(x, np.array([1, 2], dtype=dtype))


def test_numerical_gradient_of_nothing_is_nothing():
    assert numerical_gradient(np.sum, np.zeros((0, 2))).shape == (0, 2)


def test_numerical_gradient_at_a_corner_is_the_mean_of_both_slopes():
    assert_allclose(numerical_gradient(np.abs, 0.0), 0)
    assert_allclose(numerical_gradient(lambda x: np.maximum(x, 0), 0.0), 0.5)


def test_numerical_gradient_passes_nan_on():
    assert np.isnan(numerical_gradient(lambda x: x**2, np.nan))


def test_gradient_descent_follows_the_closed_form():
    """On (x - 3)² each step multiplies the distance to 3 by 1 - 2 * rate."""
    for rate in (0.1, 0.5, 0.9, 1.0, 1.1):
        expected = 3 + 7 * (1 - 2 * rate) ** np.arange(21)
        assert_allclose(gradient_descent(slope, 10, rate, 20), expected, rtol=1e-12, atol=1e-12)


def test_gradient_descent_ends_where_the_roadmap_says():
    assert round(gradient_descent(slope, 10, 0.1, 20)[-1], 6) == 3.080705


def test_paths_hold_the_start_and_every_step():
    start = np.array([[1, 2], [3, 4]])
    for path in (gradient_descent(slope, start, 0.1, 5), momentum_descent(slope, start, 0.1, 0.9, 5)):
        assert path.shape == (6, 2, 2)
        assert_array_equal(path[0], start)
        assert len({point.tobytes() for point in path}) == 6
    assert start.dtype.kind == "i"
    assert start[0, 0] == 1


@pytest.mark.parametrize("start", [10, 10.0, np.float32(10), np.array(10)])
def test_a_start_that_is_a_number_gives_a_flat_path(start):
    assert gradient_descent(slope, start, 0.1, 3).shape == (4,)
    assert momentum_descent(slope, start, 0.1, 0.9, 3).shape == (4,)


def test_no_steps_give_the_start_alone():
    assert_array_equal(gradient_descent(slope, 10, 0.1, 0), [10])
    assert_array_equal(momentum_descent(slope, [10, 1], 0.1, 0.9, 0), [[10, 1]])


def test_a_path_never_shares_memory_with_the_start():
    start = np.array([10.0, 1.0])
    gradient_descent(slope, start, 0.1, 1)[0] = 99
    momentum_descent(slope, start, 0.1, 0.9, 1)[0] = 99
    assert_array_equal(start, [10, 1])


def test_momentum_zero_is_gradient_descent():
    plain = gradient_descent(slope, [10, -4, 3], 0.2, 30)
    assert_array_equal(momentum_descent(slope, [10, -4, 3], 0.2, 0.0, 30), plain)


def test_momentum_follows_its_recursion():
    """x[t+1] = x[t] - rate * gradient + momentum * (x[t] - x[t-1]), the form Polyak gave."""
    path = momentum_descent(slope, 10, 0.1, 0.8, 40)
    expected = path[1:-1] - 0.1 * slope(path[1:-1]) + 0.8 * np.diff(path[:-1])
    assert_allclose(path[2:], expected, rtol=1e-12)
    assert path[1] == 10 - 0.1 * slope(10)


def test_momentum_on_a_constant_slope_reaches_its_top_speed():
    path = momentum_descent(lambda x: 1.0, 0.0, 1.0, 0.9, 400)
    assert_allclose(path[-2] - path[-1], 1 / (1 - 0.9))


def test_descent_equals_torchs_convention_of_sgd_with_momentum():
    """torch.optim.SGD: the first velocity is the gradient itself; worked by hand for two steps."""
    # slope(10) = 14: v = 14, x = 8.6; slope(8.6) = 11.2: v = .9 * 14 + 11.2 = 23.8, x = 6.22
    assert_allclose(momentum_descent(slope, 10, 0.1, 0.9, 2), [10, 8.6, 6.22])


def test_nan_stays_nan():
    assert np.isnan(gradient_descent(slope, np.nan, 0.1, 2)).all()
