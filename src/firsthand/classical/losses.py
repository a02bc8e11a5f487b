"""What boosting descends: losses with their slope and curvature at every row's score.

Letters: n rows, K scores a row (1, or one a class). Scores have shape (K, n), so that each tree's are in one
piece. Every function takes the row weights w, shape (n,), or None.
"""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit

from firsthand.foundations import softmax

Floats = NDArray[np.float64]

TINY = 1e-16  # keeps curvatures and probabilities above zero


class Slopes(NamedTuple):
    """The mean loss, and for each score its gradient and curvature, (K, n). No curvature: it is 1."""

    loss: float
    gradient: Floats
    curvature: Floats | None


class Loss(Protocol):
    """`start` gives the best constant scores, (K,); `slopes` the loss and its derivatives at some scores."""

    def start(self, y: NDArray[np.generic], w: Floats | None) -> Floats: ...

    def slopes(self, y: NDArray[np.generic], scores: Floats, w: Floats | None) -> Slopes: ...


def boosting_residuals(y: ArrayLike, prediction: ArrayLike) -> Floats:
    """Say what the next tree is fitted to: how far each target lies above its prediction.

    It is the negative gradient of half the squared error, so adding a little of it to the prediction is a
    step of gradient descent, taken in the space of predictions.

    Parameters
    ----------
    y, prediction : arrays of shape (n,)

    Returns
    -------
    ndarray of float, shape (n,)
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

    def lowers_by(rows: Any) -> float:
        resistance = float(np.sum(h[rows])) + reg_lambda
        return float(np.sum(g[rows])) ** 2 / (2 * resistance) if resistance > 0 else 0.0

    return lowers_by(left) + lowers_by(~left) - lowers_by(np.full(len(g), True))


class SquaredError:
    """Half the squared error: gradient score - y, curvature 1. The loss that is told is its double, the MSE."""

    def start(self, y: NDArray[np.generic], w: Floats | None) -> Floats:
        return np.array([np.average(y.astype(np.float64), weights=w)])

    def slopes(self, y: NDArray[np.generic], scores: Floats, w: Floats | None) -> Slopes:
        gradient = scores - y.astype(np.float64, copy=False)  # (1, n)
        if w is None:
            return Slopes(float(gradient[0] @ gradient[0]) / len(y), gradient, None)
        loss = float((w * gradient[0]) @ gradient[0] / w.sum())
        return Slopes(loss, w * gradient, w[np.newaxis])


class LogLoss:
    """Two classes, 0 and 1, one score: the log-odds of class 1. Gradient p - y, curvature p (1 - p)."""

    def start(self, y: NDArray[np.generic], w: Floats | None) -> Floats:
        share = np.clip(np.average(y.astype(np.float64), weights=w), TINY, 1 - TINY)
        return np.array([np.log(share) - np.log1p(-share)])

    def slopes(self, y: NDArray[np.generic], scores: Floats, w: Floats | None) -> Slopes:
        p = expit(scores)  # (1, n)
        right = np.where(y == 1, p[0], 1 - p[0])
        loss = _mean(-np.log(np.maximum(right, TINY)), w)
        return _weighted(loss, p - y, np.maximum(p * (1 - p), TINY), w)


class SoftmaxLoss:
    """K classes 0 to K - 1, a score each. Gradient p - [y = k], curvature 2 p (1 - p).

    The scores push each other through the softmax; twice the own curvature bounds the whole, as in XGBoost.
    """

    def __init__(self, n_classes: int) -> None:
        self.n_classes = n_classes

    def start(self, y: NDArray[np.generic], w: Floats | None) -> Floats:
        counts = np.bincount(y.astype(np.intp), weights=w, minlength=self.n_classes)
        logs: Floats = np.log(np.maximum(counts / counts.sum(), TINY))
        return logs - logs.mean()

    def slopes(self, y: NDArray[np.generic], scores: Floats, w: Floats | None) -> Slopes:
        p = softmax(scores, axis=0)  # (K, n)
        rows = np.arange(len(y))
        labels = y.astype(np.intp)
        loss = _mean(-np.log(np.maximum(p[labels, rows], TINY)), w)
        curvature = np.maximum(2 * p * (1 - p), TINY)
        p[labels, rows] -= 1
        return _weighted(loss, p, curvature, w)


def _mean(values: Floats, w: Floats | None) -> float:
    return float(np.average(values, weights=w))


def _weighted(loss: float, gradient: Floats, curvature: Floats, w: Floats | None) -> Slopes:
    if w is None:
        return Slopes(loss, gradient, curvature)
    return Slopes(loss, w * gradient, w * curvature)
