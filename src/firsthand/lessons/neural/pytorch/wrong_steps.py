"""Wrong learning rates and wrongly shortened gradients."""

import math
from typing import Any

import numpy as np

from firsthand.course.exercise import Mistake


def climb_from_nothing(step: Any, n_steps: Any, peak: Any, n_warmup: Any = 0) -> Any:
    if step < n_warmup:
        return peak * step / n_warmup
    share = (step - n_warmup) / (n_steps - n_warmup)
    return peak * (1 + math.cos(math.pi * share)) / 2


def down_in_a_straight_line(step: Any, n_steps: Any, peak: Any, n_warmup: Any = 0) -> Any:
    if step < n_warmup:
        return peak * (step + 1) / n_warmup
    return peak * (1 - (step - n_warmup) / (n_steps - n_warmup))


def down_from_the_first_step(step: Any, n_steps: Any, peak: Any, n_warmup: Any = 0) -> Any:
    if step < n_warmup:
        return peak * (step + 1) / n_warmup
    return peak * (1 + math.cos(math.pi * step / n_steps)) / 2


def down_over_too_many_steps(step: Any, n_steps: Any, peak: Any, n_warmup: Any = 0) -> Any:
    if step < n_warmup:
        return peak * (step + 1) / n_warmup
    return peak * (1 + math.cos(math.pi * (step - n_warmup) / n_steps)) / 2


def never_halved(step: Any, n_steps: Any, peak: Any, n_warmup: Any = 0) -> Any:
    if step < n_warmup:
        return peak * (step + 1) / n_warmup
    return peak * (1 + math.cos(math.pi * (step - n_warmup) / (n_steps - n_warmup)))


def a_quarter_of_the_wave(step: Any, n_steps: Any, peak: Any, n_warmup: Any = 0) -> Any:
    if step < n_warmup:
        return peak * (step + 1) / n_warmup
    return peak * math.cos(math.pi / 2 * (step - n_warmup) / (n_steps - n_warmup))


def a_whole_wave(step: Any, n_steps: Any, peak: Any, n_warmup: Any = 0) -> Any:
    if step < n_warmup:
        return peak * (step + 1) / n_warmup
    return peak * (1 + math.cos(2 * math.pi * (step - n_warmup) / (n_steps - n_warmup))) / 2


def no_climb(step: Any, n_steps: Any, peak: Any, n_warmup: Any = 0) -> Any:
    return peak * (1 + math.cos(math.pi * step / n_steps)) / 2


def arrived_one_step_early(step: Any, n_steps: Any, peak: Any, n_warmup: Any = 0) -> Any:
    if step < n_warmup:
        return peak * (step + 1) / n_warmup
    return peak * (1 + math.cos(math.pi * (step - n_warmup) / max(1, n_steps - 1 - n_warmup))) / 2


def divided_by_no_warmup(step: Any, n_steps: Any, peak: Any, n_warmup: Any = 0) -> Any:
    climb = peak * (step + 1) / n_warmup
    return min(climb, peak * (1 + math.cos(math.pi * (step - n_warmup) / (n_steps - n_warmup))) / 2)


RATES = [
    Mistake(
        climb_from_nothing,
        "The first step has rate 0: it computes a gradient and goes nowhere. Steps count from 0, so the climb is "
        "(step + 1) / n_warmup, and its last step has the peak.",
    ),
    Mistake(
        down_in_a_straight_line,
        "You come down in a straight line. Half a cosine stays high for longer, falls fastest in the middle and lands "
        "softly: (1 + cos(pi * t)) / 2.",
    ),
    Mistake(
        down_from_the_first_step,
        "The way down is measured from step 0, so the rate jumps down when the climb ends. t must be 0 at step n_warmup: "
        "(step - n_warmup) / (n_steps - n_warmup).",
    ),
    Mistake(
        down_over_too_many_steps,
        "The way down has n_steps - n_warmup steps, and you divide by n_steps: the training ends while the rate is still "
        "well above 0.",
    ),
    Mistake(never_halved, "1 + cos goes from 2 to 0, so you start at twice the peak. Halve it."),
    Mistake(
        a_quarter_of_the_wave,
        "cos(pi / 2 * t) also goes from 1 to 0, but it is a quarter of a wave: it falls steeply at the end instead of "
        "landing softly. Half a wave is (1 + cos(pi * t)) / 2.",
    ),
    Mistake(
        a_whole_wave,
        "cos(2 * pi * t) is a whole wave: the rate is back at the peak when the training ends. Half a wave is cos(pi * t).",
    ),
    Mistake(
        no_climb,
        "There is no climb. For steps below n_warmup the rate is peak * (step + 1) / n_warmup, and the cosine begins after "
        "them.",
    ),
    Mistake(
        arrived_one_step_early,
        "You reach 0 at the last step, which then goes nowhere. The rate is 0 at step n_steps, one after the last.",
    ),
    Mistake(
        divided_by_no_warmup,
        "With n_warmup = 0 there is no climb, and you divide by 0. Ask first whether the step is in the climb.",
        "crashed",
    ),
]


