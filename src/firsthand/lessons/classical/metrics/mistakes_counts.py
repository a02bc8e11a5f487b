"""What people write for the four counts that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.grading.exercise import Mistake


def _counted(y_true: Any, y_pred: Any) -> Any:
    boxes = np.bincount(2 * y_true + y_pred, minlength=4)
    return tuple(int(count) for count in boxes)


def fp_and_fn_swapped(y_true: Any, y_pred: Any) -> Any:
    tn, fp, fn, tp = _counted(y_true, y_pred)
    return tn, fn, fp, tp


def positives_first(y_true: Any, y_pred: Any) -> Any:
    tn, fp, fn, tp = _counted(y_true, y_pred)
    return tp, fn, fp, tn


def tp_and_tn_swapped(y_true: Any, y_pred: Any) -> Any:
    tn, fp, fn, tp = _counted(y_true, y_pred)
    return tp, fp, fn, tn


def predicted_alone(y_true: Any, y_pred: Any) -> Any:
    wrong = y_true != y_pred
    return (
        int((y_pred == 0).sum()),
        int((wrong & (y_pred == 1)).sum()),
        int((wrong & (y_pred == 0)).sum()),
        int((y_pred == 1).sum()),
    )


def all_right_ones(y_true: Any, y_pred: Any) -> Any:
    _, fp, fn, _ = _counted(y_true, y_pred)
    right = int((y_true == y_pred).sum())
    return right, fp, fn, right


def all_wrong_ones(y_true: Any, y_pred: Any) -> Any:
    tn, fp, fn, tp = _counted(y_true, y_pred)
    return tn, fp + fn, fp + fn, tp


def shares(y_true: Any, y_pred: Any) -> Any:
    return tuple(count / len(y_true) for count in _counted(y_true, y_pred))


def as_a_matrix(y_true: Any, y_pred: Any) -> Any:
    return np.array(_counted(y_true, y_pred)).reshape(2, 2)


def counted_in_bytes(y_true: Any, y_pred: Any) -> Any:
    return tuple(int(count) for count in np.array(_counted(y_true, y_pred)).astype(np.uint8))


def boxes_may_be_missing(y_true: Any, y_pred: Any) -> Any:
    return tuple(np.bincount(2 * y_true + y_pred).tolist())


def missing_boxes_unpacked(y_true: Any, y_pred: Any) -> Any:
    tn, fp, fn, tp = np.bincount(2 * np.asarray(y_true, int) + np.asarray(y_pred, int))
    return int(tn), int(fp), int(fn), int(tp)


def true_negatives_not_counted(y_true: Any, y_pred: Any) -> Any:
    _, fp, fn, tp = _counted(y_true, y_pred)
    return 0, fp, fn, tp


def right_ones_as_positives(y_true: Any, y_pred: Any) -> Any:
    tn, fp, fn, tp = _counted(y_true, y_pred)
    return 0, fp, fn, tn + tp


def as_a_dict(y_true: Any, y_pred: Any) -> Any:
    return dict(zip(("tn", "fp", "fn", "tp"), _counted(y_true, y_pred), strict=True))


CONFUSION_COUNTS = [
    Mistake(
        counted_in_bytes,
        "A count beyond 255 starts again at 0: it is kept in 8 bits. Count in Python's whole numbers, or NumPy's own.",
    ),
    Mistake(
        boxes_may_be_missing,
        "np.bincount stops at the last kind that occurs, so a count is missing where nothing ended that way. "
        "minlength=4 asks for all four.",
        "wrong shape",
    ),
    Mistake(
        missing_boxes_unpacked,
        "np.bincount stops at the last kind that occurs, and then there are fewer than four counts to unpack. minlength=4 "
        "asks for all four.",
        "crashed",
    ),
    Mistake(
        true_negatives_not_counted,
        "What is 0 and was called 0 is not counted: that is the last case, tn.",
    ),
    Mistake(
        right_ones_as_positives,
        "Whatever is right counts as a true positive here, and tn stays 0. A true positive is 1 in both arrays; 0 in both "
        "is a true negative.",
    ),
    Mistake(
        as_a_dict,
        "The counts are right, but in a dict. Return them as a tuple, in the order (tn, fp, fn, tp).",
        "wrong type",
    ),
    Mistake(
        fp_and_fn_swapped,
        "False positives and false negatives have changed places. The second word says what was *predicted*: a false "
        "positive was called 1 and is 0 (a false alarm), a false negative was called 0 and is 1 (a miss).",
    ),
    Mistake(
        positives_first,
        "The order is back to front: you return (tp, fn, fp, tn). Return (tn, fp, fn, tp), class 0 before class 1.",
    ),
    Mistake(
        tp_and_tn_swapped,
        "True positives and true negatives have changed places. Class 0 comes first: (tn, fp, fn, tp).",
    ),
    Mistake(
        predicted_alone,
        "That counts all that were called 0 and all that were called 1. A true positive must be called 1 *and* be 1: "
        "ask both arrays.",
    ),
    Mistake(
        all_right_ones,
        "y_true == y_pred counts everything that is right, ones and zeros together. Part them: a true positive is 1 in "
        "both arrays, a true negative 0 in both.",
    ),
    Mistake(
        all_wrong_ones,
        "y_true != y_pred counts both kinds of error together. Part them by what was predicted: false positives were "
        "called 1, false negatives 0.",
    ),
    Mistake(
        shares,
        "Those are no whole numbers. Return how many there are of each: no shares, and no floats.",
        "wrong type",
    ),
    Mistake(
        as_a_matrix,
        "That is the confusion matrix as an array. Return its entries row by row, as a tuple: (tn, fp, fn, tp).",
        "wrong type",
    ),
]
