"""What people write for clipping and for AdamW that is wrong, and what to tell them."""

import math
from typing import Any

import torch

from firsthand.course.grading.exercise import Mistake

# clip_gradients ----------------------------------------------------------------------------------------------------


def _with(parameters: Any) -> list[Any]:
    return [parameter.grad for parameter in parameters if parameter.grad is not None]


def _length(gradients: list[Any]) -> float:
    return math.sqrt(sum(float((gradient**2).sum()) for gradient in gradients))


def _scale(gradients: list[Any], factor: float) -> None:
    for gradient in gradients:
        gradient *= factor


def always_shortened(parameters: Any, max_norm: float) -> Any:
    length = _length(_with(parameters))
    if length:
        _scale(_with(parameters), max_norm / length)
    return length


def each_alone(parameters: Any, max_norm: float) -> Any:
    length = _length(_with(parameters))
    for gradient in _with(parameters):
        own = _length([gradient])
        if own > max_norm:
            gradient *= max_norm / own
    return length


def each_number(parameters: Any, max_norm: float) -> Any:
    length = _length(_with(parameters))
    for gradient in _with(parameters):
        gradient.clamp_(-max_norm, max_norm)
    return length


def sum_of_lengths(parameters: Any, max_norm: float) -> Any:
    length = sum(_length([gradient]) for gradient in _with(parameters))
    if length > max_norm:
        _scale(_with(parameters), max_norm / length)
    return length


def root_forgotten(parameters: Any, max_norm: float) -> Any:
    length = _length(_with(parameters)) ** 2
    if length > max_norm:
        _scale(_with(parameters), max_norm / length)
    return length


def largest_number(parameters: Any, max_norm: float) -> Any:
    length = max((float(gradient.abs().max()) for gradient in _with(parameters)), default=0.0)
    if length > max_norm:
        _scale(_with(parameters), max_norm / length)
    return length


def length_after(parameters: Any, max_norm: float) -> Any:
    length = _length(_with(parameters))
    if length > max_norm:
        _scale(_with(parameters), max_norm / length)
    return _length(_with(parameters))


def divided_by_the_length(parameters: Any, max_norm: float) -> Any:
    length = _length(_with(parameters))
    if length > max_norm:
        _scale(_with(parameters), 1 / length)
    return length


def new_ones_lost(parameters: Any, max_norm: float) -> Any:
    length = _length(_with(parameters))
    for gradient in _with(parameters):
        if length > max_norm:
            gradient = gradient * max_norm / length
    return length


def weights_shortened(parameters: Any, max_norm: float) -> Any:
    length = _length(_with(parameters))
    with torch.no_grad():
        for parameter in parameters:
            if length > max_norm:
                parameter *= max_norm / length
    return length


def none_forgotten(parameters: Any, max_norm: float) -> Any:
    gradients = [parameter.grad for parameter in parameters]
    length = _length(gradients)
    if length > max_norm:
        _scale(gradients, max_norm / length)
    return length


def in_the_loop(parameters: Any, max_norm: float) -> Any:
    total = 0.0
    for gradient in _with(parameters):
        total += float((gradient**2).sum())
        if total**0.5 > max_norm:
            gradient *= max_norm / total**0.5
    return total**0.5


def length_of_the_weights(parameters: Any, max_norm: float) -> Any:
    length = _length([parameter.detach() for parameter in parameters])
    if length > max_norm:
        _scale(_with(parameters), max_norm / length)
    return length


CLIPPING = [
    Mistake(
        always_shortened,
        "What is short already is brought to max_norm too, and so made longer. Only a gradient longer than max_norm changes.",
    ),
    Mistake(
        each_alone,
        "Each tensor is clipped on its own, which turns the direction of the whole. One length over all, one factor for all.",
    ),
    Mistake(
        each_number,
        "Each number is clamped on its own, which turns the direction. Multiply all by one factor instead.",
    ),
    Mistake(
        sum_of_lengths,
        "Lengths do not add up: two at a right angle, 3 and 4, are 5 long together. Add the squares, take the root once.",
    ),
    Mistake(root_forgotten, "The root is missing: this is the square of the length."),
    Mistake(largest_number, "This is the largest number. The length is the root of the sum of all squares."),
    Mistake(
        length_after,
        "You return the length after clipping. The one before is what tells how the training goes.",
    ),
    Mistake(
        divided_by_the_length,
        "Divided by their length the gradients are 1 long. They should be max_norm long.",
    ),
    Mistake(
        new_ones_lost,
        "gradient = gradient * ... binds a new tensor to a local name, and parameter.grad stays as it was. Change it in place, "
        "gradient *= ..., or assign parameter.grad.",
    ),
    Mistake(weights_shortened, "You shorten the weights. It is their grad that is too long."),
    Mistake(
        none_forgotten,
        "A parameter that took no part has grad None. Pass it over.",
        "crashed",
    ),
    Mistake(
        in_the_loop,
        "You clip while you still add up, so that the first tensors are judged by a part of the length. Two loops: measure all, "
        "then shorten all.",
    ),
    Mistake(
        length_of_the_weights,
        "You measure the weights. It is the gradients that are too long: parameter.grad.",
    ),
]


