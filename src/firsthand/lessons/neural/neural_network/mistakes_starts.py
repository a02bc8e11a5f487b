"""What people write for relu and relu_gradient that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.grading.exercise import Mistake

# relu -------------------------------------------------------------------------------------------------------


def relu_absolute(z: Any) -> Any:
    return np.abs(z)


def relu_leaky(z: Any) -> Any:
    return np.maximum(0.01 * z, z)


def relu_minimum(z: Any) -> Any:
    return np.minimum(z, 0)


def relu_step(z: Any) -> Any:
    return np.where(z > 0, 1.0, 0.0)


def relu_capped(z: Any) -> Any:
    return np.clip(z, 0, 1)


def relu_in_place(z: Any) -> Any:
    z[z < 0] = 0
    return z


def relu_python_max(z: Any) -> Any:
    return max(0, z)


def relu_largest(z: Any) -> Any:
    return np.max(z)


def relu_largest_or_zero(z: Any) -> Any:
    return max(np.max(z), 0)


def relu_sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


def relu_up_to_six(z: Any) -> Any:
    return np.clip(z, 0, 6)


def relu_clipped(z: Any) -> Any:
    return np.clip(z, 0, 1000)


def relu_above_one(z: Any) -> Any:
    return np.where(z > 1, z, 0)


def relu_soft(z: Any) -> Any:
    return np.logaddexp(0, z)


def relu_in_a_row(z: Any) -> Any:
    return np.array([max(entry, 0.0) for entry in np.ravel(z)])


def relu_handed_back(z: Any) -> Any:
    return z if np.all(z >= 0) else np.maximum(z, 0)


def relu_row_by_row(z: Any) -> Any:
    return np.array([max(entry, 0) for entry in z])


HANDED_BACK = Mistake(
    relu_handed_back,
    "Where nothing is below 0 you hand z itself back. Whoever writes into the result writes into z: give a new array "
    "always.",
)
RELU = [
    Mistake(
        relu_row_by_row,
        "max compares two numbers, and of an array with several axes a loop hands out rows. np.maximum goes entry by entry, "
        "whatever the shape.",
        "crashed",
    ),
    Mistake(
        relu_up_to_six, "It stops at 6. That is a relative of relu (ReLU6); relu itself has no upper end."
    ),
    Mistake(relu_clipped, "It is cut off at the top. What is above 0 comes through as it is, however large."),
    Mistake(relu_above_one, "The border is 0, not 1: small numbers above 0 come through too."),
    Mistake(
        relu_soft, "That is softplus, log(1 + exp(z)), which bends smoothly. relu has a corner: max(z, 0)."
    ),
    Mistake(
        relu_in_a_row,
        "All entries stand in one row now. Keep the shape of z: np.maximum goes entry by entry and keeps it.",
        "wrong shape",
    ),
    Mistake(relu_absolute, "That flips what is below 0. ReLU puts 0 there."),
    Mistake(
        relu_leaky,
        "That is a leaky ReLU: it lets a hundredth of what is below 0 through. Plain ReLU lets nothing through.",
    ),
    Mistake(relu_minimum, "It keeps the wrong half: np.maximum, not np.minimum."),
    Mistake(relu_step, "That is the slope of ReLU, 0 or 1. What is above 0 comes through as it is."),
    Mistake(relu_capped, "It is cut off at 1. Above 0, ReLU has no upper end."),
    Mistake(
        relu_in_place,
        "It writes over the array it was given, and the caller may still need z. Build a new array.",
        "changed its input",
    ),
    Mistake(
        relu_python_max,
        "Python's max compares whole arrays and cannot. np.maximum goes entry by entry.",
        "crashed",
    ),
    Mistake(
        relu_largest,
        "np.max gives the largest entry of all. np.maximum(z, 0) compares each entry with 0.",
        "wrong shape",
        also=(relu_largest_or_zero,),
    ),
    Mistake(relu_sigmoid, "That is the sigmoid. ReLU needs no exp: it is max(z, 0)."),
]

# relu_gradient ----------------------------------------------------------------------------------------------


def slope_one_at_zero(z: Any) -> Any:
    return np.where(z >= 0, 1.0, 0.0)


def slope_half_at_zero(z: Any) -> Any:
    return np.heaviside(z, 0.5)


def slope_relu_itself(z: Any) -> Any:
    return np.maximum(z, 0)


def slope_sign(z: Any) -> Any:
    return np.sign(z)


def slope_true_or_false(z: Any) -> Any:
    return z > 0


def slope_one_everywhere(z: Any) -> Any:
    return np.ones_like(z)


def slope_by_quotient(z: Any) -> Any:
    return np.maximum(z, 0) / z


def slope_of_sigmoid(z: Any) -> Any:
    p = 1 / (1 + np.exp(-z))
    return p * (1 - p)


def slope_above_a_little(z: Any) -> Any:
    return (z > 1e-3).astype(float)


def slope_up_to_one(z: Any) -> Any:
    return np.clip(z, 0, 1).astype(float)


def slope_from_one_on(z: Any) -> Any:
    return (z >= 1).astype(float)


def slope_leaky(z: Any) -> Any:
    return np.where(z > 0, 1.0, 0.01)


def slope_up_to_six(z: Any) -> Any:
    return ((z > 0) & (z < 6)).astype(float)


def slope_by_safe_quotient(z: Any) -> Any:
    return np.maximum(z, 0) / (np.abs(z) + 1e-8)


RELU_GRADIENT = [
    Mistake(slope_above_a_little, "Numbers just above 0 are above 0: compare with 0 itself."),
    Mistake(
        slope_up_to_one,
        "That is z itself, held between 0 and 1. The slope is 1 wherever z is above 0, however little.",
    ),
    Mistake(slope_from_one_on, "The border is 0, not 1: z > 0."),
    Mistake(slope_leaky, "Below 0 the slope is 0. A small slope there belongs to the leaky relu."),
    Mistake(slope_up_to_six, "Above 6 the slope is 1 as well: relu has no upper end (ReLU6 has)."),
    Mistake(
        slope_by_safe_quotient,
        "A tiny number below the line keeps 0 / 0 away, and spoils the slope where z is tiny itself. Compare instead: z > 0.",
    ),
    Mistake(
        slope_one_at_zero,
        "At 0 itself it gives 1. There is a corner there, so it is a matter of convention, and ours (and PyTorch's) is "
        "0: a neuron that gives nothing learns nothing.",
    ),
    Mistake(slope_half_at_zero, "At 0 itself it gives a half. The convention, PyTorch's too, is 0 there."),
    Mistake(
        slope_relu_itself, "That is relu itself. Its slope is 1 wherever z is above 0, however large z is."
    ),
    Mistake(slope_sign, "Below 0 relu is flat, so its slope there is 0 and not -1."),
    Mistake(
        slope_true_or_false,
        "The places are right, but these are truth values. A slope is a number: .astype(float).",
        "wrong type",
    ),
    Mistake(slope_one_everywhere, "Below 0 nothing comes through, so the slope there is 0."),
    Mistake(slope_by_quotient, "relu(z) / z divides 0 by 0 where z is 0. Compare z with 0 instead."),
    Mistake(slope_of_sigmoid, "p (1 - p) is the slope of the sigmoid. relu's is 0 or 1."),
]
