"""The pieces of logistic regression against SciPy, scikit-learn and measured slopes."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.special import expit
from sklearn.linear_model import LogisticRegression as Reference
from sklearn.metrics import log_loss

from firsthand.classical.basics.logistic_regression import (
    binary_cross_entropy,
    logistic_gradient,
    newton_step,
    sigmoid,
)
from firsthand.foundations import cross_entropy, numerical_gradient


@pytest.fixture(params=range(3), ids="seed{}".format)
def cases(request):
    rng = np.random.default_rng(request.param)
    X = np.column_stack([rng.normal(size=(60, 2)), np.ones(60)])
    return X, (X @ [1.0, -1.0, 0.3] + rng.logistic(size=60) > 0).astype(int)


def test_sigmoid_is_scipys_down_to_the_smallest():
    z = np.array([[-700.0, -40.0, -1.0], [0.0, 3.0, 800.0]])
    assert_allclose(sigmoid(z), expit(z), rtol=1e-14)
    assert_array_equal(sigmoid(np.array([-1000, 0, 1000])), [0, 0.5, 1])


def test_the_loss_is_scikit_learns_and_that_of_two_scores(cases):
    X, y = cases
    scores = X @ [0.5, 2.0, -1.0]
    assert_allclose(binary_cross_entropy(scores, y), log_loss(y, expit(scores)))
    assert_allclose(binary_cross_entropy(scores, y), cross_entropy(np.column_stack([0 * scores, scores]), y))


def test_the_loss_is_exact_where_the_probability_rounds():
    assert binary_cross_entropy(np.array([1000.0]), np.array([0])) == 1000
    assert binary_cross_entropy(np.array([-1000.0, 1000.0]), np.array([0, 1])) == 0


def test_the_gradient_is_the_measured_one(cases):
    X, y = cases
    weights = np.array([0.5, 2.0, -1.0])
    measured = numerical_gradient(lambda w: binary_cross_entropy(X @ w, y), weights)
    assert_allclose(logistic_gradient(X, y, weights), measured, rtol=1e-6, atol=1e-9)


def test_newton_ends_at_scikit_learns_weights(cases):
    X, y = cases
    weights = np.zeros(3)
    for _ in range(10):
        weights = newton_step(X, y, weights)
    theirs = Reference(C=np.inf, fit_intercept=False, tol=1e-10, max_iter=1000).fit(X, y)
    assert_allclose(weights, theirs.coef_[0], rtol=1e-4)
    assert_allclose(logistic_gradient(X, y, weights), 0, atol=1e-12)


def test_newtons_step_divides_by_the_measured_curvature(cases):
    X, y = cases
    weights = np.array([0.2, -0.4, 0.1])
    H = np.array(
        [numerical_gradient(lambda w, j=j: logistic_gradient(X, y, w)[j], weights) for j in range(3)]
    )
    step = newton_step(X, y, weights) - weights
    assert_allclose(H @ step, -logistic_gradient(X, y, weights), rtol=1e-6)


def test_columns_that_repeat_have_no_step():
    with pytest.raises(np.linalg.LinAlgError, match="Singular"):
        newton_step(np.ones((4, 2)), np.array([0, 1, 0, 1]), np.zeros(2))
