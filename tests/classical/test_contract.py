"""Each classical model that has a twin which fits the same thing, held beside it in one call."""

import numpy as np
import pytest
from sklearn import linear_model, tree
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris
from sklearn.preprocessing import scale

from firsthand import classical

from ..contracts import run_estimator_contract

NUMBERS, CLASSES, THREE = (load(return_X_y=True) for load in (load_diabetes, load_breast_cancer, load_iris))


def few_values(table):
    """Whole numbers, few enough that every cut between two of them is tried by both."""
    X, y = table
    return np.rint(3 * scale(X)), y


PAIRS = {
    "least squares": (classical.LinearRegression(), linear_model.LinearRegression(), NUMBERS),
    "ridge": (classical.Ridge(alpha=2.0), linear_model.Ridge(alpha=2.0), NUMBERS),
    "logistic, two classes": (
        classical.LogisticRegression(C=0.5, tol=1e-10),
        linear_model.LogisticRegression(C=0.5, tol=1e-10, max_iter=5000, solver="newton-cholesky"),
        (scale(CLASSES[0]), CLASSES[1]),
    ),
    "logistic, three classes": (
        classical.LogisticRegression(tol=1e-10),
        linear_model.LogisticRegression(tol=1e-10, max_iter=5000, solver="newton-cholesky"),
        (scale(THREE[0]), THREE[1]),
    ),
    "stump of a classification": (
        classical.DecisionTreeClassifier(max_depth=1, random_state=0),
        tree.DecisionTreeClassifier(max_depth=1, random_state=0),
        few_values(CLASSES),
    ),
    "stump of a regression": (
        classical.DecisionTreeRegressor(max_depth=1, random_state=0),
        tree.DecisionTreeRegressor(max_depth=1, random_state=0),
        few_values(NUMBERS),
    ),
}


@pytest.mark.parametrize("name", PAIRS)
def test_it_holds_the_contract(name):
    ours, theirs, (X, y) = PAIRS[name]
    run_estimator_contract(ours, theirs, X, y, rtol=1e-5, atol=1e-6)
