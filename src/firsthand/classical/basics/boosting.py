"""Gradient boosting in its plainest form: what a tree is fitted to, what a leaf says, what a cut is worth."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from firsthand._typing import Array, Floats


def boosting_residuals(y: ArrayLike, prediction: ArrayLike) -> Floats:
    """Say what the next tree is fitted to: how far each target lies above its prediction.

    It is the negative gradient of half the squared error, so adding a little of it to the prediction is a
    step of gradient descent, taken in the space of predictions.

    Parameters
    ----------
    y, prediction : arrays of shape (n,)

    Returns
    -------
    ndarray, shape (n,)
        In units of y. Positive where the prediction is too low.
    """
    return np.asarray(y, dtype=np.float64) - np.asarray(prediction, dtype=np.float64)


def leaf_value(gradient: ArrayLike, curvature: ArrayLike, reg_lambda: float = 1.0) -> float:
    """Find the value of a leaf that lowers the loss of its rows most: -G / (H + lambda).

    G and H are the sums of the rows' gradients and curvatures. It is one step of Newton's method for one
    number. The penalty lambda counts like so many rows that are content with 0.

    Parameters
    ----------
    gradient, curvature : arrays of shape (n,)
        First and second derivative of each row's loss by its score. No curvature is negative.
    reg_lambda : float, default=1.0
        Not negative.

    Returns
    -------
    float
        0 where H + lambda is 0.

    References
    ----------
    Chen and Guestrin (2016), XGBoost, equation 5, arXiv:1603.02754.
    """
    resistance = float(np.sum(curvature)) + reg_lambda
    return -float(np.sum(gradient)) / resistance if resistance > 0 else 0.0


def split_gain(gradient: ArrayLike, curvature: ArrayLike, left: ArrayLike, reg_lambda: float = 1.0) -> float:
    """Say by how much the penalised loss falls when a leaf is split in two.

    A set of rows whose leaf says the best there is lowers the loss by half of G^2 / (H + lambda), where G
    and H are the sums of its gradients and curvatures. The gain is what the left rows and the right rows
    lower it by, less what all of them together in one leaf would.

    Parameters
    ----------
    gradient, curvature : arrays of shape (n,)
        First and second derivative of each row's loss by its score. No curvature is negative.
    left : array of bool, shape (n,)
        Which rows go left; the others go right. A side may be empty.
    reg_lambda : float, default=1.0
        Not negative. It is paid on both sides, so a split that parts little may lose: the gain is then
        negative.

    Returns
    -------
    float
        In units of the loss, summed over the rows. A set of rows with H + lambda = 0 counts 0.

    References
    ----------
    Chen and Guestrin (2016), XGBoost, equation 7 without its gamma, arXiv:1603.02754.
    """
    g, h, left = np.asarray(gradient), np.asarray(curvature), np.asarray(left)

    def lowers_by(rows: Array) -> float:
        resistance = float(np.sum(h[rows])) + reg_lambda
        return float(np.sum(g[rows])) ** 2 / (2 * resistance) if resistance > 0 else 0.0

    return lowers_by(left) + lowers_by(~left) - lowers_by(np.full(len(g), True))
