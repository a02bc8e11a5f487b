"""What people write for the way back through arrays that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.exercise import Mistake

# unbroadcast ------------------------------------------------------------------------------------------------


def _back(gradient: Any, shape: Any) -> Any:
    added = gradient.ndim - len(shape)
    stretched = [added + axis for axis, size in enumerate(shape) if size == 1]
    return gradient.sum(axis=(*range(added), *stretched)).reshape(shape)


def added_axes_alone(gradient: Any, shape: Any) -> Any:
    return gradient.sum(axis=tuple(range(gradient.ndim - len(shape))))


def stretched_axes_alone(gradient: Any, shape: Any) -> Any:
    for axis, size in enumerate(shape):
        if size == 1:
            gradient = gradient.sum(axis=axis, keepdims=True)
    return gradient


def averaged(gradient: Any, shape: Any) -> Any:
    added = gradient.ndim - len(shape)
    stretched = [added + axis for axis, size in enumerate(shape) if size == 1]
    return gradient.mean(axis=(*range(added), *stretched)).reshape(shape)


def first_copy(gradient: Any, shape: Any) -> Any:
    while gradient.ndim > len(shape):
        gradient = gradient[0]
    for axis, size in enumerate(shape):
        if size == 1:
            gradient = gradient.take([0], axis=axis)
    return gradient


def as_it_came(gradient: Any, shape: Any) -> Any:
    return gradient


def reshaped(gradient: Any, shape: Any) -> Any:
    return gradient.reshape(shape)


def axes_lost(gradient: Any, shape: Any) -> Any:
    added = gradient.ndim - len(shape)
    stretched = [added + axis for axis, size in enumerate(shape) if size == 1]
    return gradient.sum(axis=(*range(added), *stretched))


def all_in_one(gradient: Any, shape: Any) -> Any:
    return np.full(shape, gradient.sum())


UNBROADCAST = [
    Mistake(
        added_axes_alone,
        "The axes in front are dealt with. But an axis of size 1 was stretched too, and its copies have to be added up: "
        "sum over it with keepdims=True.",
        "wrong shape",
    ),
    Mistake(
        stretched_axes_alone,
        "Broadcasting also puts new axes in front. Sum over those first: there are gradient.ndim - len(shape) of them.",
        "wrong shape",
    ),
    Mistake(
        averaged,
        "Not the mean: if an entry was used in three places and each use moves the output by 1, moving the entry moves "
        "it by 3. Add up.",
    ),
    Mistake(
        first_copy,
        "You took the gradient of the first copy. All copies came from the same entry: add up theirs.",
    ),
    Mistake(
        as_it_came,
        "The gradient must have the shape that the array had before broadcasting.",
        "wrong shape",
    ),
    Mistake(
        reshaped,
        "There are more numbers in the gradient than in the shape: reshape cannot make fewer. Add up those that came from "
        "the same entry.",
        "crashed",
    ),
    Mistake(
        axes_lost,
        "The sums are right, but the axes of size 1 are gone. Keep them with keepdims=True, or reshape at the end.",
        "wrong shape",
    ),
    Mistake(all_in_one, "You added up everything. Only the copies of one entry belong together."),
]

# backward_multiply ------------------------------------------------------------------------------------------


def swapped(a: Any, b: Any, gradient: Any) -> Any:
    return _back(gradient * a, np.shape(a)), _back(gradient * b, np.shape(b))


def handed_over_swapped(a: Any, b: Any, gradient: Any) -> Any:
    return _back(gradient * a, b.shape), _back(gradient * b, a.shape)


def still_broadcast(a: Any, b: Any, gradient: Any) -> Any:
    return gradient * b, gradient * a


def without_what_came(a: Any, b: Any, gradient: Any) -> Any:
    ones = np.ones_like(gradient)
    return _back(ones * b, a.shape), _back(ones * a, b.shape)


def of_addition(a: Any, b: Any, gradient: Any) -> Any:
    return _back(gradient, a.shape), _back(gradient, b.shape)


def added_up_too_early(a: Any, b: Any, gradient: Any) -> Any:
    return (
        np.broadcast_to(_back(gradient, a.shape) * b, gradient.shape).sum() * np.ones(a.shape)
        if a.ndim == 0
        else _fitted(_back(gradient, a.shape) * b, a.shape),
        np.broadcast_to(_back(gradient, b.shape) * a, gradient.shape).sum() * np.ones(b.shape)
        if b.ndim == 0
        else _fitted(_back(gradient, b.shape) * a, b.shape),
    )


def _fitted(values: Any, shape: Any) -> Any:
    return _back(values, shape) if values.ndim >= len(shape) else values


def of_the_product(a: Any, b: Any, gradient: Any) -> Any:
    return _back(gradient * a * b, a.shape), _back(gradient * a * b, b.shape)


def left_side_only(a: Any, b: Any, gradient: Any) -> Any:
    return _back(gradient * b, a.shape)


BACKWARD_MULTIPLY = [
    Mistake(
        swapped,
        "What a gets depends on b: if b is 5, a unit more of a is worth 5. You multiplied each by itself.",
    ),
    Mistake(
        handed_over_swapped,
        "The two are in the wrong order: the gradient of a comes first, and it is gradient * b.",
    ),
    Mistake(
        still_broadcast,
        "The products are right, but they have the shape of a * b. Bring each back to its own: unbroadcast(..., a.shape).",
        "wrong shape",
    ),
    Mistake(
        without_what_came,
        "You left out `gradient`: how much the output cares about each entry of a * b. Every share is multiplied by it.",
    ),
    Mistake(
        of_addition,
        "That is the way back through a + b, where each side gets the gradient as it is. In a product each is multiplied "
        "by the other side.",
    ),
    Mistake(
        added_up_too_early,
        "You add up the copies before you multiply by the other side. Each copy met another entry of it: multiply first, "
        "then unbroadcast.",
    ),
    Mistake(
        of_the_product, "Both got gradient * a * b. Leave out the side itself: for a it is gradient * b."
    ),
    Mistake(left_side_only, "Two gradients are wanted, in a tuple: for a, then for b.", "wrong type"),
]

# backward_matmul --------------------------------------------------------------------------------------------


def not_transposed(a: Any, b: Any, gradient: Any) -> Any:
    return gradient @ b, a @ gradient


def wrong_side(a: Any, b: Any, gradient: Any) -> Any:
    return b.T @ gradient, gradient @ a.T


def entry_by_entry(a: Any, b: Any, gradient: Any) -> Any:
    return gradient * b, gradient * a


def in_the_wrong_order(a: Any, b: Any, gradient: Any) -> Any:
    return a.T @ gradient, gradient @ b.T


def without_the_gradient(a: Any, b: Any, gradient: Any) -> Any:
    ones = np.ones_like(gradient)
    return ones @ b.T, a.T @ ones


def left_came_out_transposed(a: Any, b: Any, gradient: Any) -> Any:
    return b @ gradient.T, gradient.T @ a


def averaged_over_rows(a: Any, b: Any, gradient: Any) -> Any:
    return gradient @ b.T, a.T @ gradient / len(a)


BACKWARD_MATMUL = [
    Mistake(
        not_transposed,
        "The transposes are missing. The gradient of a sums over the columns of the product, so b must be turned over: "
        "gradient @ b.T, of shape (n, m) @ (m, k).",
    ),
    Mistake(
        wrong_side,
        "b stood at the right of a, so it stays at the right: gradient @ b.T. Likewise a stays at the left: a.T @ gradient.",
    ),
    Mistake(
        entry_by_entry,
        "That is the way back through a * b. In a matrix product an entry of a meets a whole row of b: sum over it, by "
        "another matrix product.",
    ),
    Mistake(
        in_the_wrong_order,
        "The two are in the wrong order: a first. Its gradient has the shape of a.",
    ),
    Mistake(
        without_the_gradient,
        "You left out `gradient`: the entries of the product do not all matter equally to what comes after.",
    ),
    Mistake(
        left_came_out_transposed,
        "Each is the transpose of what is wanted: the gradient of a has the shape of a.",
    ),
    Mistake(
        averaged_over_rows,
        "Nothing is averaged here. If the loss is a mean, its 1/n has already come down in `gradient`.",
    ),
]
