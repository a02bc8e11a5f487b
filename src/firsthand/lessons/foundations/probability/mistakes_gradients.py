"""What people write for the gradient of cross-entropy that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.grading.exercise import Mistake
from firsthand.foundations import cross_entropy, numerical_gradient, softmax
from firsthand.lessons.foundations.probability.mistakes_losses import batch


def _p_minus_y(logits: Any, targets: Any) -> Any:
    """The gradient of each row's own loss, in the shape of the logits."""
    rows, targets, i = batch(logits, targets)
    difference = softmax(rows)
    difference[i, targets] -= 1
    return difference.reshape(logits.shape)


def gradient_without_mean(logits: Any, targets: Any) -> Any:
    return _p_minus_y(logits, targets)


def gradient_uphill(logits: Any, targets: Any) -> Any:
    return -_p_minus_y(logits, targets) / np.size(targets)


def gradient_over_everything(logits: Any, targets: Any) -> Any:
    return _p_minus_y(logits, targets) / np.size(logits)


def gradient_without_target(logits: Any, targets: Any) -> Any:
    return softmax(logits) / np.size(targets)


def gradient_minus_label(logits: Any, targets: Any) -> Any:
    return (softmax(logits) - np.expand_dims(targets, -1)) / np.size(targets)


def gradient_whole_columns(logits: Any, targets: Any) -> Any:
    p = softmax(logits)
    p[..., targets] -= 1
    return p / np.size(targets)


def gradient_of_probabilities(logits: Any, targets: Any) -> Any:
    rows, targets, i = batch(logits, targets)
    gradient = np.zeros(rows.shape)
    gradient[i, targets] = -1 / softmax(rows)[i, targets]
    return gradient.reshape(logits.shape) / len(rows)


def gradient_overflows(logits: Any, targets: Any) -> Any:
    rows, targets, i = batch(logits, targets)
    p = np.exp(rows)
    p /= p.sum(axis=1, keepdims=True)
    p[i, targets] -= 1
    return p.reshape(logits.shape) / len(rows)


def gradient_by_measuring(logits: Any, targets: Any) -> Any:
    return numerical_gradient(lambda scores: cross_entropy(scores, targets), logits)


def gradient_of_the_scores(logits: Any, targets: Any) -> Any:
    rows, targets, i = batch(logits, targets)
    gradient = rows.copy()
    gradient[i, targets] -= 1
    return gradient.reshape(logits.shape) / len(rows)


def gradient_with_the_slope_of_a_sigmoid(logits: Any, targets: Any) -> Any:
    p = softmax(logits)
    return _p_minus_y(logits, targets) * p * (1 - p) / np.size(targets)


def gradient_down_the_columns(logits: Any, targets: Any) -> Any:
    rows, targets, i = batch(logits, targets)
    p = softmax(rows, axis=0)
    p[i, targets] -= 1
    return p.reshape(logits.shape) / len(rows)


def gradient_at_the_target_alone(logits: Any, targets: Any) -> Any:
    rows, targets, i = batch(logits, targets)
    gradient = np.zeros(rows.shape)
    gradient[i, targets] = softmax(rows)[i, targets] - 1
    return gradient.reshape(logits.shape) / len(rows)


def gradient_over_the_first_size(logits: Any, targets: Any) -> Any:
    return _p_minus_y(logits, targets) / len(logits)


def gradient_of_batches_only(logits: Any, targets: Any) -> Any:
    p = softmax(logits)
    p[np.arange(len(p)), targets] -= 1
    return p / len(p)


def gradient_in_place(logits: Any, targets: Any) -> Any:
    logits[...] = _p_minus_y(logits, targets) / np.size(targets)
    return logits


CROSS_ENTROPY_GRADIENT = [
    Mistake(
        gradient_without_mean,
        "p - y is the gradient of each row's own loss. The loss is their mean, so divide by the number of rows.",
        "wrong gradient",
    ),
    Mistake(
        gradient_uphill,
        "The sign is the wrong way round: the gradient is p - y. Descent itself subtracts it.",
        "wrong gradient",
    ),
    Mistake(
        gradient_over_everything,
        "You divided by the number of entries. The mean runs over the rows: divide by n, not by n * k.",
        "wrong gradient",
    ),
    Mistake(
        gradient_without_target,
        "That is p alone, which pushes every score down, the right one too. Subtract 1 at each row's target.",
        "wrong gradient",
    ),
    Mistake(
        gradient_minus_label,
        "You subtract the class number itself. y is one-hot: 1 in the target's column and 0 in the others.",
        "wrong gradient",
    ),
    Mistake(
        gradient_whole_columns,
        "p[:, targets] -= 1 subtracts in whole columns, for every row. Pair rows and targets: "
        "p[np.arange(n), targets] -= 1.",
        "wrong gradient",
    ),
    Mistake(
        gradient_of_probabilities,
        "-y / p is the gradient with respect to the probabilities. One step is missing, through the softmax to "
        "the scores; after it everything collapses to p - y.",
        "wrong gradient",
    ),
    Mistake(
        gradient_overflows,
        "exp overflows for large scores. Use softmax, which shifts by the largest score first.",
        "wrong gradient",
    ),
    Mistake(
        gradient_by_measuring,
        "Measuring is how you check a gradient: slow, and only right to a few digits where the scores are large. The "
        "formula is short: p - y, divided by n.",
        "wrong gradient",
    ),
    Mistake(
        gradient_of_the_scores,
        "You subtract 1 from the target's score. It is taken off its probability: start from p = softmax(logits).",
        "wrong gradient",
    ),
    Mistake(
        gradient_with_the_slope_of_a_sigmoid,
        "p (1 - p) has no place here: p - y is the whole gradient, all steps of the chain included.",
        "wrong gradient",
    ),
    Mistake(
        gradient_down_the_columns,
        "Your softmax runs down the columns. The classes of one case stand in a row: axis=-1.",
        "wrong gradient",
    ),
    Mistake(
        gradient_at_the_target_alone,
        "Only the target's score gets a slope. The others have one too: p, which pushes them down.",
        "wrong gradient",
    ),
    Mistake(
        gradient_over_the_first_size,
        "For a single row, len(logits) is the number of classes. There n is 1: divide by the number of targets.",
        "wrong gradient",
    ),
    Mistake(
        gradient_in_place,
        "You write into the caller's scores. Let p be a new array: p = softmax(logits).",
        "changed its input",
    ),
]

GRADIENT_OF_A_SINGLE_ROW = Mistake(
    gradient_of_batches_only,
    "It works for a batch alone. For a single row, logits of shape (k,), n is 1 and the gradient has shape (k,): work "
    "on np.atleast_2d(logits) and reshape at the end.",
    "crashed",
)
