import numpy as np
import pytest
import scipy.sparse
from numpy.testing import assert_allclose, assert_array_equal
from sklearn import linear_model
from sklearn.datasets import load_diabetes
from sklearn.linear_model import LinearRegression as Reference
from sklearn.linear_model import Ridge as RidgeReference
from tests.classical.linear.targets import problem

from firsthand import classical
from firsthand.classical import LinearRegression, Ridge, mean_squared_error, train_test_split
from firsthand.classical.linear.estimators import mse_gradient
from firsthand.classical.linear.least_squares import Table, by_normal_equations
from firsthand.foundations import numerical_gradient

from ...contracts import run_estimator_contract

PAIRS = {
    "least squares": (
        classical.LinearRegression(),
        linear_model.LinearRegression(),
        load_diabetes(return_X_y=True),
    ),
    "ridge": (classical.Ridge(alpha=2.0), linear_model.Ridge(alpha=2.0), load_diabetes(return_X_y=True)),
}


@pytest.mark.parametrize("name", PAIRS)
def test_it_holds_the_contract(name):
    ours, theirs, (X, y) = PAIRS[name]
    run_estimator_contract(ours, theirs, X, y, rtol=1e-5, atol=1e-6)


def houses():
    """100 houses: the drawing order is part of the fact."""
    random = np.random.RandomState(42)
    size = random.uniform(1, 10, 100)
    return size[:, None], 50 * size + 100 + random.normal(0, 30, 100)


def close(ours, theirs, rtol=1e-8):
    assert_allclose(ours.coef_, theirs.coef_, rtol=rtol, atol=1e-10)
    assert_allclose(ours.intercept_, theirs.intercept_, rtol=rtol, atol=1e-9)


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("shape", [(60, 4), (5, 4), (4, 4), (3, 8), (1, 3), (5000, 3)], ids=str)
@pytest.mark.parametrize("intercept", [True, False])
@pytest.mark.parametrize("alpha", [0.0, 2.5])
def test_same_answer_as_scikit_learn(seed, shape, intercept, alpha):
    X, y, weight = problem(seed, *shape)
    weight = weight if len(y) > 1 and seed % 2 else None
    if alpha:
        ours = Ridge(alpha, fit_intercept=intercept)
        theirs = RidgeReference(alpha, fit_intercept=intercept)
    else:
        ours, theirs = (
            LinearRegression(fit_intercept=intercept),
            Reference(fit_intercept=intercept, tol=1e-12),
        )
    close(ours.fit(X, y, weight), theirs.fit(X, y, weight))
    assert_allclose(ours.predict(X), theirs.predict(X), rtol=1e-7, atol=1e-8)


@pytest.mark.parametrize("model", [LinearRegression(), Ridge(0.7)], ids=["plain", "ridge"])
def test_several_targets_have_scikit_learns_shapes(model):
    X, Y, weight = problem(0, t=3)
    theirs = (Reference() if isinstance(model, LinearRegression) else RidgeReference(0.7)).fit(X, Y, weight)
    ours = model.fit(X, Y, weight)
    close(ours, theirs)
    assert ours.coef_.shape == (3, 4)
    one = model.fit(X, Y[:, :1])
    assert one.coef_.shape == (1, 4)
    assert one.predict(X).shape == (60, 1)


@pytest.mark.parametrize("seed", range(5))
def test_the_residual_is_at_right_angles_to_every_column(seed):
    X, y, weight = problem(seed)
    residual = y - LinearRegression().fit(X, y, weight).predict(X)
    assert_allclose(np.c_[np.ones(len(X)), X].T @ (weight * residual), 0, atol=1e-9)


def test_a_weight_of_two_is_a_row_twice():
    X, y, _ = problem(1)
    times = np.arange(len(y)) % 3
    close(LinearRegression().fit(X, y, times), LinearRegression().fit(X.repeat(times, 0), y.repeat(times)))
    close(Ridge().fit(X, y, times), Ridge().fit(X.repeat(times, 0), y.repeat(times)))


# Where the numbers are nasty.


@pytest.mark.parametrize("model", [LinearRegression(), Ridge()], ids=["plain", "ridge"])
@pytest.mark.parametrize("n", [50, 10_000])
def test_an_offset_of_1e8_changes_the_intercept_only(model, n):
    X, y, weight = problem(3, n)
    X = np.round(X, 6)
    near = model.fit(X, y, weight).coef_
    far = model.fit(X + 1e8, y + 1e8, weight).coef_
    assert_allclose(far, near, rtol=1e-6)


