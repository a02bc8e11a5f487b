"""What people write for cross-entropy that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.grading.exercise import Mistake
from firsthand.foundations import log_sum_exp, softmax


def batch(logits: Any, targets: Any) -> tuple[Any, Any, Any]:
    """Rows, targets, and the row numbers that pair them."""
    rows = np.atleast_2d(logits)
    return rows, np.atleast_1d(targets), np.arange(len(rows))


def _losses(logits: Any, targets: Any) -> Any:
    """The loss of each row."""
    rows, targets, i = batch(logits, targets)
    return log_sum_exp(rows) - rows[i, targets]


def log_of_softmax(logits: Any, targets: Any) -> Any:
    rows, targets, i = batch(logits, targets)
    return -np.log(softmax(rows)[i, targets]).mean()


def log_of_softmax_by_one_hot(logits: Any, targets: Any) -> Any:
    rows, targets, _ = batch(logits, targets)
    y = np.eye(rows.shape[1])[targets]
    return -(y * np.log(softmax(rows))).sum(axis=1).mean()


def log_of_softmax_plus_epsilon(logits: Any, targets: Any) -> Any:
    rows, targets, i = batch(logits, targets)
    return -np.log(softmax(rows)[i, targets] + 1e-12).mean()


def log_of_clipped_softmax(logits: Any, targets: Any) -> Any:
    rows, targets, i = batch(logits, targets)
    return -np.log(np.clip(softmax(rows)[i, targets], 1e-15, 1)).mean()


def shift_of_whole_batch(logits: Any, targets: Any) -> Any:
    rows, targets, i = batch(logits, targets)
    shifted = rows - rows.max()
    return (np.log(np.exp(shifted).sum(axis=1)) - shifted[i, targets]).mean()


def unshifted_log_sum_exp(logits: Any, targets: Any) -> Any:
    rows, targets, i = batch(logits, targets)
    return (np.log(np.exp(rows).sum(axis=1)) - rows[i, targets]).mean()


def total_of_rows(logits: Any, targets: Any) -> Any:
    return _losses(logits, targets).sum()


def mean_over_everything(logits: Any, targets: Any) -> Any:
    return _losses(logits, targets).mean() / logits.shape[-1]


def sign_forgotten(logits: Any, targets: Any) -> Any:
    return -_losses(logits, targets).mean()


def score_alone(logits: Any, targets: Any) -> Any:
    rows, targets, i = batch(logits, targets)
    return -rows[i, targets].mean()


def whole_columns(logits: Any, targets: Any) -> Any:
    rows, targets, _ = batch(logits, targets)
    return (log_sum_exp(rows)[:, None] - rows[:, targets]).mean()


def surest_class(logits: Any, targets: Any) -> Any:
    rows, _, _ = batch(logits, targets)
    return (log_sum_exp(rows) - rows.max(axis=1)).mean()


def bits(logits: Any, targets: Any) -> Any:
    return _losses(logits, targets).mean() / np.log(2)


def log_of_naive_softmax(logits: Any, targets: Any) -> Any:
    rows, targets, i = batch(logits, targets)
    weights = np.exp(rows)
    return -np.log(weights[i, targets] / weights.sum(axis=1)).mean()


def counted_from_one(logits: Any, targets: Any) -> Any:
    rows, targets, i = batch(logits, targets)
    return (log_sum_exp(rows) - rows[i, targets - 1]).mean()


def scores_as_probabilities(logits: Any, targets: Any) -> Any:
    rows, targets, i = batch(logits, targets)
    return -np.log(rows[i, targets]).mean()


def batches_only(logits: Any, targets: Any) -> Any:
    return np.mean(log_sum_exp(logits) - logits[np.arange(len(logits)), targets])


def one_a_row(logits: Any, targets: Any) -> Any:
    return _losses(logits, targets)


CROSS_ENTROPY = [
    Mistake(
        log_of_softmax,
        "The probability rounds to 0 and its logarithm to -infinity. Never form the probability: "
        "-log(p) is log_sum_exp(row) - row[target].",
    ),
    Mistake(
        log_of_softmax_by_one_hot,
        "A probability rounds to 0, its logarithm to -infinity, and 0 times that, where y is 0, is NaN. Never form the "
        "probability: -log(p) is log_sum_exp(row) - row[target].",
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
        log_of_naive_softmax,
        "exp overflows for large scores, and infinity over infinity is NaN. Never form the probability: "
        "log_sum_exp(row) - row[target] stays exact.",
    ),
    Mistake(
        counted_from_one,
        "Classes are counted from 0: the target is the column's own number, with nothing taken off.",
    ),
    Mistake(
        scores_as_probabilities,
        "That is the logarithm of the score itself. Scores are no probabilities yet: the softmax comes in between.",
    ),
    Mistake(
        one_a_row,
        "You return one loss for each row. Return their mean: one number.",
        "wrong shape",
    ),
]

SINGLE_ROW = Mistake(
    batches_only,
    "It works for a batch alone. A single row comes as logits of shape (k,) with one integer: np.atleast_2d and "
    "np.atleast_1d make a batch of one of it.",
    "crashed",
)
