"""Losses: of probabilities (log-loss, Brier) and of numbers (mean squared error, R²)."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from firsthand._typing import Floats
from firsthand.classical.blockwise import EPS
from firsthand.classical.metrics.curves import check_probabilities
from firsthand.classical.metrics.validation import check_labels, check_numbers, positive, weights


def log_loss(
    y_true: ArrayLike,
    y_proba: ArrayLike,
    *,
    labels: ArrayLike | None = None,
    sample_weight: ArrayLike | None = None,
) -> float:
    """Measure the mean surprise, -log of the probability given to the true class, in nats.

    Parameters
    ----------
    y_true : array of n labels
    y_proba : array of shape (n,) or (n, k)
        The probability of the later of two classes, or of each class in
        sorted order; rows sum to 1.
    labels : array of k labels, default=None
        The classes, where y_true does not hold them all.
    sample_weight : array of shape (n,), default=None

    Returns
    -------
    float, 0 or more
        A probability of 0 counts as 2.2e-16, so that one row costs at most 36.

    Raises
    ------
    ValueError
        If the classes and the columns do not match, or a row is no distribution.
    """
    (true,) = check_labels(y_true=y_true)
    at, proba = _distributions(true, y_proba, labels)
    given = proba[np.arange(len(true)), at].clip(EPS, 1 - EPS)
    return float(np.average(-np.log(given), weights=weights(sample_weight, len(true))))


def brier_score_loss(
    y_true: ArrayLike,
    y_proba: ArrayLike,
    *,
    labels: ArrayLike | None = None,
    pos_label: Any = None,
    sample_weight: ArrayLike | None = None,
) -> float:
    """Measure the mean squared distance between probabilities and what came true.

    Two classes: mean((p - y)^2), 0 to 1. More: the squares of all k entries
    are added, 0 to 2.

    Parameters
    ----------
    y_true : array of n labels
    y_proba : array of shape (n,) or (n, k)
        The probability of the positive class, or of each class in sorted order.
    labels : array of k labels, default=None
        For shape (n, k): the classes, where y_true does not hold them all.
    pos_label : label, default=None
        For shape (n,): None is 1 or True, else the later of the two labels.
    sample_weight : array of shape (n,), default=None
    """
    (true,) = check_labels(y_true=y_true)
    weight = weights(sample_weight, len(true))
    if np.ndim(y_proba) == 1:
        p = check_probabilities(check_numbers("y_proba", y_proba, len(true)))
        return float(np.average((p - positive(true, pos_label)) ** 2, weights=weight))
    at, proba = _distributions(true, y_proba, labels)
    outcome = np.zeros_like(proba)
    outcome[np.arange(len(true)), at] = 1
    distance = ((proba - outcome) ** 2).sum(axis=1)
    return float(np.average(distance, weights=weight)) / (2 if proba.shape[1] == 2 else 1)


def _distributions(true: Any, y_proba: ArrayLike, labels: ArrayLike | None) -> tuple[Any, Floats]:
    """Give each row's class as a column number, and the probabilities with one column a class."""
    proba = np.asarray(y_proba, dtype=np.float64)
    if proba.ndim == 1:
        proba = np.stack([1 - proba, proba], axis=1)
    if proba.shape[:1] != true.shape or proba.ndim != 2 or not np.isfinite(proba).all():
        raise ValueError(
            f"y_proba must be finite, a row for each of {len(true)} labels; got shape {proba.shape}."
        )
    check_probabilities(proba)
    off = np.abs(proba.sum(axis=1) - 1)
    if off.max() > 1e-6:
        raise ValueError(f"Each row of y_proba must sum to 1; row {off.argmax()} is off by {off.max():.2g}.")
    classes = np.unique(true) if labels is None else np.unique(check_labels(labels=labels)[0])
    if len(classes) != proba.shape[1]:
        raise ValueError(
            f"y_proba has {proba.shape[1]} columns for {len(classes)} classes. Name all classes with labels."
        )
    if not np.isin(true, classes).all():
        raise ValueError(f"y_true holds classes that labels={classes.tolist()} does not name.")
    return np.searchsorted(classes, true), proba


def mean_squared_error(
    y_true: ArrayLike, y_pred: ArrayLike, *, sample_weight: ArrayLike | None = None
) -> float:
    """Measure the mean of (y_true - y_pred)^2, in squared units of y.

    Parameters
    ----------
    y_true, y_pred : arrays of shape (n,), or (n, t) for t targets, which count alike
    sample_weight : array of shape (n,), default=None
    """
    true, pred = _targets(y_true, y_pred)
    return float(np.average((true - pred) ** 2, axis=0, weights=weights(sample_weight, len(true))).mean())


def r2_score(y_true: ArrayLike, y_pred: ArrayLike, *, sample_weight: ArrayLike | None = None) -> float:
    """Measure the share of the variance that the predictions explain: 1 - squared errors / squared deviations.

    1 is perfect, 0 is what the mean of y_true achieves, and there is no
    lowest value.

    Parameters
    ----------
    y_true, y_pred : arrays of shape (n,), or (n, t) for t targets, whose values are averaged
    sample_weight : array of shape (n,), default=None

    Returns
    -------
    float
        Where y_true does not vary, 0 / 0 or worse: 1 if the predictions are
        exact, else 0, as in scikit-learn. NaN for a single row, which says nothing.
    """
    true, pred = _targets(y_true, y_pred)
    if len(true) < 2:
        return float("nan")
    weight = weights(sample_weight, len(true))
    errors = weight @ (true - pred) ** 2  # (t,)
    deviations = weight @ (true - np.average(true, axis=0, weights=weight)) ** 2
    varies = deviations > 0
    unexplained = np.divide(errors, deviations, out=(errors > 0).astype(float), where=varies)
    return float((1 - unexplained).mean())


def _targets(y_true: ArrayLike, y_pred: ArrayLike) -> tuple[Floats, Floats]:
    true, pred = np.asarray(y_true, dtype=np.float64), np.asarray(y_pred, dtype=np.float64)
    true, pred = (a[:, None] if a.ndim == 1 else a for a in (true, pred))  # (n, t)
    if true.shape != pred.shape or true.ndim != 2 or not true.size:
        raise ValueError(
            f"y_true and y_pred must have one shape, (n,) or (n, t); got {true.shape} and {pred.shape}."
        )
    if not (np.isfinite(true).all() and np.isfinite(pred).all()):
        raise ValueError("y_true and y_pred must be finite, got NaN or infinity.")
    return true, pred
