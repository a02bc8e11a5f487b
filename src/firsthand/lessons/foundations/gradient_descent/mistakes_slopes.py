"""What people write for the numerical gradient that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.grading.exercise import Mistake


def _measure(f: Any, x: Any, ahead: float, behind: float, over: float) -> Any:
    """(f(x + ahead) - f(x - behind)) / over along each entry."""
    x = np.array(x, dtype=float)
    gradient = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        there, back = x.copy(), x.copy()
        there[place] += ahead
        back[place] -= behind
        gradient[place] = (f(there) - f(back)) / over
    return gradient


def one_side_only(f: Any, x: Any) -> Any:
    return _measure(f, x, 1e-6, 0, 1e-6)


def other_side_only(f: Any, x: Any) -> Any:
    return _measure(f, x, 0, 1e-6, 1e-6)


def divided_by_one_h(f: Any, x: Any) -> Any:
    return _measure(f, x, 1e-5, 1e-5, 1e-5)


def divided_and_multiplied(f: Any, x: Any) -> Any:
    return _measure(f, x, 1e-5, 1e-5, 2 / 1e-5)


def not_divided(f: Any, x: Any) -> Any:
    return _measure(f, x, 1e-5, 1e-5, 1)


def step_too_large(f: Any, x: Any) -> Any:
    return _measure(f, x, 0.1, 0.1, 0.2)


def step_rather_large(f: Any, x: Any) -> Any:
    return _measure(f, x, 0.01, 0.01, 0.02)


def step_of_a_thousandth(f: Any, x: Any) -> Any:
    return _measure(f, x, 1e-3, 1e-3, 2e-3)


def step_rather_small(f: Any, x: Any) -> Any:
    return _measure(f, x, 1e-12, 1e-12, 2e-12)


def flattened_for_f(f: Any, x: Any) -> Any:
    flat = np.array(x, dtype=float).ravel()
    slopes = _measure(f, flat, 1e-5, 1e-5, 2e-5) if np.ndim(x) else _measure(f, x, 1e-5, 1e-5, 2e-5)
    return slopes.reshape(np.shape(x))


def step_too_small(f: Any, x: Any) -> Any:
    return _measure(f, x, 1e-14, 1e-14, 2e-14)


def sign_reversed(f: Any, x: Any) -> Any:
    return _measure(f, x, -1e-5, -1e-5, 2e-5)


def all_entries_at_once(f: Any, x: Any) -> Any:
    return (f(x + 1e-5) - f(x - 1e-5)) / 2e-5


def all_at_once_for_each(f: Any, x: Any) -> Any:
    return np.full(np.shape(x), (f(x + 1e-5) - f(x - 1e-5)) / 2e-5)


def whole_numbers_stay_put(f: Any, x: Any) -> Any:
    x = np.array(x)
    gradient = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        there, back = x.copy(), x.copy()
        there[place] += np.asarray(1e-5).astype(x.dtype)
        back[place] -= np.asarray(1e-5).astype(x.dtype)
        gradient[place] = (f(there) - f(back)) / 2e-5
    return gradient


def whole_numbers_cut(f: Any, x: Any) -> Any:
    if np.ndim(x) == 0:
        return (f(x + 1e-5) - f(x - 1e-5)) / 2e-5
    gradient = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        there, back = x.copy(), x.copy()
        there[place] += 1e-5
        back[place] -= 1e-5
        gradient[place] = (f(there) - f(back)) / 2e-5
    return gradient


def slopes_cut_to_whole_numbers(f: Any, x: Any) -> Any:
    gradient = np.zeros_like(x)
    for place in np.ndindex(np.shape(x)):
        nudge = np.zeros(np.shape(x))
        nudge[place] = 1e-5
        gradient[place] = (f(x + nudge) - f(x - nudge)) / 2e-5
    return gradient


def nudge_left_in(f: Any, x: Any) -> Any:
    x = np.array(x, dtype=float)
    gradient = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        x[place] += 0.001
        ahead = f(x)
        x[place] -= 0.002
        gradient[place] = (ahead - f(x)) / 0.002
    return gradient


def nudges_the_callers_array(f: Any, x: Any) -> Any:
    x = np.asarray(x, dtype=float)
    gradient = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        x[place] += 1e-5
        ahead = f(x)
        x[place] -= 2e-5
        gradient[place] = (ahead - f(x)) / 2e-5
    return gradient


def flat_arrays_only(f: Any, x: Any) -> Any:
    gradient = np.zeros(len(x))
    for i in range(len(x)):
        nudge = np.zeros(len(x))
        nudge[i] = 1e-5
        gradient[i] = (f(x + nudge) - f(x - nudge)) / 2e-5
    return gradient


NUMERICAL_GRADIENT = [
    Mistake(
        one_side_only,
        "You look ahead only. Wherever f bends that is off by half the bend times h, and at a corner by a whole "
        "slope. Look to both sides: (f(x + h) - f(x - h)) / (2 * h).",
    ),
    Mistake(
        other_side_only,
        "You look back only. Look to both sides: (f(x + h) - f(x - h)) / (2 * h), and the errors of the two cancel.",
    ),
    Mistake(
        divided_by_one_h,
        "Everything comes out twice as large: the two points are 2 * h apart, not h.",
    ),
    Mistake(
        divided_and_multiplied,
        "/ 2 * h halves and then multiplies by h. Brackets round what stands below the line: / (2 * h).",
    ),
    Mistake(
        not_divided,
        "That is the change of f. The slope is the change for each unit of x: divide by 2 * h.",
    ),
    Mistake(
        step_too_large,
        "h is so large that the curve bends within it. Try 1e-5.",
    ),
    Mistake(
        step_too_small,
        "h is so small that f(x + h) and f(x - h) agree in all their digits but the last, and their difference is "
        "rounding. Around 1e-5 is the sweet spot.",
    ),
    Mistake(
        step_rather_large,
        "h is too large for a curve that bends within it, as this one does. Around 1e-5 serves most curves.",
    ),
    Mistake(
        step_rather_small,
        "h is too small: so near to x the change of f is little more than rounding. Around 1e-5 serves most curves.",
    ),
    Mistake(
        sign_reversed,
        "The sign is the wrong way round: ahead minus behind.",
    ),
    Mistake(
        all_entries_at_once,
        "You nudge all entries together and get one number for them all. Nudge one at a time: each has its own slope.",
        "wrong shape",
    ),
    Mistake(
        all_at_once_for_each,
        "You nudge all entries together, so each gets the sum of all slopes. Nudge one at a time.",
    ),
    Mistake(
        whole_numbers_stay_put,
        "In an array of whole numbers the nudge is rounded away and f never changes. Work on a float copy: "
        "np.array(x, dtype=float).",
    ),
    Mistake(
        whole_numbers_cut,
        "An array of whole numbers cannot hold a nudge: 2 + 1e-5 is stored as 2, and 2 - 1e-5 as 1. Work on a float copy: "
        "np.array(x, dtype=float).",
    ),
    Mistake(
        slopes_cut_to_whole_numbers,
        "np.zeros_like(x) takes over the kind of x as well: for whole numbers the slopes are cut to whole numbers as "
        "you store them. Make x an array of floats first.",
    ),
    Mistake(
        nudge_left_in,
        "The nudge of one entry is still there when the next is measured. Put each entry back first, or add a "
        "separate array of nudges.",
    ),
    Mistake(
        nudges_the_callers_array,
        "np.asarray makes no copy of an array of floats, so you nudge the caller's own. Use np.array, which copies.",
        "changed its input",
    ),
    Mistake(
        flat_arrays_only,
        "It works for flat arrays only. Let np.ndindex(x.shape) count through the entries: it serves every shape, and "
        "a single number too.",
        "crashed",
    ),
]

MUCH_LARGER = Mistake(
    step_of_a_thousandth,
    "Within your h this curve bends a good deal, and the slope between two such points is not the slope at x. "
    "Take a smaller h: around 1e-5.",
)
ANOTHER_SHAPE = Mistake(
    flattened_for_f,
    "f gets a flat array here, or a number in an array, where it was promised something shaped like x. "
    "Nudge a copy that has the shape of x.",
)
