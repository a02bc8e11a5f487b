"""What boosting descends: losses with their slope and curvature at every row's score.

Letters: n rows, K scores a row (1, or one a class). Scores have shape (K, n), so that each tree's are in one
piece. Every function takes the row weights w, shape (n,), or None.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from firsthand._typing import Floats
from firsthand.foundations import softmax

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