def each_array_alone(gradients: Any, max_norm: Any) -> Any:
    out = []
    for gradient in gradients:
        length = np.sqrt(np.sum(gradient**2))
        out.append(gradient * min(1.0, max_norm / length) if length > 0 else gradient.copy())
    return out


def each_number_alone(gradients: Any, max_norm: Any) -> Any:
    return [np.clip(gradient, -max_norm, max_norm) for gradient in gradients]


def always_stretched(gradients: Any, max_norm: Any) -> Any:
    length = np.sqrt(sum(np.sum(gradient**2) for gradient in gradients))
    return [gradient * max_norm / length if length > 0 else gradient.copy() for gradient in gradients]


def sum_of_lengths(gradients: Any, max_norm: Any) -> Any:
    length = sum(np.sqrt(np.sum(gradient**2)) for gradient in gradients)
    return [
        gradient * min(1.0, max_norm / length) if length > 0 else gradient.copy() for gradient in gradients
    ]


def root_forgotten(gradients: Any, max_norm: Any) -> Any:
    length = sum(np.sum(gradient**2) for gradient in gradients)
    return [
        gradient * min(1.0, max_norm / length) if length > 0 else gradient.copy() for gradient in gradients
    ]


def length_by_absolute_values(gradients: Any, max_norm: Any) -> Any:
    length = sum(np.sum(np.abs(gradient)) for gradient in gradients)
    return [
        gradient * min(1.0, max_norm / length) if length > 0 else gradient.copy() for gradient in gradients
    ]


def only_divided(gradients: Any, max_norm: Any) -> Any:
    length = np.sqrt(sum(np.sum(gradient**2) for gradient in gradients))
    if length <= max_norm:
        return [gradient.copy() for gradient in gradients]
    return [gradient / length for gradient in gradients]


def nothing_by_nothing(gradients: Any, max_norm: Any) -> Any:
    length = np.sqrt(sum(np.sum(gradient**2) for gradient in gradients))
    with np.errstate(all="ignore"):
        unit = [gradient / length for gradient in gradients]
    return [direction * min(length, max_norm) for direction in unit]


CLIPPING = [
    Mistake(
        each_array_alone,
        "You shorten each array by its own length. Then layers with large gradients are slowed more than others, and the "
        "step points elsewhere. One length for all of them together keeps the direction.",
    ),
    Mistake(
        each_number_alone,
        "You cut each number to the limit. That bends the direction of the step: large entries are cut, small ones not. "
        "Multiply all of them by one factor.",
    ),
    Mistake(
        always_stretched,
        "Short gradients are stretched to max_norm. The limit is only an upper one: multiply by min(1, max_norm / length).",
    ),
    Mistake(
        sum_of_lengths,
        "You add up the lengths of the arrays. As one long vector their length is the root of the sum of all squares: square "
        "first, add, and take the root at the end.",
    ),
    Mistake(root_forgotten, "That is the squared length. Take the root of the sum of squares."),
    Mistake(
        length_by_absolute_values,
        "You add up absolute values. The length of a vector is the root of the sum of its squares.",
    ),
    Mistake(
        only_divided,
        "Gradients that are too long get length 1. Multiply by max_norm / length, which gives them length max_norm.",
    ),
    Mistake(
        nothing_by_nothing,
        "With gradients of nothing but zeros the length is 0 and you divide by it. There is nothing to shorten then: give "
        "them back as they are.",
    ),
]
