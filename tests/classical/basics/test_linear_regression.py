"""The pieces of linear regression against NumPy, scikit-learn and measured slopes."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.linear_model import LinearRegression as Reference
from sklearn.metrics import mean_squared_error
from sklearn.preprocessing import StandardScaler

from firsthand.classical import LinearRegression
from firsthand.classical.basics.linear_regression import (
    fit_line,
    mse,
    mse_gradient,
    normal_equation,
    standardize,
)
from firsthand.foundations import numerical_gradient


@pytest.fixture(params=range(3), ids="seed{}".format)
def table(request):
    rng = np.random.default_rng(request.param)
    X = rng.normal(size=(40, 3)) * [1, 5, 0.2] + [0, 10, -3]
    return X, X @ [1.0, -2.0, 3.0] + rng.normal(size=40)


def test_mse_is_scikit_learns(table):
    X, y = table
    assert_allclose(mse(y, X[:, 0]), mean_squared_error(y, X[:, 0]))


def test_mse_of_whole_numbers_does_not_wrap_around():
    assert mse(np.array([0], dtype=np.uint8), np.array([2], dtype=np.uint8)) == 4
    assert mse(np.array([2], dtype=np.uint8), np.array([0], dtype=np.uint8)) == 4


def test_the_gradient_is_the_measured_one(table):
    X, y = table
    measured = numerical_gradient(lambda line: mse(y, line[0] * X[:, 1] + line[1]), np.array([0.7, -3.0]))
    assert_allclose(mse_gradient(X[:, 1], y, 0.7, -3.0), measured, rtol=1e-6)


def test_descent_is_the_estimators(table):
    X, y = table
    ours = LinearRegression(solver="descent", learning_rate=0.001, max_iter=30).fit(X[:, 1:2], y)
    assert_allclose(fit_line(X[:, 1], y, 0.001, 30), [ours.coef_[0], ours.intercept_])
    assert fit_line(X[:, 1], y, 0.001, 0) == (0, 0)


def test_standardize_is_scikit_learns_and_looks_at_the_training_rows_only(table):
    X, _ = table
    scaler = StandardScaler().fit(X[:30])
    train, test = standardize(X[:30], X[30:])
    assert_allclose(train, scaler.transform(X[:30]))
    assert_allclose(test, scaler.transform(X[30:]))
    assert_array_equal(standardize(X[:30], X[30:] * 100)[0], train)


def test_a_constant_column_is_only_moved():
    train, test = standardize(np.array([[3.0], [3.0]]), np.array([[5.0]]))
    assert_array_equal(train, [[0], [0]])
    assert_array_equal(test, [[2]])
    # The mean of three times 0.1 is not quite 0.1: the spread is 1.4e-17, and still the column is constant.
    train, test = standardize(np.full((3, 1), 0.1), np.array([[0.3]]))
    assert_allclose(train, 0, atol=1e-15)
    assert_allclose(test, [[0.2]])


def test_normal_equation_is_scikit_learns(table):
    X, y = table
    assert_allclose(normal_equation(X, y), Reference(fit_intercept=False).fit(X, y).coef_)


def test_columns_that_repeat_have_no_answer():
    with pytest.raises(np.linalg.LinAlgError, match="Singular"):
        normal_equation(np.ones((3, 2)), np.ones(3))
