import warnings

import numpy as np
import pytest
import scipy.sparse
from numpy.testing import assert_allclose, assert_array_equal
from sklearn import linear_model
from sklearn.datasets import load_breast_cancer, load_iris
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression as Reference
from sklearn.preprocessing import scale
from tests.classical.linear.classes import loss_of, problem

from firsthand import classical
from firsthand.classical import LogisticRegression

from ...contracts import run_estimator_contract

CLASSES, THREE = load_breast_cancer(return_X_y=True), load_iris(return_X_y=True)
PAIRS = {
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
}


@pytest.mark.parametrize("name", PAIRS)
def test_it_holds_the_contract(name):
    ours, theirs, (X, y) = PAIRS[name]
    run_estimator_contract(ours, theirs, X, y, rtol=1e-5, atol=1e-6)


SOLVERS = ["newton", "lbfgs"]


def twin(C=1.0, intercept=True):
    return Reference(C=C, fit_intercept=intercept, tol=1e-10, max_iter=10_000, solver="newton-cholesky")


def close(ours, theirs, atol=1e-4):
    assert_allclose(ours.coef_, theirs.coef_, atol=atol)
    assert_allclose(ours.intercept_, theirs.intercept_, atol=atol)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("k", [2, 3, 5])
@pytest.mark.parametrize("intercept", [True, False])
@pytest.mark.parametrize("solver", SOLVERS)
def test_same_coefficients_as_scikit_learn(seed, k, intercept, solver):
    X, y, weight = problem(seed, k=k)
    weight = weight if seed % 2 else None
    C = [0.01, 1.0, 10.0][seed % 3]
    ours = LogisticRegression(C, fit_intercept=intercept, solver=solver).fit(X, y, weight)
    theirs = twin(C, intercept).fit(X, y, weight)
    close(ours, theirs)
    assert_allclose(ours.predict_proba(X), theirs.predict_proba(X), atol=1e-5)
    assert_allclose(ours.predict_log_proba(X), theirs.predict_log_proba(X), atol=1e-4)
    assert_allclose(ours.decision_function(X), theirs.decision_function(X), atol=1e-4)
    assert_array_equal(ours.predict(X), theirs.predict(X))


@pytest.mark.parametrize("load", [load_iris, load_breast_cancer])
@pytest.mark.parametrize("solver", SOLVERS)
def test_same_coefficients_on_real_data(load, solver):
    X, y = load(return_X_y=True)
    X = (X - X.mean(axis=0)) / X.std(axis=0)
    close(LogisticRegression(solver=solver).fit(X, y), twin().fit(X, y))


def test_newton_is_exact_where_lbfgs_is_close():
    X, y, weight = problem(3, k=3)
    assert_allclose(LogisticRegression().fit(X, y, weight).coef_, twin().fit(X, y, weight).coef_, atol=1e-8)


def test_many_rows_start_from_a_few_and_end_at_the_same_place():
    X, y, weight = problem(6, n=6000, d=2)
    assert len(X) > 20 * 16 * loss_of(X, y).size
    close(LogisticRegression().fit(X, y, weight), twin().fit(X, y, weight), atol=1e-8)


def test_the_few_may_weigh_nothing():
    X, y, weight = problem(6, n=6000, d=2)
    weight[::16] = 0
    close(LogisticRegression().fit(X, y, weight), twin().fit(X, y, weight), atol=1e-8)


def test_a_rare_class_missing_from_the_few_is_no_trouble():
    X, y, _ = problem(7, n=20_000, d=2)
    y = np.where(np.arange(len(y)) % 16 == 0, 0, y)  # the few hold one class alone
    close(LogisticRegression().fit(X, y), twin().fit(X, y), atol=1e-6)


# Invariants and nasty numbers.


@pytest.mark.parametrize("k", [2, 3])
@pytest.mark.parametrize("solver", SOLVERS)
def test_an_offset_of_1e8_changes_the_intercept_only(k, solver):
    X, y, weight = problem(8, k=k)
    X = np.round(X, 6)
    near = LogisticRegression(solver=solver).fit(X, y, weight)
    far = LogisticRegression(solver=solver).fit(X + 1e8, y, weight)
    assert_allclose(far.coef_, near.coef_, atol=1e-5)
    assert_array_equal(far.predict(X + 1e8), near.predict(X))


@pytest.mark.parametrize("solver", SOLVERS)
def test_a_weight_of_two_is_a_row_twice(solver):
    X, y, _ = problem(9, k=3)
    times = 1 + np.arange(len(y)) % 3
    ours = LogisticRegression(solver=solver)
    weighted = ours.fit(X, y, times).coef_.copy()
    assert_allclose(weighted, ours.fit(X.repeat(times, 0), y.repeat(times)).coef_, atol=1e-5)


@pytest.mark.parametrize("solver", SOLVERS)
@pytest.mark.parametrize("k", [2, 3])
def test_collinear_and_constant_columns(solver, k):
    X, y, _ = problem(10, k=k)
    ours = LogisticRegression(solver=solver).fit(np.c_[X, X[:, 0], np.full(len(X), 0.1)], y)
    assert_allclose(ours.coef_[:, -1], 0, atol=1e-12)
    assert_allclose(ours.coef_[:, 0], ours.coef_[:, -2], atol=1e-6)
    close(ours, twin().fit(np.c_[X, X[:, 0], np.full(len(X), 0.0)], y))


