"""What people write for precision, recall and F1 that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.classical.basics.metrics import confusion_counts
from firsthand.course.grading.exercise import Mistake


def _over(above: Any, below: Any, nothing: float = 0.0) -> float:
    return float(above / below) if below else nothing


def _f1(precision: float, recall: float) -> float:
    return _over(2 * precision * recall, precision + recall)


def without_a_guard(y_true: Any, y_pred: Any) -> Any:
    _, fp, fn, tp = confusion_counts(y_true, y_pred)
    precision, recall = tp / (tp + fp), tp / (tp + fn)
    return precision, recall, 2 * precision * recall / (precision + recall)


def without_a_guard_in_numpy(y_true: Any, y_pred: Any) -> Any:
    _, fp, fn, tp = np.array(confusion_counts(y_true, y_pred))
    precision, recall = tp / (tp + fp), tp / (tp + fn)
    return precision, recall, 2 * precision * recall / (precision + recall)


def f1_without_a_guard(y_true: Any, y_pred: Any) -> Any:
    _, fp, fn, tp = np.array(confusion_counts(y_true, y_pred))
    precision, recall = _over(tp, tp + fp), _over(tp, tp + fn)
    return precision, recall, np.float64(2 * precision * recall) / (precision + recall)


def nothing_is_perfect(y_true: Any, y_pred: Any) -> Any:
    _, fp, fn, tp = confusion_counts(y_true, y_pred)
    return _over(tp, tp + fp, 1.0), _over(tp, tp + fn, 1.0), _over(2 * tp, 2 * tp + fp + fn, 1.0)


def precision_and_recall_swapped(y_true: Any, y_pred: Any) -> Any:
    _, fp, fn, tp = confusion_counts(y_true, y_pred)
    precision, recall = _over(tp, tp + fn), _over(tp, tp + fp)
    return precision, recall, _f1(precision, recall)


def plain_mean(y_true: Any, y_pred: Any) -> Any:
    _, fp, fn, tp = confusion_counts(y_true, y_pred)
    precision, recall = _over(tp, tp + fp), _over(tp, tp + fn)
    return precision, recall, (precision + recall) / 2


def two_forgotten(y_true: Any, y_pred: Any) -> Any:
    _, fp, fn, tp = confusion_counts(y_true, y_pred)
    precision, recall = _over(tp, tp + fp), _over(tp, tp + fn)
    return precision, recall, _f1(precision, recall) / 2


def accuracy_for_precision(y_true: Any, y_pred: Any) -> Any:
    _, _, fn, tp = confusion_counts(y_true, y_pred)
    precision, recall = float((y_true == y_pred).mean()), _over(tp, tp + fn)
    return precision, recall, _f1(precision, recall)


def of_the_zeros(y_true: Any, y_pred: Any) -> Any:
    tn, fp, fn, _ = confusion_counts(y_true, y_pred)
    precision, recall = _over(tn, tn + fn), _over(tn, tn + fp)
    return precision, recall, _f1(precision, recall)


def specificity_for_recall(y_true: Any, y_pred: Any) -> Any:
    tn, fp, _, tp = confusion_counts(y_true, y_pred)
    precision, recall = _over(tp, tp + fp), _over(tn, tn + fp)
    return precision, recall, _f1(precision, recall)


def whole_division(y_true: Any, y_pred: Any) -> Any:
    _, fp, fn, tp = confusion_counts(y_true, y_pred)
    precision, recall = tp // max(tp + fp, 1), tp // max(tp + fn, 1)
    return precision, recall, 2 * precision * recall // max(precision + recall, 1)


def in_percent(y_true: Any, y_pred: Any) -> Any:
    _, fp, fn, tp = confusion_counts(y_true, y_pred)
    precision, recall = _over(tp, tp + fp), _over(tp, tp + fn)
    return 100 * precision, 100 * recall, 100 * _f1(precision, recall)


def geometric_mean(y_true: Any, y_pred: Any) -> Any:
    _, fp, fn, tp = confusion_counts(y_true, y_pred)
    precision, recall = _over(tp, tp + fp), _over(tp, tp + fn)
    return precision, recall, float(np.sqrt(precision * recall))


def mean_over_both_classes(y_true: Any, y_pred: Any) -> Any:
    tn, fp, fn, tp = confusion_counts(y_true, y_pred)
    ones = _over(tp, tp + fp), _over(tp, tp + fn)
    zeros = _over(tn, tn + fn), _over(tn, tn + fp)
    pairs = [(*ones, _f1(*ones)), (*zeros, _f1(*zeros))]
    return tuple((one + zero) / 2 for one, zero in zip(*pairs, strict=True))


PRECISION_RECALL_F1 = [
    Mistake(
        geometric_mean,
        "The root of the product is the geometric mean. F1 is the harmonic one: 2 * p * r / (p + r).",
    ),
    Mistake(
        mean_over_both_classes,
        "You average over both classes, as a macro average does. Here only the positives, class 1, are asked about.",
    ),
    Mistake(
        without_a_guard,
        "It divides by zero when nothing was called positive (precision) or nothing is positive (recall). Both happen "
        "with rare classes: where the denominator is 0, give 0.",
        "crashed",
    ),
    Mistake(
        without_a_guard_in_numpy,
        "0 / 0 in NumPy is nan, which then spoils every mean it enters. Where nothing was called positive, or nothing "
        "is, give 0.",
    ),
    Mistake(
        f1_without_a_guard,
        "Precision and recall are guarded, but F1 divides by their sum, and that is 0 when both are: give 0 there too.",
    ),
    Mistake(
        nothing_is_perfect,
        "Where nothing was called positive you give 1. Then a model that never says yes looks perfectly precise; the "
        "convention is 0 for 0 / 0.",
    ),
    Mistake(
        precision_and_recall_swapped,
        "Precision and recall have changed places. Precision divides by what was *called* positive, tp + fp; recall "
        "by what *is* positive, tp + fn.",
    ),
    Mistake(
        plain_mean,
        "F1 is the harmonic mean, not the plain one: 2 * p * r / (p + r). It stays near the worse of the two, so one "
        "cannot make up for the other.",
    ),
    Mistake(
        two_forgotten,
        "F1 comes out half as large as it should: the harmonic mean of two numbers is *twice* their product over their "
        "sum.",
    ),
    Mistake(
        accuracy_for_precision,
        "The first number is the accuracy, the share of all rows that are right. Precision looks only at the rows that "
        "were called positive.",
    ),
    Mistake(
        of_the_zeros,
        "That is precision and recall of class 0. The positive class is 1: count with tp, not with tn.",
    ),
    Mistake(
        specificity_for_recall,
        "tn / (tn + fp) is the specificity, the recall of class 0. Recall of the positives is tp / (tp + fn).",
    ),
    Mistake(
        whole_division,
        "// cuts the fraction off and leaves 0 or 1. Divide with a single stroke, /.",
    ),
    Mistake(
        in_percent,
        "Everything is 100 times too large. Return shares from 0 to 1; make percent of them only in print.",
    ),
]