def test_rows_that_drift_far_from_the_first_block():
    x = np.r_[np.zeros(3000), np.full(3000, 1e8)] + np.arange(6000.0)
    fitted = LinearRegression().fit(x[:, None], 2 * x + 1)
    assert_allclose(fitted.coef_, [2], rtol=1e-12)
    assert_allclose(fitted.intercept_, 1, atol=1e-5)


def test_collinear_columns_share_the_smallest_weights():
    X, y, _ = problem(4)
    X = np.c_[X, X[:, 0], X[:, 1] - 2 * X[:, 2]]
    ours, theirs = LinearRegression().fit(X, y), Reference().fit(X, y)
    close(ours, theirs)
    assert_allclose(ours.coef_[0], ours.coef_[4], rtol=1e-9)


@pytest.mark.parametrize("value", [0.0, 0.1, 1e8 + 0.1, -3e-200])
@pytest.mark.parametrize("model", [LinearRegression(), Ridge(1e-9)], ids=["plain", "ridge"])
def test_a_constant_column_weighs_nothing(value, model):
    X, y, _ = problem(5, n=3000)
    fitted = model.fit(np.c_[X, np.full(len(X), value)], y)
    assert_array_equal(fitted.coef_[-1], 0)
    assert_allclose(fitted.coef_[:-1], LinearRegression().fit(X, y).coef_, rtol=1e-9)


@pytest.mark.parametrize("unit", [1e-200, 1e-12, 1e-6, 1e6, 1e12, 1e160])
def test_a_column_counts_in_any_unit(unit):
    X, y, _ = problem(6)
    units = np.array([1, unit, 1, 1])
    near, scaled = LinearRegression().fit(X, y), LinearRegression().fit(X * units, y)
    assert_allclose(scaled.coef_ * units, near.coef_, rtol=1e-9)
    assert_allclose(scaled.intercept_, near.intercept_, rtol=1e-9)


def test_powers_of_x_are_nearly_collinear_and_still_come_out():
    x = np.arange(21.0)
    X = x[:, None] ** np.arange(1, 9)
    table = Table.of(X, X.sum(axis=1)[:, None], None, True)
    assert by_normal_equations(table, 0.0) == (None, None)
    assert_allclose(LinearRegression().fit(X, X.sum(axis=1)).coef_, 1, rtol=1e-4)


def test_one_row_is_its_own_mean():
    fitted = LinearRegression().fit([[1.0, 2.0]], [5.0])
    assert_array_equal(fitted.coef_, [0, 0])
    assert fitted.intercept_ == 5.0


@pytest.mark.parametrize("model", [LinearRegression(), Ridge()], ids=["plain", "ridge"])
def test_layout_and_precision_of_x_do_not_matter(model):
    X, y, _ = problem(8, n=5000)
    X = X.astype(np.float32)
    expected = model.fit(X.astype(float), y).coef_
    for same in (X, np.asfortranarray(X), np.repeat(X, 2, axis=1)[:, ::2], X[::-1][::-1]):
        assert_allclose(model.fit(same, y).coef_, expected, rtol=1e-12)
    assert expected.dtype == np.float64


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_nan_and_infinity_are_refused(bad):
    with pytest.raises(ValueError, match="Input X contains"):
        LinearRegression().fit([[1.0], [bad]], [1.0, 2.0])
    with pytest.raises(ValueError, match="Input y contains"):
        Ridge().fit([[1.0], [2.0]], [1.0, bad])


def test_sparse_x_is_refused_by_name():
    with pytest.raises(TypeError, match="Sparse data was passed for X"):
        LinearRegression().fit(scipy.sparse.eye(3).tocsr(), [1, 2, 3])


@pytest.mark.parametrize(
    ("weight", "said"),
    [
        ([1, 2], r"shape \(3,\)"),
        ([1, -1, 1], "smallest of -1"),
        ([0, 0, 0], "not zero alone"),
        ([1, np.nan, 1], "nan"),
    ],
)
def test_bad_weights_are_refused(weight, said):
    with pytest.raises(ValueError, match=said):
        LinearRegression().fit([[1.0], [2.0], [3.0]], [1, 2, 3], sample_weight=weight)


# Ridge.