@pytest.mark.parametrize("solver", SOLVERS)
def test_columns_in_units_a_million_times_apart(solver):
    X, y, _ = problem(11)
    units = np.array([1, 30, 1e3, 1e6])
    ours, exact = LogisticRegression(1e8, solver=solver), LogisticRegression(1e8)
    assert_allclose(
        ours.fit(X * units, y).predict_proba(X * units), exact.fit(X, y).predict_proba(X), atol=1e-4
    )


@pytest.mark.parametrize("solver", SOLVERS)
def test_classes_that_a_line_separates_end_finitely(solver):
    X = np.r_[np.linspace(-2, -1, 20), np.linspace(1, 2, 20)][:, None]
    y = np.repeat([0, 1], 20)
    for C in (1.0, 1e3, 1e6):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # scikit-learn's own linear algebra complains
            theirs = twin(C).fit(X, y)
        assert_allclose(LogisticRegression(C, solver=solver).fit(X, y).coef_, theirs.coef_, rtol=2e-2)


@pytest.mark.parametrize("labels", [["no", "yes"], ["a", "b", "c"], [False, True], [3, 10, -4]], ids=str)
def test_labels_of_any_kind(labels):
    X, y, _ = problem(12, k=len(labels))
    y = np.array(labels)[y]
    ours = LogisticRegression().fit(X, y)
    assert_array_equal(ours.classes_, np.unique(labels))
    assert_array_equal(ours.predict(X), twin().fit(X, y).predict(X))


@pytest.mark.parametrize("k", [2, 3])
def test_probabilities_keep_their_digits_far_out(k):
    X, y, _ = problem(13, k=k)
    ours = LogisticRegression().fit(X, y)
    far = X[:5] * 1e4
    assert_allclose(ours.predict_proba(far).sum(axis=1), 1)
    assert np.isfinite(ours.predict_log_proba(far)).all()
    assert ours.predict_log_proba(far).min() < -745, "so far out that exp of it is 0"


@pytest.mark.parametrize("k", [2, 4])
def test_class_probabilities_do_not_depend_on_the_order_of_rows_or_names(k):
    X, y, _ = problem(14, k=k)
    ours = LogisticRegression().fit(X, y)
    turned = LogisticRegression().fit(X[::-1], (k - 1 - y)[::-1])
    assert_allclose(ours.predict_proba(X), turned.predict_proba(X)[:, ::-1], atol=1e-9)


def test_layout_and_precision_of_x_do_not_matter():
    X, y, _ = problem(15)
    X = X.astype(np.float32)
    expected = LogisticRegression().fit(X.astype(float), y).coef_
    for same in (X, np.asfortranarray(X), np.repeat(X, 2, axis=1)[:, ::2]):
        assert_allclose(LogisticRegression().fit(same, y).coef_, expected, rtol=1e-9)


# What is refused.


def test_one_class_is_refused():
    with pytest.raises(ValueError, match="at least two classes, got one class only: 'yes'"):
        LogisticRegression().fit([[1.0], [2.0]], ["yes", "yes"])
    with pytest.raises(ValueError, match="got one class only: 'yes'"):
        LogisticRegression().fit([[1.0], [2.0]], ["yes", "no"], sample_weight=[1, 0])


@pytest.mark.parametrize("solver", SOLVERS)
def test_a_class_without_weight_gets_next_to_no_probability(solver):
    X, y, _ = problem(17, k=3)
    ours = LogisticRegression(solver=solver).fit(X, y, y != 1)
    assert ours.predict_proba(X)[:, 1].max() < 1e-5
    # Two scores, v and -v, pay half of what their difference alone would.
    two = LogisticRegression(2.0, solver=solver).fit(X[y != 1], y[y != 1])
    assert_allclose(ours.predict_proba(X)[:, 2], two.predict_proba(X)[:, 1], atol=1e-4)


def test_one_row_is_refused():
    with pytest.raises(ValueError, match="got one class only"):
        LogisticRegression().fit([[1.0]], [1])


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_nan_and_infinity_are_refused(bad):
    with pytest.raises(ValueError, match="Input X contains"):
        LogisticRegression().fit([[1.0], [bad]], [0, 1])


def test_sparse_x_is_refused_by_name():
    with pytest.raises(TypeError, match="Sparse data was passed for X"):
        LogisticRegression().fit(scipy.sparse.eye(2).tocsr(), [0, 1])


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"C": 0}, "C must be a finite number above 0, got 0"),
        ({"C": np.nan}, "got nan"),
        ({"solver": "sag"}, "got 'sag'"),
    ],
)
def test_bad_parameters_are_named(parameters, said):
    with pytest.raises(ValueError, match=said):
        LogisticRegression(**parameters).fit([[1.0], [2.0]], [0, 1])


@pytest.mark.parametrize("solver", SOLVERS)
def test_too_few_steps_are_told(solver):
    X, y, _ = problem(16)
    with pytest.warns(ConvergenceWarning, match="stopped after max_iter=1 steps with a slope of"):
        LogisticRegression(solver=solver, max_iter=1).fit(X, y)


def test_many_unknowns_take_lbfgs():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(40, 1200))
    y = np.arange(40) % 2
    auto, named = LogisticRegression().fit(X, y), LogisticRegression(solver="lbfgs").fit(X, y)
    assert_array_equal(auto.coef_, named.coef_)
    close(auto, Reference(tol=1e-8, max_iter=5000).fit(X, y))
