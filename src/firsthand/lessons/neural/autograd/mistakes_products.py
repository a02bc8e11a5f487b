"""What people write for backward_matmul that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.grading.exercise import Mistake


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


def reshaped_for_transposed(a: Any, b: Any, gradient: Any) -> Any:
    return gradient @ b.reshape(b.shape[::-1]), a.reshape(a.shape[::-1]) @ gradient


def by_the_inverse(a: Any, b: Any, gradient: Any) -> Any:
    return gradient @ np.linalg.pinv(b), np.linalg.pinv(a) @ gradient


def sign_turned(a: Any, b: Any, gradient: Any) -> Any:
    return -gradient @ b.T, -a.T @ gradient


def as_nested_lists(a: Any, b: Any, gradient: Any) -> Any:
    return (gradient @ b.T).tolist(), (a.T @ gradient).tolist()


def first_alone(a: Any, b: Any, gradient: Any) -> Any:
    return gradient @ b.T


def right_came_out_transposed(a: Any, b: Any, gradient: Any) -> Any:
    return gradient @ b.T, gradient.T @ a


def transposed_entry_by_entry(a: Any, b: Any, gradient: Any) -> Any:
    return gradient * b.T, a.T * gradient


BACKWARD_MATMUL = [
    Mistake(
        reshaped_for_transposed,
        "reshape keeps the entries in their order and cuts them into other rows. A transpose turns rows into columns: b.T.",
    ),
    Mistake(
        by_the_inverse,
        "You solved for the other factor. What goes back is no inverse: each entry of a was multiplied by entries of b, so "
        "multiply by b transposed.",
    ),
    Mistake(sign_turned, "The signs are turned. What comes back is gradient @ b.T, without a minus."),
    Mistake(as_nested_lists, "Give arrays, not lists of lists.", "wrong type"),
    Mistake(first_alone, "You gave the gradient of a alone. Return both.", "wrong type"),
    Mistake(
        right_came_out_transposed,
        "The gradient of b is lying on its side: it has the shape of b, a.T @ gradient.",
    ),
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
    Mistake(
        transposed_entry_by_entry,
        "* multiplies entry by entry, and that the shapes fit by chance proves nothing. What comes back to an entry is a "
        "sum over "
        "all it went into: a matrix product, @.",
    ),
]
