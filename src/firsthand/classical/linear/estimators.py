"""Linear regression: least squares by a formula or by descent, and its ridge form."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, MultiOutputMixin, RegressorMixin
from sklearn.utils.validation import check_is_fitted, validate_data

from firsthand._typing import Floats
from firsthand.classical.blockwise import check_weight
from firsthand.classical.linear.least_squares import Table, solve

FLOATS = (np.float64, np.float32)


class _Linear(MultiOutputMixin, RegressorMixin, BaseEstimator):
    """What a weighted sum of columns can do, however its weights were found."""

    fit_intercept: bool

    def predict(self, X):
        """Give X @ coef_.T + intercept_, shape (n,), or (n, t) for several targets; O(n d)."""
        check_is_fitted(self)
        X = validate_data(self, X, dtype=FLOATS, reset=False)
        return X @ self.coef_.T + self.intercept_

    def _table(self, X, y, sample_weight):
        X, y = validate_data(self, X, y, dtype=FLOATS, y_numeric=True, multi_output=True)
        weight = check_weight(sample_weight, len(X))
        Y = y.astype(np.float64, copy=False).reshape(len(y), -1)  # (n, t)
        return Table.of(X, Y, weight, self.fit_intercept), y.ndim

    def _keep(self, coef, intercept, y_ndim):
        self.coef_ = coef[:, 0] if y_ndim == 1 else coef.T  # (d,) or (t, d)
        self.intercept_ = float(intercept[0]) if y_ndim == 1 else intercept
        return self


class LinearRegression(_Linear):
    """Draw the line, plane or hyperplane with the smallest sum of squared errors.

    The exact solver adds up the products of all columns, block of rows by
    block of rows, and solves the normal equations by Cholesky. Where columns
    are constant, nearly collinear, or more than the rows, it turns the rows
    into a triangle by rotations and takes the answer with the smallest
    weights instead. O(n d^2) time and O(d^2) memory: X is never copied.

    The descent solver is the first idea one has, kept to be looked at: start
    at 0 and step against the slope of the mean squared error.

    Parameters
    ----------
    fit_intercept : bool, default=True
    solver : {"exact", "descent"}, default="exact"
    learning_rate : float, default=0.01
        For descent: the step for each unit of slope.
    max_iter : int, default=100
        For descent: how many steps, each over all rows.

    Attributes
    ----------
    coef_ : ndarray of shape (d,), or (t, d) when y has shape (n, t)
        Units of y for each unit of the column.
    intercept_ : float, or ndarray of shape (t,); 0 without an intercept
    loss_history_ : ndarray of shape (max_iter + 1,)
        For descent only: the (weighted) mean squared error at the start and
        after each epoch, in squared units of y.
    n_iter_ : int
        Steps taken; the exact solver takes one.

    Notes
    -----
    Unlike scikit-learn, which drops directions below 1e-6 of the largest, a
    column counts however small its unit is, and descent is offered.
    Sparse X is refused. float32 columns are computed with in float64.

    References
    ----------
    Golub and Van Loan (2013), Matrix Computations, chapter 5.
    """

    def __init__(self, *, fit_intercept=True, solver="exact", learning_rate=0.01, max_iter=100):
        self.fit_intercept = fit_intercept
        self.solver = solver
        self.learning_rate = learning_rate
        self.max_iter = max_iter

    def fit(self, X, y, sample_weight=None):
        """Find the weights of the columns.

        Parameters
        ----------
        X : array of shape (n, d), finite
        y : array of shape (n,) or (n, t), finite
        sample_weight : array of shape (n,), default=None
            How often each row counts, 0 or more.

        Raises
        ------
        ValueError
            If solver is unknown, the input is not as above, or descent diverges beyond what numbers hold.
        """
        if self.solver not in ("exact", "descent"):
            raise ValueError(f'solver must be "exact" or "descent", got {self.solver!r}.')
        table, y_ndim = self._table(X, y, sample_weight)
        if self.solver == "exact":
            self.n_iter_ = 1
            return self._keep(*solve(table), y_ndim)
        coef, intercept, self.loss_history_ = descend(table, self.learning_rate, self.max_iter)
        self.n_iter_ = self.max_iter
        return self._keep(coef, intercept, y_ndim)


class Ridge(_Linear):
    """Draw the line with small squared errors and small weights.

    Minimises sum((y - X @ coef - intercept)^2) + alpha * sum(coef^2). The
    penalty settles what collinear columns leave open, and trades a little
    bias for less variance. The intercept is free. Solved like
    `LinearRegression`, at the same cost.

    Parameters
    ----------
    alpha : float, default=1.0
        The price of a squared weight, 0 or more; 0 is LinearRegression. It is
        not divided by the number of rows.
    fit_intercept : bool, default=True

    Attributes
    ----------
    coef_ : ndarray of shape (d,), or (t, d) when y has shape (n, t)
    intercept_ : float, or ndarray of shape (t,); 0 without an intercept

    Notes
    -----
    Called Ridge in scikit-learn. The penalty sees units: standardise first.

    References
    ----------
    Hoerl and Kennard (1970), Ridge regression, doi:10.1080/00401706.1970.10488634.
    """

    def __init__(self, alpha=1.0, *, fit_intercept=True):
        self.alpha = alpha
        self.fit_intercept = fit_intercept

    def fit(self, X, y, sample_weight=None):
        """Find the weights of the columns; takes and refuses what `LinearRegression.fit` does."""
        if not 0 <= self.alpha < np.inf:  # written so that NaN is refused too
            raise ValueError(f"alpha must be a finite number of 0 or more, got {self.alpha}.")
        table, y_ndim = self._table(X, y, sample_weight)
        return self._keep(*solve(table, float(self.alpha)), y_ndim)


def descend(table: Table, learning_rate: float, max_iter: int) -> tuple[Floats, Floats, Floats]:
    """Go down the mean squared error from 0: (coef (d, t), intercept (t,), loss before and after each step).

    Raises
    ------
    ValueError
        If the loss leaves what floating-point numbers can hold.
    """
    coef, intercept = np.zeros((table.X.shape[1], table.Y.shape[1])), np.zeros(table.Y.shape[1])
    history = []
    with np.errstate(over="ignore", invalid="ignore"):  # divergence is told below, in words
        for epoch in range(max_iter + 1):
            residual = table.X @ coef + intercept - table.Y  # (n, t)
            history.append(float(np.average((residual**2).mean(axis=1), weights=table.weight)))
            if not np.isfinite(history[-1]):
                raise ValueError(
                    f"Descent diverged: at learning_rate={learning_rate} the loss was beyond all numbers after {epoch} epochs. "
                    "Lower learning_rate, or standardise X."
                )
            if epoch < max_iter:
                coef_slope, intercept_slope = mse_gradient(table.X, residual, table.weight)
                coef = coef - learning_rate * coef_slope
                if table.intercept:
                    intercept = intercept - learning_rate * intercept_slope
    return coef, intercept, np.array(history)


def mse_gradient(X: NDArray[Any], residual: Floats, weight: Floats | None = None) -> tuple[Floats, Floats]:
    """Compute the slope of the mean squared error along each weight: 2 * mean(residual * x).

    Parameters
    ----------
    X : ndarray of shape (n, d)
    residual : ndarray of shape (n, t)
        Prediction minus target.
    weight : ndarray of shape (n,), default=None
        How often each row counts.

    Returns
    -------
    slopes along coef, shape (d, t), and along the intercept, shape (t,)
    """
    share = residual / len(X) if weight is None else residual * (weight / weight.sum())[:, None]
    return 2 * X.T @ share, 2 * share.sum(axis=0)
