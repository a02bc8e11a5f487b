"""Wrong learning rates."""

import math
from typing import Any

from firsthand.course.grading.exercise import Mistake


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


def _rate(step: Any, n_steps: Any, peak: Any, n_warmup: Any = 0) -> Any:
    if step < n_warmup:
        return peak * (step + 1) / n_warmup
    return peak * (1 + math.cos(math.pi * (step - n_warmup) / (n_steps - n_warmup))) / 2


def one_climb_step_more(step: Any, n_steps: Any, peak: Any, n_warmup: Any = 0) -> Any:
    if n_warmup and step <= n_warmup:
        return peak * (step + 1) / n_warmup
    return _rate(step, n_steps, peak, n_warmup)


def climb_over_one_more(step: Any, n_steps: Any, peak: Any, n_warmup: Any = 0) -> Any:
    if step < n_warmup:
        return peak * (step + 1) / (n_warmup + 1)
    return _rate(step, n_steps, peak, n_warmup)


def steps_from_one(step: Any, n_steps: Any, peak: Any, n_warmup: Any = 0) -> Any:
    return _rate(step + 1, n_steps, peak, n_warmup)


def climb_in_whole_numbers(step: Any, n_steps: Any, peak: Any, n_warmup: Any = 0) -> Any:
    if step < n_warmup:
        return peak * ((step + 1) // n_warmup)
    return _rate(step, n_steps, peak, n_warmup)


def climb_along_a_sine(step: Any, n_steps: Any, peak: Any, n_warmup: Any = 0) -> Any:
    if step < n_warmup:
        return peak * math.sin(math.pi / 2 * (step + 1) / n_warmup)
    return _rate(step, n_steps, peak, n_warmup)


def never_below_a_hundredth(step: Any, n_steps: Any, peak: Any, n_warmup: Any = 0) -> Any:
    return max(_rate(step, n_steps, peak, n_warmup), peak / 100)


def pi_forgotten(step: Any, n_steps: Any, peak: Any, n_warmup: Any = 0) -> Any:
    if step < n_warmup:
        return peak * (step + 1) / n_warmup
    return peak * (1 + math.cos((step - n_warmup) / (n_steps - n_warmup))) / 2


def rounded(step: Any, n_steps: Any, peak: Any, n_warmup: Any = 0) -> Any:
    return round(_rate(step, n_steps, peak, n_warmup), 6)


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
    Mistake(
        one_climb_step_more,
        "Step n_warmup still climbs in yours, beyond the peak. Steps count from 0, so the climb has the steps below n_warmup: <, "
        "not <=.",
    ),
    Mistake(
        climb_over_one_more,
        "The climb never reaches the peak: its last step, n_warmup - 1, is to have it. Divide by n_warmup.",
    ),
    Mistake(
        steps_from_one,
        "You are one step ahead. Steps count from 0: the first of the climb is (0 + 1) / n_warmup, and step n_warmup has the "
        "peak.",
    ),
    Mistake(
        climb_in_whole_numbers, "// gives whole numbers, so there is nothing until the peak. Divide with /."
    ),
    Mistake(climb_along_a_sine, "The climb is a straight line: peak * (step + 1) / n_warmup."),
    Mistake(
        never_below_a_hundredth,
        "The rate stops falling at some share of the peak. Here it goes on towards 0.",
    ),
    Mistake(
        pi_forgotten,
        "The cosine is to go from 1 to -1, over an angle of pi. Yours turns by 1 only: cos(pi * t).",
    ),
    Mistake(rounded, "The rate is rounded, and small rates lose most of their digits. Give it as it is."),
]
