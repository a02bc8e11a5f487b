"""What people write for the way back through arrays that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.grading.exercise import Mistake

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


def added_axes_at_the_end(gradient: Any, shape: Any) -> Any:
    while gradient.ndim > len(shape):
        gradient = gradient.sum(axis=-1)
    return stretched_axes_alone(gradient, shape)


def one_added_axis(gradient: Any, shape: Any) -> Any:
    if gradient.ndim > len(shape):
        gradient = gradient.sum(axis=0)
    return stretched_axes_alone(gradient, shape)


def first_stretched_axis(gradient: Any, shape: Any) -> Any:
    while gradient.ndim > len(shape):
        gradient = gradient.sum(axis=0)
    return gradient.sum(axis=shape.index(1), keepdims=True) if 1 in shape else gradient


def largest_of_the_copies(gradient: Any, shape: Any) -> Any:
    added = gradient.ndim - len(shape)
    stretched = [added + axis for axis, size in enumerate(shape) if size == 1]
    return gradient.max(axis=(*range(added), *stretched)).reshape(shape)


def python_number(gradient: Any, shape: Any) -> Any:
    return float(gradient.sum()) if shape == () else _back(gradient, shape)


PYTHON_NUMBER = Mistake(
    python_number,
    "For the shape () you gave a Python number, which has no shape. An array of shape () is asked for: gradient.sum() "
    "is one.",
    "wrong type",
)


def one_copy_of_the_added_axes(gradient: Any, shape: Any) -> Any:
    while gradient.ndim > len(shape):
        gradient = gradient[0]
    for axis, size in enumerate(shape):
        if size == 1:
            gradient = gradient.sum(axis=axis, keepdims=True)
    return gradient


def stretched_axes_dropped(gradient: Any, shape: Any) -> Any:
    while gradient.ndim > len(shape):
        gradient = gradient.sum(axis=0)
    for axis, size in enumerate(shape):
        if size == 1:
            gradient = gradient.sum(axis=axis)
    return gradient


def resized(gradient: Any, shape: Any) -> Any:
    return np.resize(gradient, shape)


UNBROADCAST = [
    Mistake(
        added_axes_at_the_end,
        "You added up the last axes. Broadcasting adds axes in front: shapes are matched from the right, so sum over axis 0.",
        "wrong shape",
    ),
    Mistake(
        one_added_axis,
        "One axis in front is taken away. There may be several: go on until the number of axes is right.",
        "wrong shape",
    ),
    Mistake(
        first_stretched_axis,
        "Only the first stretched axis is added up. There may be several: go through them all.",
        "wrong shape",
    ),
    Mistake(
        largest_of_the_copies,
        "You took the largest. What goes back to an entry is the sum over all its copies.",
    ),
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
    Mistake(
        one_copy_of_the_added_axes,
        "Of the axes in front you take the first copy alone. Each copy moves the output: add them all up.",
    ),
    Mistake(
        stretched_axes_dropped,
        "sum takes the axis away, and its size of 1 should stay: keepdims=True.",
        "wrong shape",
    ),
    Mistake(
        resized,
        "np.resize takes the first numbers and leaves the rest out. Every copy counts: add up over the axes that "
        "broadcasting made.",
    ),
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


def by_division(a: Any, b: Any, gradient: Any) -> Any:
    return _back(gradient * (a * b) / a, a.shape), _back(gradient * (a * b) / b, b.shape)


def averaged_over_copies(a: Any, b: Any, gradient: Any) -> Any:
    of_a, of_b = _back(gradient * b, a.shape), _back(gradient * a, b.shape)
    return of_a * a.size / gradient.size, of_b * b.size / gradient.size


BACKWARD_MULTIPLY = [
    Mistake(
        by_division,
        "You get b as (a * b) / a, which is 0 / 0 where a is 0. b itself is at hand.",
    ),
    Mistake(
        averaged_over_copies,
        "You averaged over the copies. Each of them changes the output, so what goes back is their sum.",
    ),
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