def test_a_higher_price_never_buys_larger_weights():
    X, y, _ = problem(9)
    sizes = [np.linalg.norm(Ridge(alpha).fit(X, y).coef_) for alpha in (0, 0.1, 1, 10, 100, 1e4)]
    assert all(np.diff(sizes) < 0), sizes


def test_ridge_of_price_zero_is_plain():
    X, y, _ = problem(10)
    close(Ridge(0).fit(X, y), LinearRegression().fit(X, y), rtol=1e-12)


def test_ridge_settles_collinear_columns():
    X, y, _ = problem(11)
    twice = Ridge(2.0).fit(np.c_[X, X[:, 0]], y)
    close(twice, RidgeReference(2.0, solver="svd").fit(np.c_[X, X[:, 0]], y))
    assert_allclose(twice.coef_[0], twice.coef_[-1])


@pytest.mark.parametrize("alpha", [-1, np.nan, np.inf])
def test_a_price_below_zero_is_refused(alpha):
    with pytest.raises(ValueError, match="alpha must be a finite number of 0 or more"):
        Ridge(alpha).fit([[1.0], [2.0]], [1, 2])


# Descent, and the facts of the lesson.


def test_a_hundred_epochs_on_the_houses_stop_far_from_the_line():
    X, y = houses()
    fitted = LinearRegression(solver="descent", learning_rate=0.01, max_iter=100).fit(X, y)
    assert f"{fitted.coef_[0]:.2f}·x + {fitted.intercept_:.2f}" == "58.49·x + 42.31"
    assert len(fitted.loss_history_) == 101
    assert_allclose(fitted.loss_history_[-1], mean_squared_error(y, fitted.predict(X)))
    assert_allclose(fitted.loss_history_[0], np.mean(y**2))
    assert all(np.diff(fitted.loss_history_) < 0)


@pytest.mark.parametrize("model", [LinearRegression(), Reference()], ids=["ours", "theirs"])
def test_the_exact_line_through_the_houses(model):
    X_train, X_test, y_train, y_test = train_test_split(*houses(), test_size=0.2, random_state=42)
    model.fit(X_train, y_train)
    assert f"{model.coef_[0]:.2f}·x + {model.intercept_:.2f}" == "48.66·x + 105.63"
    assert f"{mean_squared_error(y_test, model.predict(X_test)):.2f}" == "588.33"


def test_descent_arrives_once_the_column_is_standardised():
    X, y = houses()
    Z = (X - X.mean()) / X.std()
    down = LinearRegression(solver="descent", learning_rate=0.1, max_iter=200).fit(Z, y)
    close(down, LinearRegression().fit(Z, y), rtol=1e-9)


def test_descent_with_weights_and_targets_ends_at_the_exact_answer():
    X, Y, weight = problem(12, t=2)
    Z = (X - X.mean(axis=0)) / X.std(axis=0)
    down = LinearRegression(solver="descent", learning_rate=0.1, max_iter=3000).fit(Z, Y, weight)
    close(down, LinearRegression().fit(Z, Y, weight), rtol=1e-7)
    flat = LinearRegression(solver="descent", learning_rate=0.1, max_iter=3000, fit_intercept=False).fit(
        Z, Y, weight
    )
    close(flat, LinearRegression(fit_intercept=False).fit(Z, Y, weight), rtol=1e-7)


def test_the_slope_is_what_measuring_gives():
    X, y, weight = problem(13)

    def loss(theta):
        return np.average((X @ theta[:-1] + theta[-1] - y) ** 2, weights=weight)

    theta = np.arange(5.0)
    along_coef, along_intercept = mse_gradient(X, (X @ theta[:-1] + theta[-1] - y)[:, None], weight)
    measured = numerical_gradient(loss, theta)
    assert_allclose(np.r_[along_coef[:, 0], along_intercept], measured, rtol=1e-6)


def test_a_rate_too_high_is_told_in_words():
    X, y = houses()
    with pytest.raises(
        ValueError, match=r"diverged: at learning_rate=10\.0 .* Lower learning_rate, or standardise X"
    ):
        LinearRegression(solver="descent", learning_rate=10.0, max_iter=1000).fit(X, y)


def test_an_unknown_solver_is_named():
    with pytest.raises(ValueError, match="got 'magic'"):
        LinearRegression(solver="magic").fit([[1.0], [2.0]], [1, 2])
