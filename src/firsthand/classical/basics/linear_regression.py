"""A straight line through points, step by step: its error, the way down, and the formula that needs no steps.

These are the pieces as one first writes them; `linear` holds the estimators for daily use.
"""

import numpy as np
from numpy.typing import ArrayLike

from firsthand._typing import Array, Floats


def mse(y_true: ArrayLike, y_pred: ArrayLike) -> float:
    """Average the squared differences between what is true and what was predicted.

    Squaring makes every miss count as positive, and one miss of 2 count as
    much as four of 1. Costs O(n).

    Parameters
    ----------
    y_true, y_pred : arrays of shape (n,)

    Returns
    -------
    float
        In squared units of y.
    """
    misses = np.asarray(y_pred, dtype=float) - np.asarray(y_true, dtype=float)
    return float(np.mean(misses**2))


def mse_gradient(x: Array, y: Array, slope: float, intercept: float) -> tuple[float, float]:
    """Compute how the mean squared error of a line changes with its slope and with its intercept.

    Parameters
    ----------
    x, y : arrays of shape (n,)
        The points.
    slope, intercept : float
        The line predicts slope * x + intercept.

    Returns
    -------
    two floats
        The change for each unit of slope, then for each unit of intercept.
    """
    misses = slope * x + intercept - y  # (n,)
    return float(2 * np.mean(misses * x)), float(2 * np.mean(misses))


def fit_line(x: Array, y: Array, rate: float = 0.01, epochs: int = 100) -> tuple[float, float]:
    """Fit a line by descent: start at 0 and step against the gradient of the mean squared error.

    Slope and intercept step together, each by rate times its own part of the
    gradient. Costs O(n) an epoch.

    Parameters
    ----------
    x, y : arrays of shape (n,)
        The points.
    rate : float, default=0.01
        How far to step for each unit of gradient.
    epochs : int, default=100
        How many steps; 0 leaves the line at 0.

    Returns
    -------
    two floats
        Slope and intercept after the last epoch.
    """
    slope, intercept = 0.0, 0.0
    for _ in range(epochs):
        slope_change, intercept_change = mse_gradient(x, y, slope, intercept)
        slope, intercept = slope - rate * slope_change, intercept - rate * intercept_change
    return slope, intercept


def standardize(train: Array, test: Array) -> tuple[Floats, Floats]:
    """Bring each column to mean 0 and standard deviation 1, by what the training rows say.

    The test rows are moved and scaled by the mean and the standard deviation
    of the training rows: what they hold themselves must not be known yet.

    Parameters
    ----------
    train : array of shape (n, d)
    test : array of shape (m, d)

    Returns
    -------
    tuple of two arrays, of shapes (n, d) and (m, d)
        In standard deviations (the root of the mean squared distance from
        the mean). A column that is constant in train is only moved.
    """
    mean, spread = train.mean(axis=0), train.std(axis=0)  # (d,) each
    # Rounding can leave a constant column a spread just above 0, but never a range.
    spread = np.where(np.ptp(train, axis=0) > 0, spread, 1.0)
    return (train - mean) / spread, (test - mean) / spread


def normal_equation(X: Array, y: Array) -> Floats:
    """Find the weights with the smallest mean squared error at once, by solving X'X w = X'y.

    At the bottom every slope is 0, and the slopes are 2 X'(X w - y) / n.
    Costs O(n d^2 + d^3).

    Parameters
    ----------
    X : array of shape (n, d)
        The columns, none of them a combination of the others. For an
        intercept, one column is all ones.
    y : array of shape (n,)

    Returns
    -------
    ndarray of shape (d,)
        The weight of each column.

    Raises
    ------
    numpy.linalg.LinAlgError
        If one column is exactly a combination of others: the answer is not
        unique then.
    """
    # Solving is cheaper than inverting, and loses fewer digits.
    return np.linalg.solve(X.T @ X, X.T @ y)
