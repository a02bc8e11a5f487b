"""Wrongly shortened gradients."""

from typing import Any

import numpy as np

from firsthand.course.grading.exercise import Mistake


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


def _length(gradients: Any) -> Any:
    return np.sqrt(sum(np.sum(gradient**2) for gradient in gradients))


def _times(gradients: Any, limit: Any, length: Any) -> Any:
    return [gradient * min(1.0, limit / length) if length > 0 else gradient.copy() for gradient in gradients]


def largest_length(gradients: Any, max_norm: Any) -> Any:
    return _times(gradients, max_norm, max(_length([gradient]) for gradient in gradients))


def mean_square(gradients: Any, max_norm: Any) -> Any:
    count = sum(gradient.size for gradient in gradients)
    return _times(gradients, max_norm, _length(gradients) / np.sqrt(count))


def largest_stretch_of_a_matrix(gradients: Any, max_norm: Any) -> Any:
    lengths = [np.linalg.norm(g, 2) if g.ndim == 2 else _length([g]) for g in gradients]
    return _times(gradients, max_norm, np.linalg.norm(lengths))


def factor_upside_down(gradients: Any, max_norm: Any) -> Any:
    return [gradient * max(1.0, _length(gradients) / max_norm) for gradient in gradients]


def one_always(gradients: Any, max_norm: Any) -> Any:
    return _times(gradients, 1.0, _length(gradients))


def one_long_vector(gradients: Any, max_norm: Any) -> Any:
    flat = np.concatenate([np.ravel(gradient) for gradient in gradients])
    return _times([flat], max_norm, _length(gradients))[0]


def shortened_in_place(gradients: Any, max_norm: Any) -> Any:
    length = _length(gradients)
    for gradient in gradients:
        gradient *= min(1.0, max_norm / length) if length > 0 else 1.0
    return gradients


def same_arrays(gradients: Any, max_norm: Any) -> Any:
    length = _length(gradients)
    return list(gradients) if length <= max_norm else _times(gradients, max_norm, length)


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
    Mistake(
        largest_length,
        "You take the length of the longest array. All of them together are longer: the root of the sum of all squares.",
    ),
    Mistake(
        mean_square,
        "You take the mean of the squares. The length of a vector is the root of their sum, however many there are.",
    ),
    Mistake(
        largest_stretch_of_a_matrix,
        "np.linalg.norm(table, 2) is the largest stretch of a matrix. The root of the sum of its squares is wanted: "
        "np.linalg.norm(table), or np.sum(table**2).",
    ),
    Mistake(
        factor_upside_down,
        "The factor is upside down, so long gradients grow: max_norm / length makes them shorter.",
    ),
    Mistake(one_always, "Gradients are shortened to length 1 whatever max_norm says."),
    Mistake(
        one_long_vector,
        "That is one long vector. Give the arrays back in their own shapes, one for each parameter.",
        "wrong type",
    ),
    Mistake(
        shortened_in_place,
        "*= writes into the caller's gradients. gradient * factor makes new arrays.",
        "changed its input",
    ),
]
SAME_ARRAYS = Mistake(
    same_arrays,
    "Where nothing is to be shortened the caller's own arrays come back: who writes into the result changes them too. Give "
    "copies: gradient.copy().",
)
