"""What people write for softmax and log-sum-exp that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.exercise import Mistake

# softmax ----------------------------------------------------------------------------------------------------


def _right(logits: Any, axis: int) -> Any:
    weights = np.exp(logits - logits.max(axis=axis, keepdims=True))
    return weights / weights.sum(axis=axis, keepdims=True)


def no_shift(logits: Any, axis: int = -1) -> Any:
    weights = np.exp(logits)
    return weights / weights.sum(axis=axis, keepdims=True)


def clipped(logits: Any, axis: int = -1) -> Any:
    weights = np.exp(np.clip(logits, -500, 500))
    return weights / weights.sum(axis=axis, keepdims=True)


def no_exp(logits: Any, axis: int = -1) -> Any:
    return logits / logits.sum(axis=axis, keepdims=True)


def global_sum(logits: Any, axis: int = -1) -> Any:
    weights = np.exp(logits - logits.max())
    return weights / weights.sum()


def global_max(logits: Any, axis: int = -1) -> Any:
    weights = np.exp(logits - logits.max())
    return weights / weights.sum(axis=axis, keepdims=True)


def no_keepdims(logits: Any, axis: int = -1) -> Any:
    weights = np.exp(logits - logits.max(axis=axis))
    return weights / weights.sum(axis=axis)


def no_keepdims_in_sum(logits: Any, axis: int = -1) -> Any:
    weights = np.exp(logits - logits.max(axis=axis, keepdims=True))
    return weights / weights.sum(axis=axis)


def global_max_no_keepdims(logits: Any, axis: int = -1) -> Any:
    weights = np.exp(logits - np.max(logits))
    return weights / np.sum(weights, axis=axis)


def last_axis_only(logits: Any, axis: int = -1) -> Any:
    return _right(logits, axis=-1)


def first_axis_only(logits: Any, axis: int = -1) -> Any:
    return _right(logits, axis=0)


def shifts_in_place(logits: Any, axis: int = -1) -> Any:
    logits -= logits.max(axis=axis, keepdims=True)
    weights = np.exp(logits)
    return weights / weights.sum(axis=axis, keepdims=True)


SOFTMAX = [
    Mistake(
        no_shift,
        "exp overflows: exp(1000) is infinite, and infinity over infinity is NaN. Softmax does not change when "
        "you subtract the same number from every score: subtract the largest one first.",
    ),
    Mistake(
        clipped,
        "Clipping stops the overflow but makes different scores equal: 1000 and 999 come out even. Nothing needs "
        "to be cut off: subtract the largest score from all of them, which changes no probability.",
    ),
    Mistake(
        no_exp,
        "Dividing scores by their sum fails as soon as one is negative or the sum is 0. Exponentiate first: exp "
        "makes every score positive and keeps their order.",
    ),
    Mistake(
        global_sum,
        "The whole array sums to 1, but each slice along the axis should. Give sum the axis, and keepdims=True "
        "so that the division lines up.",
    ),
    Mistake(
        global_max,
        "You subtract the largest score of the whole array. A row far below it turns into exp(-1000) = 0, and 0 "
        "over 0 is NaN. Take the largest along the axis: max(axis=axis, keepdims=True).",
    ),
    Mistake(
        no_keepdims,
        "max and sum drop the axis they work along, so a column of row sums becomes a row and is broadcast the "
        "wrong way. keepdims=True keeps it as an axis of length 1.",
    ),
    Mistake(
        no_keepdims_in_sum,
        "sum drops the axis it works along, so the row sums are broadcast as if they belonged to the columns. "
        "Give the sum keepdims=True, as you did for the maximum.",
    ),
    Mistake(
        global_max_no_keepdims,
        "It works for a single row only. For a batch, sum drops the axis it works along and the division no longer "
        "lines up: keepdims=True. And take the maximum along the axis too, or a row far below the others becomes 0 / 0.",
    ),
    Mistake(
        last_axis_only,
        "It always works along the last axis. Pass axis on to both max and sum.",
    ),
    Mistake(
        first_axis_only,
        "It always works along axis 0, down the columns. Pass axis on to both max and sum; its default is -1.",
    ),
    Mistake(
        shifts_in_place,
        "logits -= ... writes into the caller's own array. Put the difference into a new one: "
        "shifted = logits - logits.max(...).",
        "changed its input",
    ),
]

# log_sum_exp ------------------------------------------------------------------------------------------------


def lse_no_shift(logits: Any, axis: int = -1) -> Any:
    return np.log(np.exp(logits).sum(axis=axis))


def lse_never_added_back(logits: Any, axis: int = -1) -> Any:
    return np.log(np.exp(logits - logits.max(axis=axis, keepdims=True)).sum(axis=axis))


def lse_global_max(logits: Any, axis: int = -1) -> Any:
    return np.log(np.exp(logits - logits.max()).sum(axis=axis)) + logits.max()


def lse_keeps_axis(logits: Any, axis: int = -1) -> Any:
    largest = logits.max(axis=axis, keepdims=True)
    return np.log(np.exp(logits - largest).sum(axis=axis, keepdims=True)) + largest


def lse_squeezes_everything(logits: Any, axis: int = -1) -> Any:
    largest = logits.max(axis=axis, keepdims=True)
    return (largest + np.log(np.exp(logits - largest).sum(axis=axis, keepdims=True))).squeeze()


def lse_shapes_mixed(logits: Any, axis: int = -1) -> Any:
    largest = logits.max(axis=axis, keepdims=True)
    return largest + np.log(np.exp(logits - largest).sum(axis=axis))


def lse_no_keepdims(logits: Any, axis: int = -1) -> Any:
    largest = logits.max(axis=axis)
    return np.log(np.exp(logits - largest).sum(axis=axis)) + largest


def lse_just_max(logits: Any, axis: int = -1) -> Any:
    return logits.max(axis=axis).astype(float)


def lse_log_inside(logits: Any, axis: int = -1) -> Any:
    return np.log(np.exp(logits)).sum(axis=axis)


def lse_mean(logits: Any, axis: int = -1) -> Any:
    largest = logits.max(axis=axis, keepdims=True)
    return np.log(np.exp(logits - largest).mean(axis=axis)) + largest.squeeze(axis)


def lse_last_axis_only(logits: Any, axis: int = -1) -> Any:
    largest = logits.max(axis=-1, keepdims=True)
    return np.log(np.exp(logits - largest).sum(axis=-1)) + largest.squeeze(-1)


def lse_shifts_in_place(logits: Any, axis: int = -1) -> Any:
    largest = logits.max(axis=axis, keepdims=True)
    logits -= largest
    return np.log(np.exp(logits).sum(axis=axis)) + largest.squeeze(axis)


LOG_SUM_EXP = [
    Mistake(
        lse_no_shift,
        "exp(1000) is infinite and exp(-1000) is 0, so the logarithm is infinite as well. Take the largest score m "
        "out of the sum: log(sum(exp(x))) = m + log(sum(exp(x - m))).",
    ),
    Mistake(
        lse_never_added_back,
        "You subtracted the largest score before exp, and that changed the result by exactly as much: add it "
        "back after the logarithm.",
    ),
    Mistake(
        lse_global_max,
        "You shift by the largest score of the whole array. A row far below it turns into log(0). Take the "
        "largest along the axis.",
    ),
    Mistake(
        lse_keeps_axis,
        "The axis that was summed over should be gone: you kept it for the subtraction (rightly), now squeeze "
        "it out of the result.",
        "wrong shape",
    ),
    Mistake(
        lse_squeezes_everything,
        "squeeze() without an axis removes every axis of length 1, that of a batch of one included. Say which one: "
        "squeeze(axis).",
        "wrong shape",
    ),
    Mistake(
        lse_shapes_mixed,
        "The maximum still has the axis that the sum has lost, so adding them broadcasts. Squeeze the axis out of the "
        "maximum first.",
        "wrong shape",
    ),
    Mistake(
        lse_no_keepdims,
        "max drops the axis it works along, so the maxima are subtracted from the wrong entries. Use "
        "keepdims=True for the maximum that you subtract.",
    ),
    Mistake(
        lse_just_max,
        "That is the largest score. Log-sum-exp lies a little above it: by log(2) when two scores share the top.",
    ),
    Mistake(
        lse_log_inside,
        "The logarithm comes after the sum. log(exp(x)) is x again, so all you computed is the sum of the scores.",
    ),
    Mistake(
        lse_mean,
        "You took the mean of the exponentials: the result is log(k) too small for k scores. Sum them.",
    ),
    Mistake(
        lse_last_axis_only,
        "It always works along the last axis. Pass axis on to both max and sum.",
    ),
    Mistake(
        lse_shifts_in_place,
        "logits -= ... writes into the caller's own array. Put the difference into a new one.",
        "changed its input",
    ),
]
