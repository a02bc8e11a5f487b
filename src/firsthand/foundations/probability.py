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
        Scores, however large; a score of -inf gets probability 0 (a mask).
    axis : int, default=-1
        The axis along which the probabilities sum to 1.

    Returns
    -------
    ndarray of float, shape of logits
        NaN where the scores hold NaN or +inf, or nothing but -inf.

    Raises
    ------
    ValueError
        If there are no scores at all.
    """
    logits = np.asarray(logits, dtype=float)
    if logits.size == 0:
        raise ValueError(f"logits must hold at least one score, got shape {logits.shape}.")
    # No exponent is above 0, and one is 0: exp cannot overflow, and the sum is at least 1.
    weights = np.exp(logits - logits.max(axis=axis, keepdims=True))
    probabilities: NDArray[np.float64] = weights / weights.sum(axis=axis, keepdims=True)
    return probabilities


def log_sum_exp(logits: ArrayLike, axis: int = -1) -> Any:
    """Compute log(sum(exp(logits))) along an axis without overflow.

    A smooth maximum: never below the largest score m, and at most log(k)
    above it for k scores. Taking m out of the sum keeps exp in range:
    log(sum(exp(x))) = m + log(sum(exp(x - m))).

    Parameters
    ----------
    logits : array of any shape
        Scores, however large; a score of -inf adds nothing.
    axis : int, default=-1
        The axis to sum over.

    Returns
    -------
    float or ndarray of float, shape of logits without that axis
        NaN where the scores hold NaN or +inf, or nothing but -inf.

    Raises
    ------
    ValueError
        If there are no scores at all.
    """
    logits = np.asarray(logits, dtype=float)
    if logits.size == 0:
        raise ValueError(f"logits must hold at least one score, got shape {logits.shape}.")
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
        In nats, 0 or more; infinite when a target's score is -inf.

    Raises
    ------
    ValueError
        If targets is not one integer from 0 to k - 1 for each row, or there
        are no scores at all.
    """
    logits, targets = np.asarray(logits, dtype=float), np.asarray(targets)
    k = logits.shape[-1]
    known = targets.dtype.kind in "iu" and np.all((targets >= 0) & (targets < k))
    if targets.shape != logits.shape[:-1] or not known:
        raise ValueError(
            f"targets must be integers from 0 to {k - 1} of shape {logits.shape[:-1]}, one for each row of "
            f"logits of shape {logits.shape}; got {targets.tolist()}."
        )
    rows = logits.reshape(-1, k)  # (n, k), a single row too
    of_targets = rows[np.arange(len(rows)), targets.ravel()]  # (n,): from each row, the score of its target
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
    ndarray of float, shape of logits

    Raises
    ------
    ValueError
        If targets is not one integer from 0 to k - 1 for each row, or there
        are no scores at all.
    """
    p, targets = softmax(logits), np.asarray(targets)
    k = p.shape[-1]
    known = targets.dtype.kind in "iu" and np.all((targets >= 0) & (targets < k))
    if targets.shape != p.shape[:-1] or not known:
        raise ValueError(
            f"targets must be integers from 0 to {k - 1} of shape {p.shape[:-1]}, one for each row of "
            f"logits of shape {p.shape}; got {targets.tolist()}."
        )
    n = targets.size
    y = np.zeros((n, k))
    y[np.arange(n), targets.ravel()] = 1
    gradient: NDArray[np.float64] = (p - y.reshape(p.shape)) / n
    return gradient


def softmax_temperature(logits: ArrayLike, temperature: float) -> NDArray[np.float64]:
    """Turn scores into probabilities that a temperature sharpens or flattens.

    The softmax, along the last axis, of logits / temperature. Near 0 the
    largest score takes everything, 1 is plain softmax, and a high temperature
    makes all equally likely.

    Parameters
    ----------
    logits : array of any shape
        Scores, however large; a score of -inf gets probability 0 (a mask).
    temperature : float
        Above 0.

    Returns
    -------
    ndarray of float, shape of logits
        Each row along the last axis sums to 1.

    Raises
    ------
    ValueError
        If temperature is 0, negative or NaN, or there are no scores at all.
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
