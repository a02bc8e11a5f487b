"""What people write for cross-entropy and its gradient that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.exercise import Mistake
from firsthand.foundations import cross_entropy, log_sum_exp, numerical_gradient, softmax

# cross_entropy ----------------------------------------------------------------------------------------------


def _batch(logits: Any, targets: Any) -> tuple[Any, Any, Any]:
    """Rows, targets, and the row numbers that pair them."""
    rows = np.atleast_2d(np.asarray(logits, dtype=float))
    return rows, np.atleast_1d(targets), np.arange(len(rows))


def _losses(logits: Any, targets: Any) -> Any:
    """The loss of each row."""
    rows, targets, i = _batch(logits, targets)
    return log_sum_exp(rows) - rows[i, targets]


def log_of_softmax(logits: Any, targets: Any) -> Any:
    rows, targets, i = _batch(logits, targets)
    return -np.log(softmax(rows)[i, targets]).mean()


def log_of_softmax_plus_epsilon(logits: Any, targets: Any) -> Any:
    rows, targets, i = _batch(logits, targets)
    return -np.log(softmax(rows)[i, targets] + 1e-12).mean()


def log_of_clipped_softmax(logits: Any, targets: Any) -> Any:
    rows, targets, i = _batch(logits, targets)
    return -np.log(np.clip(softmax(rows)[i, targets], 1e-15, 1)).mean()


def shift_of_whole_batch(logits: Any, targets: Any) -> Any:
    rows, targets, i = _batch(logits, targets)
    shifted = rows - rows.max()
    return (np.log(np.exp(shifted).sum(axis=1)) - shifted[i, targets]).mean()


def unshifted_log_sum_exp(logits: Any, targets: Any) -> Any:
    rows, targets, i = _batch(logits, targets)
    return (np.log(np.exp(rows).sum(axis=1)) - rows[i, targets]).mean()


def total_of_rows(logits: Any, targets: Any) -> Any:
    return _losses(logits, targets).sum()


def mean_over_everything(logits: Any, targets: Any) -> Any:
    return _losses(logits, targets).mean() / logits.shape[-1]


def sign_forgotten(logits: Any, targets: Any) -> Any:
    return -_losses(logits, targets).mean()


def score_alone(logits: Any, targets: Any) -> Any:
    rows, targets, i = _batch(logits, targets)
    return -rows[i, targets].mean()


def whole_columns(logits: Any, targets: Any) -> Any:
    rows, targets, _ = _batch(logits, targets)
    return (log_sum_exp(rows)[:, None] - rows[:, targets]).mean()


def surest_class(logits: Any, targets: Any) -> Any:
    rows, _, _ = _batch(logits, targets)
    return (log_sum_exp(rows) - rows.max(axis=1)).mean()


def bits(logits: Any, targets: Any) -> Any:
    return _losses(logits, targets).mean() / np.log(2)


def one_a_row(logits: Any, targets: Any) -> Any:
    return _losses(logits, targets)


CROSS_ENTROPY = [
    Mistake(
        log_of_softmax,
        "The probability rounds to 0 and its logarithm to -infinity. Never form the probability: "
        "-log(p) is log_sum_exp(row) - row[target].",
    ),
    Mistake(
        log_of_softmax_plus_epsilon,
        "The small number inside the logarithm hides the infinity, but then no mistake can cost more than about "
        "27.6, and the worst ones stop teaching. Use log_sum_exp(row) - row[target], which needs no rescue.",
    ),
    Mistake(
        log_of_clipped_softmax,
        "Clipping the probability hides the infinity, but then no mistake can cost more than about 34.5, and beyond "
        "that the slope is 0. Use log_sum_exp(row) - row[target], which needs no clipping.",
    ),
    Mistake(
        shift_of_whole_batch,
        "You shift all rows by the largest score of the whole batch. A row far below it becomes log(0): take the "
        "largest of each row.",
    ),
    Mistake(
        unshifted_log_sum_exp,
        "exp(1000) is infinite. Shift by the largest score of each row before exp, or use log_sum_exp.",
    ),
    Mistake(
        total_of_rows,
        "You summed over the rows. Take the mean, so that the loss means the same for every batch size.",
    ),
    Mistake(
        mean_over_everything,
        "You averaged over the classes too: with k classes the loss is k times too small. Sum over the classes, "
        "then average over the rows.",
    ),
    Mistake(
        sign_forgotten,
        "The logarithm of a probability is negative: put a minus in front, so that less surprise is a lower loss.",
    ),
    Mistake(
        score_alone,
        "Minus the target's score is only half of it: without log_sum_exp(row) a model could lower the loss for "
        "ever by raising every score.",
    ),
    Mistake(
        whole_columns,
        "p[:, targets] picks whole columns, for every row all the targets. Pair rows and targets: "
        "p[np.arange(n), targets].",
    ),
    Mistake(
        surest_class,
        "That is the surprise at the class with the highest score. The loss asks about targets, right or not.",
    ),
    Mistake(
        bits,
        "Everything is 1.4427 times too large: the logarithm has base 2 and gives bits. Use np.log, for nats.",
    ),
    Mistake(
        one_a_row,
        "You return one loss for each row. Return their mean: one number.",
        "wrong shape",
    ),
]

# cross_entropy_gradient -------------------------------------------------------------------------------------


def _p_minus_y(logits: Any, targets: Any) -> Any:
    """The gradient of each row's own loss, in the shape of the logits."""
    rows, targets, i = _batch(logits, targets)
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
    rows, targets, i = _batch(logits, targets)
    gradient = np.zeros_like(rows)
    gradient[i, targets] = -1 / softmax(rows)[i, targets]
    return gradient.reshape(logits.shape) / len(rows)


def gradient_overflows(logits: Any, targets: Any) -> Any:
    rows, targets, i = _batch(logits, targets)
    p = np.exp(rows)
    p /= p.sum(axis=1, keepdims=True)
    p[i, targets] -= 1
    return p.reshape(logits.shape) / len(rows)


def gradient_by_measuring(logits: Any, targets: Any) -> Any:
    return numerical_gradient(lambda scores: cross_entropy(scores, targets), logits)


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
        gradient_in_place,
        "You write into the caller's scores. Let p be a new array: p = softmax(logits).",
        "changed its input",
    ),
]