# adamw_step --------------------------------------------------------------------------------------------------------


def _adamw(
    weight: Any, gradient: Any, mean: Any, square: Any, step: int, lr: float, betas: Any, eps: float, decay: float,
    *, is_corrected: bool = True,
) -> Any:  # fmt: skip
    mean = betas[0] * mean + (1 - betas[0]) * gradient
    square = betas[1] * square + (1 - betas[1]) * gradient**2
    by = [1 - beta**step if is_corrected else 1.0 for beta in betas]
    moved = weight * (1 - lr * decay) - lr * (mean / by[0]) / ((square / by[1]).sqrt() + eps)
    return moved, mean, square


def eps_in_the_root(
    weight: Any, gradient: Any, mean: Any, square: Any, step: int, lr: float,
    betas: Any = (0.9, 0.95), eps: float = 1e-8, weight_decay: float = 0.1,
) -> Any:  # fmt: skip
    mean = betas[0] * mean + (1 - betas[0]) * gradient
    square = betas[1] * square + (1 - betas[1]) * gradient**2
    root = (square / (1 - betas[1] ** step) + eps).sqrt()
    return weight * (1 - lr * weight_decay) - lr * mean / (1 - betas[0] ** step) / root, mean, square


def uncorrected(
    weight: Any, gradient: Any, mean: Any, square: Any, step: int, lr: float,
    betas: Any = (0.9, 0.95), eps: float = 1e-8, weight_decay: float = 0.1,
) -> Any:  # fmt: skip
    return _adamw(weight, gradient, mean, square, step, lr, betas, eps, weight_decay, is_corrected=False)


def decay_in_the_gradient(
    weight: Any, gradient: Any, mean: Any, square: Any, step: int, lr: float,
    betas: Any = (0.9, 0.95), eps: float = 1e-8, weight_decay: float = 0.1,
) -> Any:  # fmt: skip
    return _adamw(weight, gradient + weight_decay * weight, mean, square, step, lr, betas, eps, 0.0)


def decay_without_rate(
    weight: Any, gradient: Any, mean: Any, square: Any, step: int, lr: float,
    betas: Any = (0.9, 0.95), eps: float = 1e-8, weight_decay: float = 0.1,
) -> Any:  # fmt: skip
    return _adamw(weight, gradient, mean, square, step, lr, betas, eps, weight_decay / lr)


def no_decay(
    weight: Any, gradient: Any, mean: Any, square: Any, step: int, lr: float,
    betas: Any = (0.9, 0.95), eps: float = 1e-8, weight_decay: float = 0.1,
) -> Any:  # fmt: skip
    return _adamw(weight, gradient, mean, square, step, lr, betas, eps, 0.0)


def corrected_means_kept(
    weight: Any, gradient: Any, mean: Any, square: Any, step: int, lr: float,
    betas: Any = (0.9, 0.95), eps: float = 1e-8, weight_decay: float = 0.1,
) -> Any:  # fmt: skip
    moved, mean, square = _adamw(weight, gradient, mean, square, step, lr, betas, eps, weight_decay)
    return moved, mean / (1 - betas[0] ** step), square / (1 - betas[1] ** step)


def betas_swapped(
    weight: Any, gradient: Any, mean: Any, square: Any, step: int, lr: float,
    betas: Any = (0.9, 0.95), eps: float = 1e-8, weight_decay: float = 0.1,
) -> Any:  # fmt: skip
    return _adamw(weight, gradient, mean, square, step, lr, betas[::-1], eps, weight_decay)


def new_share_kept(
    weight: Any, gradient: Any, mean: Any, square: Any, step: int, lr: float,
    betas: Any = (0.9, 0.95), eps: float = 1e-8, weight_decay: float = 0.1,
) -> Any:  # fmt: skip
    new_mean = (1 - betas[0]) * mean + betas[0] * gradient
    new_square = (1 - betas[1]) * square + betas[1] * gradient**2
    by = [1 - beta**step for beta in betas]
    moved = weight * (1 - lr * weight_decay) - lr * (new_mean / by[0]) / ((new_square / by[1]).sqrt() + eps)
    return moved, new_mean, new_square


