"""Judging scores rather than labels: every threshold at once, and whether probabilities mean what they say."""

from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from firsthand._typing import Floats
from firsthand.classical.metrics.validation import check_labels, check_numbers, positive, weights


def roc_curve(
    y_true: ArrayLike,
    y_score: ArrayLike,
    *,
    pos_label: Any = None,
    sample_weight: ArrayLike | None = None,
) -> tuple[Floats, Floats, Floats]:
    """Lower the threshold from infinity, score by score, and note what is caught and what is caught by mistake.

    Rows with the same score pass together: a tie is one slanted step.

    Parameters
    ----------
    y_true : array of n labels of two classes
    y_score : array of shape (n,)
        Higher for the positive class: probabilities, or any scores.
    pos_label : label, default=None
        None: 1 or True, else the later of the two labels.
    sample_weight : array of shape (n,), default=None

    Returns
    -------
    fpr, tpr : ndarrays of shape (m,), rising from 0 to 1
        False and true positive rates; m is one more than there are scores.
    thresholds : ndarray of shape (m,), falling from infinity
        A row is called positive when its score is at least this.

    Raises
    ------
    ValueError
        If one class is missing: then a rate would be 0 / 0. scikit-learn
        warns and gives NaN instead. It also drops points in the middle of a
        straight stretch, which this keeps.
    """
    fp, tp, thresholds = passing(y_true, y_score, pos_label, sample_weight)
    if fp[-1] == 0 or tp[-1] == 0:
        raise ValueError(
            f"y_true must hold both classes, got {'positives' if tp[-1] else 'negatives'} alone."
        )
    fp, tp = np.r_[0.0, fp], np.r_[0.0, tp]
    return fp / fp[-1], tp / tp[-1], np.r_[np.inf, thresholds]


def roc_auc_score(
    y_true: ArrayLike,
    y_score: ArrayLike,
    *,
    pos_label: Any = None,
    sample_weight: ArrayLike | None = None,
) -> float:
    """Measure the chance that a positive row scores above a negative one; a tie counts half.

    It is the area under `roc_curve`: 1 for a perfect order, 0.5 for none; the plain form that the course builds is
    `basics.metrics.roc_auc_score`.
    Parameters and errors as there. O(n log n).
    """
    fpr, tpr, _ = roc_curve(y_true, y_score, pos_label=pos_label, sample_weight=sample_weight)
    return float(np.trapezoid(tpr, fpr))


def precision_recall_curve(
    y_true: ArrayLike,
    y_score: ArrayLike,
    *,
    pos_label: Any = None,
    sample_weight: ArrayLike | None = None,
) -> tuple[Floats, Floats, Floats]:
    """Give precision and recall at every threshold, from the lowest score to the highest. Parameters as for `roc_curve`.

    Returns
    -------
    precision, recall : ndarrays of shape (m + 1,)
        The last entries, 1 and 0, stand for "nothing is called positive",
        where precision is 0 / 0: so defined, as in scikit-learn.
    thresholds : ndarray of shape (m,), rising

    Raises
    ------
    ValueError
        If no row is positive: then recall would be 0 / 0.
    """
    fp, tp, thresholds = passing(y_true, y_score, pos_label, sample_weight)
    if tp[-1] == 0:
        raise ValueError("y_true must hold a positive row, got negatives alone.")
    precision, recall = tp / (tp + fp), tp / tp[-1]
    return np.r_[precision[::-1], 1.0], np.r_[recall[::-1], 0.0], thresholds[::-1]


def passing(
    y_true: ArrayLike, y_score: ArrayLike, pos_label: Any, sample_weight: ArrayLike | None
) -> tuple[Floats, Floats, Floats]:
    """Give the weight of negative and of positive rows that score at least each distinct score, falling."""
    (true,) = check_labels(y_true=y_true)
    score = check_numbers("y_score", y_score, len(true))
    weight = weights(sample_weight, len(true))
    is_positive = positive(true, pos_label)
    counted = weight > 0  # a row of weight 0 brings no threshold
    score, weight, is_positive = score[counted], weight[counted], is_positive[counted]

    order = np.argsort(-score, kind="stable")
    score, weight, is_positive = score[order], weight[order], is_positive[order]
    ends = np.r_[np.flatnonzero(np.diff(score)), len(score) - 1]  # the last row of each tie
    return np.cumsum(weight * ~is_positive)[ends], np.cumsum(weight * is_positive)[ends], score[ends]


def calibration_curve(
    y_true: ArrayLike,
    y_prob: ArrayLike,
    *,
    pos_label: Any = None,
    n_bins: int = 5,
    strategy: Literal["uniform", "quantile"] = "uniform",
) -> tuple[Floats, Floats]:
    """Hold forecast against outcome: of the rows given about 70 %, are about 70 % positive?

    Parameters
    ----------
    y_true : array of n labels of two classes
    y_prob : array of shape (n,)
        The probability of the positive class, 0 to 1.
    pos_label : label, default=None
        None: 1 or True, else the later of the two labels.
    n_bins : int, default=5
    strategy : {"uniform", "quantile"}, default="uniform"
        Bins of equal width, or of about equally many rows.

    Returns
    -------
    prob_true, prob_pred : ndarrays of shape (m,)
        Share of positives and mean probability in each bin; empty bins are
        left out, so m is at most n_bins.
    """
    (true,) = check_labels(y_true=y_true)
    prob = check_probabilities(check_numbers("y_prob", y_prob, len(true)))
    if n_bins < 1 or strategy not in ("uniform", "quantile"):
        raise ValueError(
            f'n_bins must be 1 or more and strategy "uniform" or "quantile", got {n_bins} and {strategy!r}.'
        )
    marks = np.linspace(0, 1, n_bins + 1)
    edges = marks if strategy == "uniform" else np.quantile(prob, marks)
    bins = np.searchsorted(edges[1:-1], prob)
    rows = np.bincount(bins, minlength=n_bins)
    full = rows > 0
    positives = np.bincount(bins, weights=positive(true, pos_label), minlength=n_bins)
    forecast = np.bincount(bins, weights=prob, minlength=n_bins)
    return positives[full] / rows[full], forecast[full] / rows[full]


def check_probabilities(values: NDArray[Any]) -> Floats:
    """Give the values back if all lie from 0 to 1."""
    if values.min() < 0 or values.max() > 1:
        raise ValueError(f"Probabilities must lie from 0 to 1, got {values.min():.4g} to {values.max():.4g}.")
    return values
