"""What people write for softmax_cross_entropy_gradient that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.grading.exercise import Mistake


def _sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-np.asarray(z, dtype=float)))


# softmax_cross_entropy_gradient ------------------------------------------------------------------------------


def _softmax(z: Any, axis: int = 1) -> Any:
    weights = np.exp(z - z.max(axis=axis, keepdims=True))
    return weights / weights.sum(axis=axis, keepdims=True)


def added_up(logits: Any, targets: Any) -> Any:
    return _softmax(logits) - targets


def over_all_entries(logits: Any, targets: Any) -> Any:
    return (_softmax(logits) - targets) / logits.size


def targets_minus_p(logits: Any, targets: Any) -> Any:
    return (targets - _softmax(logits)) / len(logits)


def plain_exp(logits: Any, targets: Any) -> Any:
    weights = np.exp(logits)
    return (weights / weights.sum(axis=1, keepdims=True) - targets) / len(logits)


def down_the_columns(logits: Any, targets: Any) -> Any:
    return (_softmax(logits, axis=0) - targets) / len(logits)


def softmax_over_everything(logits: Any, targets: Any) -> Any:
    weights = np.exp(logits - logits.max())
    return (weights / weights.sum() - targets) / len(logits)


def right_class_only(logits: Any, targets: Any) -> Any:
    return (_softmax(logits) - 1) * targets / len(logits)


def slope_along_p(logits: Any, targets: Any) -> Any:
    return -targets / (_softmax(logits) + 1e-12) / len(logits)


def diagonal_of_jacobian(logits: Any, targets: Any) -> Any:
    p = _softmax(logits)
    return (p - targets) * p * (1 - p) / len(logits)


def no_softmax(logits: Any, targets: Any) -> Any:
    return (logits - targets) / len(logits)


def each_score_alone(logits: Any, targets: Any) -> Any:
    return (_sigmoid(logits) - targets) / len(logits)


def over_the_classes(logits: Any, targets: Any) -> Any:
    return (_softmax(logits) - targets) / targets.shape[1]


def hard_targets(logits: Any, targets: Any) -> Any:
    p = _softmax(logits)
    p[np.arange(len(p)), targets.argmax(axis=1)] -= 1
    return p / len(p)


def largest_of_all(logits: Any, targets: Any) -> Any:
    powers = np.exp(logits - logits.max())
    return (powers / powers.sum(axis=1, keepdims=True) - targets) / len(targets)


def p_clipped(logits: Any, targets: Any) -> Any:
    return (np.clip(_softmax(logits), 1e-3, 1 - 1e-3) - targets) / len(targets)


SOFTMAX_GRADIENT = [
    Mistake(
        over_the_classes,
        "You divided by the number of classes. The loss is a mean over the rows: divide by len(logits).",
        "wrong gradient",
    ),
    Mistake(
        hard_targets,
        "You took 1 off at the likeliest class. Targets may be softer than 0 and 1: subtract them as they are.",
        "wrong gradient",
    ),
    Mistake(
        largest_of_all,
        "You subtracted the largest score of all rows. In a row far below it every power is 0, and 0 / 0 is NaN: subtract "
        "each row's own largest.",
        "wrong gradient",
    ),
    Mistake(
        p_clipped,
        "You hold p away from 0 and 1, which changes the gradient. No logarithm is taken here: nothing to clip.",
        "wrong gradient",
    ),
    Mistake(
        added_up,
        "The 1 / n is missing. The loss is a mean over the rows, so a rate that suits 10 rows would be far too long for "
        "1,000.",
        "wrong gradient",
    ),
    Mistake(over_all_entries, "The mean is over the rows: divide by n, not by n times k.", "wrong gradient"),
    Mistake(targets_minus_p, "The sign is the wrong way round: p - targets points uphill.", "wrong gradient"),
    Mistake(
        plain_exp,
        "exp(1000) is infinite. Subtract each row's largest score first: softmax does not change.",
        "wrong gradient",
    ),
    Mistake(
        down_the_columns,
        "softmax went down the columns. A row is a case, and its probabilities sum to 1: axis=1.",
        "wrong gradient",
    ),
    Mistake(
        softmax_over_everything,
        "The whole array shares one softmax. Each row has its own: axis=1, keepdims=True.",
        "wrong gradient",
    ),
    Mistake(
        right_class_only,
        "Only the right class gets a slope. The others are pulled down too: their slope is p itself.",
        "wrong gradient",
    ),
    Mistake(
        slope_along_p,
        "That is the slope along p. Through the softmax every score moves every probability; all told, p - targets "
        "remains.",
        "wrong gradient",
    ),
    Mistake(
        diagonal_of_jacobian,
        "There is a factor p (1 - p) too many: in the cross-entropy it cancels.",
        "wrong gradient",
    ),
    Mistake(
        no_softmax,
        "You subtracted the targets from the scores. They become probabilities through softmax first.",
        "wrong gradient",
    ),
    Mistake(
        each_score_alone,
        "Each score went through a sigmoid of its own. Here the classes compete: softmax along the row.",
        "wrong gradient",
    ),
]
