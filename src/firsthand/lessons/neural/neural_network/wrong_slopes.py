"""What people write for the losses and the plain step that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.exercise import Mistake


def _sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-np.asarray(z, dtype=float)))


def _bce(logits: Any, y: Any) -> Any:
    """Loss of each row, p - y of each row, and y as a column."""
    column = np.asarray(y).reshape(-1, 1)
    return np.logaddexp(0, logits) - column * logits, _sigmoid(logits) - column, column


# bce_with_logits --------------------------------------------------------------------------------------------


def row_against_column(logits: Any, y: Any) -> Any:
    loss = np.mean(np.logaddexp(0, logits) - y * logits)
    return loss, (_sigmoid(logits) - y) / len(y)


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


BCE_WITH_LOGITS = [
    Mistake(
        row_against_column,
        "logits is a column, (n, 1), and y a row, (n,): NumPy spreads their difference out to (n, n), each case against "
        "every label, and says nothing. Make y a column first: y.reshape(-1, 1).",
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


SOFTMAX_GRADIENT = [
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

# sgd_step ---------------------------------------------------------------------------------------------------


def uphill(weights: Any, gradient: Any, rate: float, weight_decay: float = 0.0) -> Any:
    return weights + rate * (gradient + weight_decay * weights)


def no_decay(weights: Any, gradient: Any, rate: float, weight_decay: float = 0.0) -> Any:
    return weights - rate * gradient


def decay_without_rate(weights: Any, gradient: Any, rate: float, weight_decay: float = 0.0) -> Any:
    return weights - rate * gradient - weight_decay * weights


def decay_afterwards(weights: Any, gradient: Any, rate: float, weight_decay: float = 0.0) -> Any:
    return (weights - rate * gradient) * (1 - rate * weight_decay)


def decay_grows(weights: Any, gradient: Any, rate: float, weight_decay: float = 0.0) -> Any:
    return weights - rate * (gradient - weight_decay * weights)


def decay_doubled(weights: Any, gradient: Any, rate: float, weight_decay: float = 0.0) -> Any:
    return weights - rate * (gradient + 2 * weight_decay * weights)


def penalty_itself(weights: Any, gradient: Any, rate: float, weight_decay: float = 0.0) -> Any:
    return weights - rate * (gradient + weight_decay / 2 * np.sum(weights**2))


def sign_of_weight(weights: Any, gradient: Any, rate: float, weight_decay: float = 0.0) -> Any:
    return weights - rate * (gradient + weight_decay * np.sign(weights))


def step_alone(weights: Any, gradient: Any, rate: float, weight_decay: float = 0.0) -> Any:
    return -rate * (gradient + weight_decay * weights)


def in_place(weights: Any, gradient: Any, rate: float, weight_decay: float = 0.0) -> Any:
    weights -= rate * (gradient + weight_decay * weights)
    return weights


SGD_STEP = [
    Mistake(uphill, "It steps uphill: subtract."),
    Mistake(no_decay, "weight_decay makes no difference: add weight_decay * weights to the gradient."),
    Mistake(
        decay_without_rate,
        "The decay is not multiplied by the rate. It is part of the gradient, and the rate multiplies all of it.",
    ),
    Mistake(
        decay_afterwards,
        "You shrank the weights after the step, and so shrank the step too. Both are taken from the old weights.",
    ),
    Mistake(decay_grows, "The decay has the wrong sign: it makes the weights grow."),
    Mistake(
        decay_doubled,
        "The decay is twice too strong: the penalty has a half in front, so its slope is weight_decay * weights.",
    ),
    Mistake(
        penalty_itself,
        "You added the penalty itself to the gradient. Add its slope: weight_decay * weights.",
    ),
    Mistake(
        sign_of_weight,
        "That shrinks all weights by the same amount, as a penalty on |w| would. The slope of w**2 / 2 is w itself.",
    ),
    Mistake(step_alone, "That is the step. Add it to the weights and return where they come to stand."),
    Mistake(
        in_place,
        "-= writes over the array you were given, and whoever kept the old weights loses them. Return a new array.",
        "changed its input",
    ),
]
