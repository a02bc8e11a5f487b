"""What people write for bce_with_logits that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.grading.exercise import Mistake


def _sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-np.asarray(z, dtype=float)))


def _bce(logits: Any, y: Any) -> Any:
    """Loss of each row, p - y of each row, and y as a column."""
    column = np.asarray(y).reshape(-1, 1)
    return np.logaddexp(0, logits) - column * logits, _sigmoid(logits) - column, column


def row_against_column(logits: Any, y: Any) -> Any:
    loss = np.mean(np.logaddexp(0, logits) - y * logits)
    return loss, (_sigmoid(logits) - y) / len(y)


def row_against_column_in_the_loss(logits: Any, y: Any) -> Any:
    _, misses, _ = _bce(logits, y)
    return np.mean(np.logaddexp(0, logits) - y * logits), misses / len(y)


def no_one_over_n(logits: Any, y: Any) -> Any:
    losses, misses, _ = _bce(logits, y)
    return losses.mean(), misses


def sign_of_gradient(logits: Any, y: Any) -> Any:
    losses, misses, _ = _bce(logits, y)
    return losses.mean(), -misses / len(y)


def logarithm_of_sigmoid(logits: Any, y: Any) -> Any:
    _, misses, column = _bce(logits, y)
    p = _sigmoid(logits)
    return -np.mean(column * np.log(p) + (1 - column) * np.log(1 - p)), misses / len(y)


def epsilon_inside(logits: Any, y: Any) -> Any:
    _, misses, column = _bce(logits, y)
    p = _sigmoid(logits)
    return -np.mean(column * np.log(p + 1e-8) + (1 - column) * np.log(1 - p + 1e-8)), misses / len(y)


def slope_of_sigmoid_again(logits: Any, y: Any) -> Any:
    losses, misses, _ = _bce(logits, y)
    p = _sigmoid(logits)
    return losses.mean(), misses * p * (1 - p) / len(y)


def gradient_of_probability(logits: Any, y: Any) -> Any:
    losses, misses, _ = _bce(logits, y)
    p = _sigmoid(logits)
    return losses.mean(), misses / (p * (1 - p)) / len(y)


def loss_added_up(logits: Any, y: Any) -> Any:
    losses, misses, _ = _bce(logits, y)
    return losses.sum(), misses / len(y)


def labels_swapped(logits: Any, y: Any) -> Any:
    losses, misses, _ = _bce(logits, 1 - y)
    return losses.mean(), misses / len(y)


def loss_alone(logits: Any, y: Any) -> Any:
    return _bce(logits, y)[0].mean()


def gradient_flat(logits: Any, y: Any) -> Any:
    losses, misses, _ = _bce(logits, y)
    return losses.mean(), misses[:, 0] / len(y)


def logits_for_p(logits: Any, y: Any) -> Any:
    losses, _, column = _bce(logits, y)
    return losses.mean(), (logits - column) / len(y)


def both_added_up(logits: Any, y: Any) -> Any:
    losses, misses, _ = _bce(logits, y)
    return losses.sum(), misses


def sign_of_loss(logits: Any, y: Any) -> Any:
    losses, misses, _ = _bce(logits, y)
    return -losses.mean(), misses / len(y)


def in_bits(logits: Any, y: Any) -> Any:
    losses, misses, _ = _bce(logits, y)
    return losses.mean() / np.log(2), misses / len(y)


def gradient_first(logits: Any, y: Any) -> Any:
    losses, misses, _ = _bce(logits, y)
    return misses / len(y), losses.mean()


def loss_of_each_row(logits: Any, y: Any) -> Any:
    losses, misses, _ = _bce(logits, y)
    return losses, misses / len(y)


def ones_alone(logits: Any, y: Any) -> Any:
    losses, misses, column = _bce(logits, y)
    return np.mean(column * losses), misses / len(y)


def squared_error(logits: Any, y: Any) -> Any:
    _, misses, _ = _bce(logits, y)
    return np.mean(misses**2), 2 * misses / len(y)


def p_clipped(logits: Any, y: Any) -> Any:
    _, _, column = _bce(logits, y)
    p = np.clip(_sigmoid(logits), 1e-7, 1 - 1e-7)
    return -np.mean(column * np.log(p) + (1 - column) * np.log(1 - p)), (p - column) / len(y)


def tiny_epsilon_inside(logits: Any, y: Any) -> Any:
    _, misses, column = _bce(logits, y)
    p = _sigmoid(logits)
    return -np.mean(column * np.log(p + 1e-12) + (1 - column) * np.log(1 - p + 1e-12)), misses / len(y)


def plain_power(logits: Any, y: Any) -> Any:
    _, misses, column = _bce(logits, y)
    return np.mean(np.log(1 + np.exp(logits)) - column * logits), misses / len(y)


def logits_clipped(logits: Any, y: Any) -> Any:
    losses, misses, _ = _bce(np.clip(logits, -30, 30), y)
    return losses.mean(), misses / len(y)


def chosen_by_label(logits: Any, y: Any) -> Any:
    _, misses, column = _bce(logits, y)
    p = _sigmoid(logits)
    return -np.mean(np.where(column == 1, np.log(p), np.log(1 - p))), misses / len(y)


BCE_WITH_LOGITS = [
    Mistake(
        chosen_by_label,
        "Far from 0 the sigmoid is exactly 0 or 1 in floating point, and the logarithm of 0 is infinite. Use the score "
        "itself: np.logaddexp(0, z) - y * z.",
    ),
    Mistake(
        both_added_up,
        "You added up over the rows, in the loss and in the gradient. The loss is their mean: divide both by n.",
    ),
    Mistake(sign_of_loss, "The loss is negative: log(p) is below 0, and the loss is minus it."),
    Mistake(in_bits, "That is in bits. The natural logarithm gives nats: np.log, not np.log2."),
    Mistake(
        gradient_first,
        "The two answers are in the wrong order: the loss first, then its gradient.",
        "wrong shape",
    ),
    Mistake(loss_of_each_row, "That is the loss of each row. Give their mean, one number.", "wrong shape"),
    Mistake(ones_alone, "Rows with y = 0 cost nothing in yours. They cost -log(1 - p)."),
    Mistake(
        squared_error,
        "That is the squared error of the probabilities. Cross-entropy is -log of what the true label was given.",
    ),
    Mistake(
        p_clipped,
        "You clip p away from 0 and 1. That hides the logarithm of 0, and a row that is surely wrong then costs 16 at the "
        "most, whatever its score. With the score itself there is nothing to clip: np.logaddexp(0, z) - y * z.",
    ),
    Mistake(
        tiny_epsilon_inside,
        "However small the number is that you add inside the logarithm, the loss stops growing there: at 1e-12 it is 27.6, "
        "where it should be 1000. Use the score itself: np.logaddexp(0, z) - y * z.",
    ),
    Mistake(
        plain_power,
        "np.exp(z) is infinite from 710 on. np.logaddexp(0, z) is log(1 + exp(z)) without that power.",
    ),
    Mistake(
        logits_clipped, "You hold the logits within bounds. A score of 1000 against the label costs 1000."
    ),
    Mistake(
        row_against_column,
        "logits is a column, (n, 1), and y a row, (n,): NumPy spreads their difference out to (n, n), each case against "
        "every label, and says nothing. Make y a column first: y.reshape(-1, 1).",
        also=[row_against_column_in_the_loss],
    ),
    Mistake(
        no_one_over_n,
        "The gradient lacks the 1 / n. The loss is a mean over the rows, so each row weighs 1 / n in its slope too.",
    ),
    Mistake(
        sign_of_gradient,
        "The gradient points downhill: it is p - y, not y - p.",
    ),
    Mistake(
        logarithm_of_sigmoid,
        "Right on paper, but at a logit of 1000 the sigmoid rounds to 1 and log(1 - p) is infinite. "
        "np.logaddexp(0, z) is -log(1 - p), exactly.",
    ),
    Mistake(
        epsilon_inside,
        "A small number inside the logarithm hides the infinity but caps the loss where it is most wrong. Compute from "
        "the logits: np.logaddexp(0, z) is -log(1 - p), exactly.",
    ),
    Mistake(
        slope_of_sigmoid_again,
        "There is a factor p (1 - p) too many. Along the logit it cancels against the slope of the logarithm: p - y "
        "remains.",
    ),
    Mistake(
        gradient_of_probability,
        "That is the slope along p. Wanted is the slope along the logit: multiply by dp/dz = p (1 - p), and p - y "
        "remains.",
    ),
    Mistake(loss_added_up, "The loss is added up over the rows: take the mean."),
    Mistake(labels_swapped, "The labels are the wrong way round: p is the probability of 1."),
    Mistake(loss_alone, "Only the loss came back. Return the pair (loss, gradient).", "wrong type"),
    Mistake(
        gradient_flat,
        "The gradient has lost its second axis. The way back multiplies it as a matrix: keep the shape of the logits.",
        "wrong shape",
    ),
    Mistake(
        logits_for_p,
        "You subtracted y from the logits. They become probabilities through the sigmoid first.",
    ),
]
