"""What people write for softmax and log-sum-exp that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.grading.exercise import Mistake

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


def not_divided(logits: Any, axis: int = -1) -> Any:
    return np.exp(logits - logits.max(axis=axis, keepdims=True))


def _over_a_bit_more(tiny: float) -> Any:
    def over_a_bit_more(logits: Any, axis: int = -1) -> Any:
        weights = np.exp(logits - logits.max(axis=axis, keepdims=True))
        return weights / (weights.sum(axis=axis, keepdims=True) + tiny)

    return over_a_bit_more


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


def powers_of_two(logits: Any, axis: int = -1) -> Any:
    weights = 2.0 ** (logits - logits.max(axis=axis, keepdims=True))
    return weights / weights.sum(axis=axis, keepdims=True)


def logarithms(logits: Any, axis: int = -1) -> Any:
    return np.log(_right(logits, axis))


def shift_by_the_largest_size(logits: Any, axis: int = -1) -> Any:
    weights = np.exp(logits - np.abs(logits).max(axis=axis, keepdims=True))
    return weights / weights.sum(axis=axis, keepdims=True)


def shift_by_the_mean(logits: Any, axis: int = -1) -> Any:
    weights = np.exp(logits - logits.mean(axis=axis, keepdims=True))
    return weights / weights.sum(axis=axis, keepdims=True)


def shift_by_the_smallest(logits: Any, axis: int = -1) -> Any:
    weights = np.exp(logits - logits.min(axis=axis, keepdims=True))
    return weights / weights.sum(axis=axis, keepdims=True)


def largest_beside_zero(logits: Any, axis: int = -1) -> Any:
    largest = np.where(np.isfinite(logits), logits, 0).max(axis=axis, keepdims=True)
    weights = np.exp(logits - largest)
    return weights / weights.sum(axis=axis, keepdims=True)


def mask_as_a_low_number(logits: Any, axis: int = -1) -> Any:
    return _right(np.maximum(logits, -1e9), axis)


def mask_in_place_of_a_low_number(logits: Any, axis: int = -1) -> Any:
    return _right(np.where(np.isneginf(logits), -1e9, logits), axis)


def mask_as_zero(logits: Any, axis: int = -1) -> Any:
    return _right(np.where(np.isneginf(logits), 0.0, logits), axis)


def shifts_in_place(logits: Any, axis: int = -1) -> Any:
    logits -= logits.max(axis=axis, keepdims=True)
    weights = np.exp(logits)
    return weights / weights.sum(axis=axis, keepdims=True)


SOFTMAX = [
    Mistake(
        not_divided,
        "Those are weights: the largest is 1, and they do not sum to 1. Divide them by their sum along the axis.",
    ),
    Mistake(
        _over_a_bit_more(1e-3),
        "Something small is added to the sum, and the probabilities no longer sum to 1. It protects from nothing: after "
        "the shift one weight is 1, so the sum is never 0.",
        also=[_over_a_bit_more(tiny) for tiny in (1e-2, 1e-4, 1e-5)],
    ),
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
        powers_of_two,
        "You raise 2 to the power of each score. Softmax takes e, which is what np.exp does.",
    ),
    Mistake(
        logarithms,
        "Those are the logarithms of the probabilities. Leave out the last np.log.",
    ),
    Mistake(
        shift_by_the_largest_size,
        "You subtract the largest size, and below scores that are all far under 0 that leaves exp with nothing but "
        "zeros. Subtract the largest score, without np.abs.",
    ),
    Mistake(
        shift_by_the_mean,
        "A mean does not keep exp in range: a score may lie a thousand above it, and beside a score of -inf it is -inf too. "
        "Subtract the largest score.",
    ),
    Mistake(
        shift_by_the_smallest,
        "You subtract the smallest score, and exp of what lies a thousand above it overflows. Subtract the largest: then "
        "nothing is above 0.",
    ),
    Mistake(
        largest_beside_zero,
        "Looking for the largest score, you count a score of -inf as 0. Beside scores far below 0 that 0 is the largest, "
        "and exp leaves nothing but zeros. max needs no help: it passes over -inf.",
    ),
    Mistake(
        mask_as_a_low_number,
        "A number in the place of -inf is not below every score, however low. Leave -inf as it is: exp makes 0 of it.",
        also=[mask_in_place_of_a_low_number],
    ),
    Mistake(
        mask_as_zero,
        "A score of -inf counts as a score of 0 here, and exp(0) is 1. Leave it as it is: exp makes 0 of it.",
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


def lse_of_everything(logits: Any, axis: int = -1) -> Any:
    return logits.max() + np.log(np.exp(logits - logits.max()).sum())


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


def lse_in_bits(logits: Any, axis: int = -1) -> Any:
    largest = logits.max(axis=axis, keepdims=True)
    return np.log2(np.exp(logits - largest).sum(axis=axis)) + largest.squeeze(axis)


def lse_clipped(logits: Any, axis: int = -1) -> Any:
    return np.log(np.exp(np.clip(logits, -700, 700)).sum(axis=axis))


def lse_with_a_tiny_number(logits: Any, axis: int = -1) -> Any:
    largest = logits.max(axis=axis, keepdims=True)
    return np.log(np.exp(logits - largest).sum(axis=axis) + 1e-8) + largest.squeeze(axis)


def lse_shift_by_the_largest_size(logits: Any, axis: int = -1) -> Any:
    largest = np.abs(logits).max(axis=axis, keepdims=True)
    return np.log(np.exp(logits - largest).sum(axis=axis)) + largest.squeeze(axis)


def lse_largest_beside_zero(logits: Any, axis: int = -1) -> Any:
    largest = np.where(np.isfinite(logits), logits, 0).max(axis=axis, keepdims=True)
    return np.log(np.exp(logits - largest).sum(axis=axis)) + largest.squeeze(axis)


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
        lse_of_everything,
        "max and sum take the whole array together, and one number comes out. Give both of them the axis: each row, say, "
        "has a largest score and a sum of its own.",
        "wrong shape",
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
    Mistake(lse_in_bits, "The logarithm has base 2 here. exp needs its own: np.log, of base e."),
    Mistake(
        lse_clipped,
        "Clipping stops the overflow, but a score of 1000 counts as 700 then. Take the largest score out of the sum "
        "and add it back.",
    ),
    Mistake(
        lse_with_a_tiny_number,
        "The tiny number inside the logarithm protects from nothing: after the shift the sum is at least 1. It only "
        "moves the answer.",
    ),
    Mistake(
        lse_shift_by_the_largest_size,
        "You take out the largest size, and below scores that are all far under 0 that leaves exp with nothing but zeros, "
        "whose logarithm is -inf. Take out the largest score, without np.abs.",
    ),
    Mistake(
        lse_largest_beside_zero,
        "Looking for the largest score, you count a score of -inf as 0. Beside scores far below 0 that 0 is the largest, "
        "exp leaves nothing but zeros, and their logarithm is -inf. max needs no help: it passes over -inf.",
    ),
    Mistake(
        lse_shifts_in_place,
        "logits -= ... writes into the caller's own array. Put the difference into a new one.",
        "changed its input",
    ),
]
