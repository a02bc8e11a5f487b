"""Logistic regression, step by step: a probability, its loss, its slope, and Newton's way down.

These are the pieces as one first writes them; `logistic` holds the estimator for daily use.
"""

import numpy as np
from numpy.typing import ArrayLike

from firsthand._typing import Array, Floats


def sigmoid(z: ArrayLike) -> Floats:
    """Turn scores into probabilities: 1 / (1 + exp(-z)).

    Score 0 is a half, and each point more multiplies the odds p / (1 - p)
    by e. It is the softmax of two scores that differ by z.

    Parameters
    ----------
    z : array of any shape
        Finite scores, however large.

    Returns
    -------
    ndarray of the shape of z
        Never NaN: far out it is 0 or 1.
    """
    shrunk = np.exp(-np.abs(z))  # never above 1, so it cannot overflow
    return np.where(np.asarray(z) >= 0, 1.0, shrunk) / (1 + shrunk)


def binary_cross_entropy(scores: Array, y: ArrayLike) -> float:
    """Measure how surprised the scores are by what happened.

    The mean over the rows of -log(p) where y is 1, and of -log(1 - p) where
    it is 0, with p = sigmoid(score). It is exact where p rounds to 0 or 1:
    there the loss is about as large as the score.

    Parameters
    ----------
    scores : array of shape (n,)
        Before the sigmoid; finite, however large.
    y : array of shape (n,)
        0 or 1 for each row.

    Returns
    -------
    float
        In nats; log(2) for whoever knows nothing.
    """
    # -log(p) = log(1 + exp(-z)) and -log(1 - p) = log(1 + exp(z)), which differ by z.
    return float(np.mean(np.logaddexp(0, scores) - np.asarray(y) * scores))


def logistic_gradient(X: Array, y: Array, weights: Array) -> Floats:
    """Compute how the binary cross-entropy changes with each weight: the mean of (p - y) times the column.

    Costs O(n d).

    Parameters
    ----------
    X : array of shape (n, d)
        The columns; for an intercept, one is all ones.
    y : array of shape (n,)
        0 or 1 for each row.
    weights : array of shape (d,)
        The scores are X @ weights.

    Returns
    -------
    ndarray of shape (d,)
    """
    p = sigmoid(X @ weights)  # (n,)
    return X.T @ (p - y) / len(X)


def newton_step(X: Array, y: Array, weights: Array) -> Floats:
    """Go to the bottom of the parabola that fits the binary cross-entropy here.

    Its curvature is H = X' diag(p (1 - p)) X / n, and from weights the bottom
    lies at weights - H^-1 gradient. Near the minimum each step squares the
    distance that is left; far from it, a step may lead too far.
    Costs O(n d^2 + d^3).

    Parameters
    ----------
    X : array of shape (n, d)
        The columns, none of them a combination of the others.
    y : array of shape (n,)
        0 or 1 for each row.
    weights : array of shape (d,)
        Where to step from.

    Returns
    -------
    ndarray of shape (d,)
        The new weights.

    Raises
    ------
    numpy.linalg.LinAlgError
        If one column is a combination of others: in some direction the
        curvature is 0 then.
    """
    p = sigmoid(X @ weights)  # (n,)
    H = X.T @ ((p * (1 - p))[:, None] * X) / len(X)  # (d, d)
    return weights - np.linalg.solve(H, logistic_gradient(X, y, weights))
