"""What people write for sgd_step that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.grading.exercise import Mistake


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


def decay_halved(weights: Any, gradient: Any, rate: float, weight_decay: float = 0.0) -> Any:
    return weights - rate * (gradient + weight_decay / 2 * weights)


def decay_by_default(weights: Any, gradient: Any, rate: float, weight_decay: float = 0.01) -> Any:
    return weights - rate * (gradient + weight_decay * weights)


def gradient_clipped(weights: Any, gradient: Any, rate: float, weight_decay: float = 0.0) -> Any:
    return weights - rate * (np.clip(gradient, -5, 5) + weight_decay * weights)


def no_step_no_copy(weights: Any, gradient: Any, rate: float, weight_decay: float = 0.0) -> Any:
    return weights - rate * (gradient + weight_decay * weights) if rate else weights


OLD_ONES = Mistake(
    no_step_no_copy,
    "At a rate of 0 you hand the old array itself back, and whoever writes into the new weights writes into the old ones. "
    "Give a new array always.",
)
SGD_STEP = [
    Mistake(
        decay_halved,
        "The penalty has a half in it, weight_decay / 2 * w**2, and its slope has none: the 2 from the square cancels it.",
    ),
    Mistake(
        decay_by_default, "Unless said otherwise there is no weight decay: keep the stub's default of 0."
    ),
    Mistake(gradient_clipped, "Large gradients are cut off. Take the step as far as they say."),
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
