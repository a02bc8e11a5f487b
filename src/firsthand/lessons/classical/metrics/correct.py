"""Other correct ways to write the exercises: each must pass."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np

from firsthand.classical.basics.metrics import confusion_counts

# confusion_counts -------------------------------------------------------------------------------------------


def counts_by_loop(y_true: Any, y_pred: Any) -> Any:
    tn = fp = fn = tp = 0
    for true, pred in zip(y_true, y_pred, strict=True):
        if true == 1 and pred == 1:
            tp += 1
        elif true == 1:
            fn += 1
        elif pred == 1:
            fp += 1
        else:
            tn += 1
    return tn, fp, fn, tp


def counts_by_masks(y_true: Any, y_pred: Any) -> Any:
    tn = np.sum((y_true == 0) & (y_pred == 0))
    fp = np.sum((y_true == 0) & (y_pred == 1))
    fn = np.sum((y_true == 1) & (y_pred == 0))
    tp = np.sum((y_true == 1) & (y_pred == 1))
    return tn, fp, fn, tp


def counts_by_bincount(y_true: Any, y_pred: Any) -> Any:
    return tuple(np.bincount(2 * y_true + y_pred, minlength=4))


def counts_by_products(y_true: Any, y_pred: Any) -> Any:
    tp = (y_true * y_pred).sum()
    fp = ((1 - y_true) * y_pred).sum()
    fn = (y_true * (1 - y_pred)).sum()
    return len(y_true) - tp - fp - fn, fp, fn, tp


# precision_recall_f1 ----------------------------------------------------------------------------------------


def scores_by_harmonic_mean(y_true: Any, y_pred: Any) -> Any:
    _, fp, fn, tp = confusion_counts(y_true, y_pred)
    precision = tp / (tp + fp) if tp + fp > 0 else 0.0
    recall = tp / (tp + fn) if tp + fn > 0 else 0.0
    if precision + recall == 0:
        return precision, recall, 0.0
    return precision, recall, 2 * precision * recall / (precision + recall)


def scores_from_the_arrays(y_true: Any, y_pred: Any) -> Any:
    tp = np.sum((y_true == 1) & (y_pred == 1))
    called, real = np.sum(y_pred == 1), np.sum(y_true == 1)
    precision = tp / called if called else 0
    recall = tp / real if real else 0
    return precision, recall, 2 * tp / (called + real) if called + real else 0


def scores_over_at_least_one(y_true: Any, y_pred: Any) -> Any:
    _, fp, fn, tp = confusion_counts(y_true, y_pred)
    return tp / max(tp + fp, 1), tp / max(tp + fn, 1), 2 * tp / max(2 * tp + fp + fn, 1)


# roc_auc_score ----------------------------------------------------------------------------------------------


def auc_by_pairs(y_true: Any, y_score: Any) -> Any:
    won = 0.0
    positives, negatives = y_score[y_true == 1], y_score[y_true == 0]
    for p in positives:
        for n in negatives:
            won += 1.0 if p > n else 0.5 if p == n else 0.0
    return won / (len(positives) * len(negatives))


def auc_by_broadcasting(y_true: Any, y_score: Any) -> Any:
    gaps = y_score[y_true == 1][:, None] - y_score[y_true == 0]
    return ((gaps > 0) + 0.5 * (gaps == 0)).mean()


def auc_by_ranks(y_true: Any, y_score: Any) -> Any:
    """Mann and Whitney's way: the ranks of the positives, ties sharing the mean of theirs."""
    _, at, count = np.unique(y_score, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(count) - (count - 1) / 2)[at]
    n_pos = int(np.sum(y_true == 1))
    n_neg = len(y_true) - n_pos
    return (ranks[y_true == 1].sum() - n_pos * (n_pos + 1) / 2) / (n_pos * n_neg)


def auc_by_the_curve(y_true: Any, y_score: Any) -> Any:
    """The area under the curve, one point for each distinct score."""
    tpr, fpr = [0.0], [0.0]
    for threshold in np.unique(y_score)[::-1]:
        called = y_score >= threshold
        tpr.append(np.sum(called & (y_true == 1)) / np.sum(y_true == 1))
        fpr.append(np.sum(called & (y_true == 0)) / np.sum(y_true == 0))
    return float(np.trapezoid(tpr, fpr))


# k_fold_indices ---------------------------------------------------------------------------------------------


def folds_by_slices(n_rows: Any, n_splits: Any, random_state: Any = None) -> Any:
    order = np.arange(n_rows)
    if random_state is not None:
        order = np.random.default_rng(random_state).permutation(n_rows)
    folds, start = [], 0
    for k in range(n_splits):
        stop = start + n_rows // n_splits + (1 if k < n_rows % n_splits else 0)
        folds.append((np.concatenate([order[:start], order[stop:]]), order[start:stop]))
        start = stop
    return folds


def folds_dealt_like_cards(n_rows: Any, n_splits: Any, random_state: Any = None) -> Any:
    rows = list(range(n_rows))
    if random_state is not None:
        np.random.RandomState(random_state).shuffle(rows)
    folds = []
    for k in range(n_splits):
        test = rows[k::n_splits]
        folds.append(([row for row in rows if row not in test], test))
    return folds


def folds_one_at_a_time(n_rows: Any, n_splits: Any, random_state: Any = None) -> Iterator[Any]:
    order = np.arange(n_rows)
    if random_state is not None:
        np.random.default_rng(random_state).shuffle(order)
    for test in np.array_split(order, n_splits):
        yield np.setdiff1d(order, test), test


def folds_by_cut_points(n_rows: Any, n_splits: Any, random_state: Any = None) -> Any:
    order = np.arange(n_rows)
    if random_state is not None:
        order = np.random.default_rng(random_state).permutation(order)
    cuts = [k * n_rows // n_splits for k in range(n_splits + 1)]
    return [(np.delete(order, np.arange(a, b)), order[a:b]) for a, b in pairwise(cuts)]
