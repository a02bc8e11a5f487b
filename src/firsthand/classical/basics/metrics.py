"""Counts, scores and AUC in their plainest form: labels 0 and 1, no weights. The lesson on metrics builds these."""

import numpy as np
from numpy.typing import ArrayLike


def confusion_counts(y_true: ArrayLike, y_pred: ArrayLike) -> tuple[int, int, int, int]:
    """Count the four ways in which a yes-or-no prediction can end.

    The second word says what was predicted, the first whether that was right:
    a false positive was called positive (1) and is negative (0).

    Parameters
    ----------
    y_true, y_pred : arrays of shape (n,)
        What is true and what was predicted, each entry 0 or 1.

    Returns
    -------
    tuple of four whole numbers: (tn, fp, fn, tp)
        They sum to n, and read row by row they are the confusion matrix.
    """
    true, pred = np.asarray(y_true) == 1, np.asarray(y_pred) == 1
    tp = int(np.sum(true & pred))
    fp = int(np.sum(~true & pred))
    fn = int(np.sum(true & ~pred))
    return len(true) - tp - fp - fn, fp, fn, tp


def precision_recall_f1(y_true: ArrayLike, y_pred: ArrayLike) -> tuple[float, float, float]:
    """Measure how far a yes can be trusted, how many are found, and both in one.

    precision = tp / (tp + fp): of those called positive, the share that is.
    recall = tp / (tp + fn): of those that are positive, the share that was found.
    F1 = 2 * precision * recall / (precision + recall), their harmonic mean.

    Parameters
    ----------
    y_true, y_pred : arrays of shape (n,)
        What is true and what was predicted, each entry 0 or 1.

    Returns
    -------
    tuple of three numbers from 0 to 1: (precision, recall, f1)
        Where a fraction would be 0 / 0, it is 0.
    """
    _, fp, fn, tp = confusion_counts(y_true, y_pred)
    precision = tp / (tp + fp) if tp + fp else 0.0
    recall = tp / (tp + fn) if tp + fn else 0.0
    # The same fraction as the harmonic mean, in whole numbers up to the division.
    f1 = 2 * tp / (2 * tp + fp + fn) if tp + fp + fn else 0.0
    return precision, recall, f1


def roc_auc_score(y_true: ArrayLike, y_score: ArrayLike) -> float:
    """Measure the chance that a random positive scores above a random negative; a tie counts half.

    It is the area under the ROC curve: 1 for a perfect order, 0.5 for none.
    Sorting makes it O(n log n), where comparing all pairs is O(n^2).
    (firsthand.classical.metrics.roc_auc does more: rows have weights there, and
    a class that is missing is told.)

    Parameters
    ----------
    y_true : array of shape (n,)
        0 or 1, both present.
    y_score : array of shape (n,)
        The higher, the likelier positive. Only the order counts.

    Returns
    -------
    float from 0 to 1
    """
    is_positive, score = np.asarray(y_true) == 1, np.asarray(y_score)
    positives, negatives = score[is_positive], np.sort(score[~is_positive])
    below = np.searchsorted(negatives, positives, side="left")  # negatives under each positive
    up_to = np.searchsorted(negatives, positives, side="right")  # the same, and those that tie with it
    wins = below + (up_to - below) / 2  # a tie counts half
    return float(wins.mean() / len(negatives))
