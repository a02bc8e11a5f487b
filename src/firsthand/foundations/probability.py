"""From scores to probabilities, and how surprised they are by what happens."""

import math
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray


def softmax(logits: ArrayLike, axis: int = -1) -> NDArray[np.float64]:
    """Turn scores into probabilities along an axis.

    Each probability is exp(score) divided by the sum of exp(score) along the
    axis. Adding one number to every score changes nothing: chosen well, it
    keeps exp from overflowing.

    Parameters
    ----------
    logits : array of any shape
        Finite scores, however large; one of -inf gets probability 0 (a mask)
        where another along the axis is finite.
    axis : int, default=-1
        The axis along which the probabilities sum to 1.

    Returns
    -------
    ndarray of the shape of logits
    """
    logits = np.asarray(logits, dtype=float)
    # No exponent is above 0, and one is 0: exp cannot overflow, and the sum is at least 1.
    weights = np.exp(logits - logits.max(axis=axis, keepdims=True))
    return weights / weights.sum(axis=axis, keepdims=True)


def log_sum_exp(logits: ArrayLike, axis: int = -1) -> Any:
    """Compute log(sum(exp(logits))) along an axis without overflow.

    A smooth maximum: never below the largest score m, and at most log(k)
    above it for k scores. Taking m out of the sum keeps exp in range:
    log(sum(exp(x))) = m + log(sum(exp(x - m))).

    Parameters
    ----------
    logits : array of any shape
        Finite scores, however large; one of -inf adds nothing where another
        along the axis is finite.
    axis : int, default=-1
        The axis to sum over.

    Returns
    -------
    float or ndarray of the shape of logits without that axis
    """
    logits = np.asarray(logits, dtype=float)
    largest = logits.max(axis=axis, keepdims=True)
    total = np.exp(logits - largest).sum(axis=axis)
    return np.log(total) + largest.squeeze(axis)  # the axis that keepdims kept goes here


def cross_entropy(logits: ArrayLike, targets: ArrayLike) -> float:
    """Measure how surprised the scores are by the right classes.

    The mean over the rows of -log(p), where p is the softmax probability of
    the row's target. Computed as log_sum_exp(row) - row[target]: a tiny p
    would round to 0, and its logarithm to -inf.

    Parameters
    ----------
    logits : array of shape (n, k), or (k,) for a single row
        Scores of k classes, one row a case.
    targets : n integers, or one integer for a single row
        The right class of each row, counted from 0.

    Returns
    -------
    float
        In nats, 0 or more.

    Notes
    -----
    A target of -1 is read as the last class, as NumPy does; that of
    firsthand.neural.autograd refuses it.
    """
    rows, targets = np.atleast_2d(logits), np.asarray(targets)  # (n, k), a single row too
    of_targets = rows[np.arange(len(rows)), targets]  # (n,): from each row, the score of its target
    return float(np.mean(log_sum_exp(rows) - of_targets))


def cross_entropy_gradient(logits: ArrayLike, targets: ArrayLike) -> NDArray[np.float64]:
    """Compute the gradient of cross_entropy with respect to the logits: (p - y) / n.

    p holds the softmax probabilities, y a 1 at each row's target and 0
    elsewhere; n, the number of rows, comes from the mean. Every row sums to
    0: what pulls the target up pushes the others down.

    Parameters
    ----------
    logits : array of shape (n, k), or (k,) for a single row
        Scores of k classes, one row a case.
    targets : n integers, or one integer for a single row
        The right class of each row, counted from 0.

    Returns
    -------
    ndarray of the shape of logits
    """
    p = softmax(logits)
    y = np.zeros_like(np.atleast_2d(p))  # (n, k), for a single row too
    n = len(y)
    y[np.arange(n), np.asarray(targets)] = 1
    return (p - y.reshape(p.shape)) / n


def softmax_temperature(logits: ArrayLike, temperature: float) -> NDArray[np.float64]:
    """Turn scores into probabilities that a temperature sharpens or flattens.

    The softmax, along the last axis, of logits / temperature. Near 0 the
    largest score takes everything, 1 is plain softmax, and a high temperature
    makes all equally likely.

    Parameters
    ----------
    logits : array of any shape
        Finite scores, however large; one of -inf gets probability 0 (a mask)
        where another in its row is finite.
    temperature : float
        Above 0.

    Returns
    -------
    ndarray of the shape of logits
        Each row along the last axis sums to 1.
    """
    if not temperature > 0:  # written so that NaN is refused too
        raise ValueError(f"temperature must be above 0, got {temperature}; for its limit at 0 take argmax.")
    return softmax(np.asarray(logits, dtype=float) / temperature)


def wilson_interval(right: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a share, `right` of `n`: the shares with which what was seen is no surprise.

    Unlike share ± 1.96 standard errors it never leaves 0 to 1, and it has a width when all are right.

    Parameters
    ----------
    right, n : int
        From 0 to n of n; n at least 1.

    Returns
    -------
    (float, float)

    References
    ----------
    Wilson (1927), Probable inference, doi:10.1080/01621459.1927.10502953.
    """
    if n < 1 or not 0 <= right <= n:
        raise ValueError(f"right must be from 0 to n, and n at least 1, got right={right} and n={n}.")
    share, z = right / n, 1.959964
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)