def no_root(
    weight: Any, gradient: Any, mean: Any, square: Any, step: int, lr: float,
    betas: Any = (0.9, 0.95), eps: float = 1e-8, weight_decay: float = 0.1,
) -> Any:  # fmt: skip
    mean = betas[0] * mean + (1 - betas[0]) * gradient
    square = betas[1] * square + (1 - betas[1]) * gradient**2
    below = square / (1 - betas[1] ** step) + eps
    return weight * (1 - lr * weight_decay) - lr * mean / (1 - betas[0] ** step) / below, mean, square


def uphill(
    weight: Any, gradient: Any, mean: Any, square: Any, step: int, lr: float,
    betas: Any = (0.9, 0.95), eps: float = 1e-8, weight_decay: float = 0.1,
) -> Any:  # fmt: skip
    return _adamw(weight, gradient, mean, square, step, -lr, betas, eps, -weight_decay)


def counted_from_zero(
    weight: Any, gradient: Any, mean: Any, square: Any, step: int, lr: float,
    betas: Any = (0.9, 0.95), eps: float = 1e-8, weight_decay: float = 0.1,
) -> Any:  # fmt: skip
    return _adamw(weight, gradient, mean, square, step + 1, lr, betas, eps, weight_decay)


def old_means_used(
    weight: Any, gradient: Any, mean: Any, square: Any, step: int, lr: float,
    betas: Any = (0.9, 0.95), eps: float = 1e-8, weight_decay: float = 0.1,
) -> Any:  # fmt: skip
    _, new_mean, new_square = _adamw(weight, gradient, mean, square, step, lr, betas, eps, weight_decay)
    root = (square / (1 - betas[1] ** step)).sqrt() + eps
    return weight * (1 - lr * weight_decay) - lr * mean / (1 - betas[0] ** step) / root, new_mean, new_square


def in_place(
    weight: Any, gradient: Any, mean: Any, square: Any, step: int, lr: float,
    betas: Any = (0.9, 0.95), eps: float = 1e-8, weight_decay: float = 0.1,
) -> Any:  # fmt: skip
    mean.mul_(betas[0]).add_((1 - betas[0]) * gradient)
    square.mul_(betas[1]).add_((1 - betas[1]) * gradient**2)
    root = (square / (1 - betas[1] ** step)).sqrt() + eps
    weight.mul_(1 - lr * weight_decay).sub_(lr * mean / (1 - betas[0] ** step) / root)
    return weight, mean, square


def the_weight_alone(
    weight: Any, gradient: Any, mean: Any, square: Any, step: int, lr: float,
    betas: Any = (0.9, 0.95), eps: float = 1e-8, weight_decay: float = 0.1,
) -> Any:  # fmt: skip
    return _adamw(weight, gradient, mean, square, step, lr, betas, eps, weight_decay)[0]


ADAMW_STEP = [
    Mistake(
        eps_in_the_root,
        "eps stands under the root. There 1e-8 becomes 1e-4, ten thousand times as much: add it to the root.",
    ),
    Mistake(
        uncorrected,
        "The means are not corrected. They began at 0, so that the first ones are far too small: divide by 1 - beta**step.",
    ),
    Mistake(
        decay_in_the_gradient,
        "The decay is added to the gradient, as L2 regularisation does. There the root divides most of it away again; AdamW "
        "shrinks the weight itself, by 1 - lr weight_decay.",
    ),
    Mistake(
        decay_without_rate,
        "The weight shrinks by 1 - weight_decay. It should be 1 - lr weight_decay: the rate counts.",
    ),
    Mistake(no_decay, "The weight does not shrink: the factor 1 - lr weight_decay is missing."),
    Mistake(
        corrected_means_kept,
        "You give back the corrected means. The next step would correct them once more: correct for this step only, and give "
        "back the plain ones.",
    ),
    Mistake(betas_swapped, "The betas are swapped: the first is the mean's, the second the square's."),
    Mistake(
        new_share_kept,
        "beta and 1 - beta are swapped: beta is how much of the old mean is kept.",
    ),
    Mistake(no_root, "The root is missing: what is divided by is the root of the mean square."),
    Mistake(uphill, "It goes uphill: take the step off the weight."),
    Mistake(
        counted_from_zero,
        "Steps count from 1 here, so the exponent is step itself.",
    ),
    Mistake(old_means_used, "The step is taken by the old means: update them first, the gradient is news."),
    Mistake(
        in_place,
        "mul_ and their like write into what came in. Here new tensors are given back, and the arguments stay.",
        "changed its input",
    ),
    Mistake(the_weight_alone, "Three tensors are wanted: weight, mean, square.", "wrong type"),
]
