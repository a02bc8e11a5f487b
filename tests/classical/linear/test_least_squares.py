"""Least squares: both ways to the answer, and the smallest of many."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from sklearn.linear_model import LinearRegression as Reference
from sklearn.linear_model import Ridge as RidgeReference
from tests.classical.linear.targets import problem

from firsthand.classical.linear.least_squares import Table, by_normal_equations, by_rotation, smallest


@pytest.mark.parametrize("way", [by_normal_equations, by_rotation])
@pytest.mark.parametrize("alpha", [0.0, 3.0])
@pytest.mark.parametrize("n", [70, 20_000])
def test_both_ways_give_the_same(way, alpha, n):
    X, Y, weight = problem(2, n, 6, 2)
    coef, rest = way(Table.of(X, Y, weight, True), alpha)
    theirs = (RidgeReference(alpha) if alpha else Reference(tol=1e-12)).fit(X, Y, weight)
    assert_allclose(coef, theirs.coef_.T, rtol=1e-9, atol=1e-11)
    centre = np.average(X, axis=0, weights=weight)
    assert_allclose(
        np.average(Y, axis=0, weights=weight) + rest - centre @ coef, theirs.intercept_, rtol=1e-9
    )


def test_the_smallest_answer_is_the_pseudoinverses():
    rng = np.random.default_rng(7)
    A = rng.normal(size=(6, 3)) @ rng.normal(size=(3, 5))
    target = rng.normal(size=(6, 2))
    assert_allclose(smallest(A, target), np.linalg.pinv(A) @ target, atol=1e-10)
