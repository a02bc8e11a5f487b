"""Every number that the lesson Logistic regression states, and what its explorable says."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from sklearn.linear_model import LogisticRegression as Reference

from firsthand.classical import LogisticRegression
from firsthand.classical.basics.linear_regression import normal_equation, standardize
from firsthand.classical.basics.logistic_regression import (
    binary_cross_entropy,
    logistic_gradient,
    newton_step,
    sigmoid,
)
from firsthand.data import load
from firsthand.foundations import cross_entropy_gradient, gradient_descent
from firsthand.lessons.classical.logistic_regression.explorable import Y_RANGE, decision_boundary

IRIS = load("iris")
PETALS, VIRGINICA = IRIS.X[IRIS.y > 0][:, 2:], (IRIS.y[IRIS.y > 0] == 2).astype(int)
X = np.column_stack([standardize(PETALS, PETALS)[0], np.ones(100)])


def newton(X, y, steps):
    weights = np.zeros(X.shape[1])
    for _ in range(steps):
        weights = newton_step(X, y, weights)
    return weights


def loss(weights):
    return binary_cross_entropy(X @ weights, VIRGINICA)


def test_a_straight_line_promises_131_percent_and_less_than_nothing():
    slope, intercept = normal_equation(np.column_stack([PETALS[:, 1], np.ones(100)]), VIRGINICA)
    assert_allclose([2.5 * slope + intercept, slope + intercept], [1.31, -0.16], atol=0.005)


def test_13_and_minus_21_are_close_to_the_best():
    best = newton(np.column_stack([PETALS[:, 1], np.ones(100)]), VIRGINICA, 9)
    assert_allclose(best, [13, -21], atol=0.2)


def test_squared_error_is_flat_where_it_is_most_wrong():
    def error(z):
        return (1 - sigmoid(z)) ** 2

    assert abs(error(np.array([-8.0])) - error(np.array([-7.0])))[0] < 0.002
    assert_allclose(np.logaddexp(0, 8) - np.logaddexp(0, 7), 1, atol=0.001)


def test_descent_is_slow_and_newton_is_there_in_eight():
    path = gradient_descent(lambda w: logistic_gradient(X, VIRGINICA, w), np.zeros(3), 1.0, 1000)
    best = loss(newton(X, VIRGINICA, 12))
    assert loss(path[100]) - best > 0.01
    assert loss(path[1000]) - best > 1e-5
    assert loss(newton(X, VIRGINICA, 8)) - best < 1e-12
    assert_allclose(newton(X, VIRGINICA, 8), [4.727, 4.41518, 0.46806], atol=5e-6)


def test_six_flowers_lie_on_the_wrong_side_and_the_model_was_unsure_of_each():
    p = sigmoid(X @ newton(X, VIRGINICA, 9))
    wrong = (p > 0.5) != VIRGINICA
    assert wrong.sum() == 6
    assert np.all((p[wrong] > 0.1) & (p[wrong] < 0.9))


def test_without_overlap_the_weights_grow_without_end():
    small = IRIS.y < 2
    column = standardize(IRIS.X[small][:, 2:3], IRIS.X[small][:, 2:3])[0]
    S = np.column_stack([column, np.ones(100)])
    sizes = [np.linalg.norm(newton(S, IRIS.y[small], steps)) for steps in (3, 6, 9, 12)]
    assert np.all(np.diff(sizes) > 4)
    assert binary_cross_entropy(S @ newton(S, IRIS.y[small], 12), IRIS.y[small]) < 1e-5


@pytest.mark.parametrize("C", [0.1, 1.0, 100.0])
def test_the_library_agrees_with_scikit_learn_at_the_same_penalty(C):
    ours = LogisticRegression(C=C).fit(PETALS, VIRGINICA)
    theirs = Reference(C=C, tol=1e-8, max_iter=1000).fit(PETALS, VIRGINICA)
    assert_allclose(ours.coef_, theirs.coef_, rtol=1e-4)
    assert_allclose(ours.intercept_, theirs.intercept_, rtol=1e-4)


def test_newton_agrees_with_scikit_learn_without_a_penalty():
    theirs = Reference(C=np.inf, tol=1e-8, max_iter=1000).fit(X[:, :2], VIRGINICA)
    assert_allclose(newton(X, VIRGINICA, 9), [*theirs.coef_[0], theirs.intercept_[0]], rtol=1e-4)


def test_three_classes_are_right_96_times_in_100():
    petals = IRIS.X[:, 2:]
    Z = np.column_stack([standardize(petals, petals)[0], np.ones(150)])
    W = gradient_descent(lambda W: Z.T @ cross_entropy_gradient(Z @ W, IRIS.y), np.zeros((3, 3)), 1.0, 500)[
        -1
    ]
    assert_allclose(np.mean((Z @ W).argmax(axis=1) == IRIS.y), 0.96)


def test_e_to_the_0_7_is_about_2():
    assert_allclose(np.exp(0.7), 2, atol=0.02)


def scene(length=5.5, width=10.5, lean=0.5, threshold=0.5):
    return decision_boundary.draw({"length": length, "width": width, "lean": lean, "threshold": threshold})


def test_the_explorable_starts_near_the_best():
    numbers = dict(scene().numbers)
    assert numbers["right"] == "94%"
    assert numbers["loss, whatever the threshold"].startswith("0.10")
    assert f"{loss(newton(X, VIRGINICA, 9)):.4f}" == "0.1028"


def test_the_threshold_trades_one_mistake_for_the_other():
    strict, lax = dict(scene(threshold=0.95).numbers), dict(scene(threshold=0.05).numbers)
    assert int(strict["virginica missed"]) > int(lax["virginica missed"])
    assert int(strict["versicolor called virginica"]) < int(lax["versicolor called virginica"])
    assert strict["loss, whatever the threshold"] == lax["loss, whatever the threshold"]


def test_doubling_both_weights_leaves_the_line_and_changes_the_loss():
    once, twice = scene(4, 8, 0), scene(8, 16, 0)
    assert_allclose(once.series[-1].y, twice.series[-1].y)
    assert (
        dict(once.numbers)["loss, whatever the threshold"]
        != dict(twice.numbers)["loss, whatever the threshold"]
    )


@pytest.mark.parametrize(("weights", "ends"), [((0, 0), []), ((4, 0), list(Y_RANGE))])
def test_a_boundary_may_stand_upright_or_be_nowhere(weights, ends):
    drawn = scene(*weights)
    assert list(drawn.series[-1].y) == ends
    assert "nan" not in str(drawn)


def test_near_the_end_each_step_of_newton_doubles_the_right_digits():
    best = newton(X, VIRGINICA, 15)
    digits = [-np.log10(np.abs(newton(X, VIRGINICA, steps) - best).max()) for steps in (5, 6, 7)]
    assert digits[0] > 0
    assert np.all(np.diff(np.log2(digits)) > 0.7)


def test_the_two_columns_of_the_petals_go_together():
    assert np.corrcoef(PETALS.T)[0, 1] > 0.7


def test_the_text_states_what_the_straight_line_promises(stated):
    slope, intercept = normal_equation(np.column_stack([PETALS[:, 1], np.ones(100)]), VIRGINICA)
    said = stated.matching(
        "logistic_regression", r"promises (\S+) at a width of (\S+) cm and (\S+) at (\S+) cm"
    )
    assert said[::2] == [round(slope * width + intercept, 2) for width in said[1::2]]
