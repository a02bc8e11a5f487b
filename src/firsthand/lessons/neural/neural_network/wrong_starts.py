"""What people write for ReLU, its slope and He's start that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.exercise import Mistake

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


def relu_sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


RELU = [
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


RELU_GRADIENT = [
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

# he_init ----------------------------------------------------------------------------------------------------


def he_variance_for_deviation(n_in: int, n_out: int, rng: Any) -> Any:
    return rng.normal(0, 2 / n_in, size=(n_in, n_out))


def he_one_over_n(n_in: int, n_out: int, rng: Any) -> Any:
    return rng.normal(0, np.sqrt(1 / n_in), size=(n_in, n_out))


def he_xavier(n_in: int, n_out: int, rng: Any) -> Any:
    return rng.normal(0, np.sqrt(2 / (n_in + n_out)), size=(n_in, n_out))


def he_by_outputs(n_in: int, n_out: int, rng: Any) -> Any:
    return rng.normal(0, np.sqrt(2 / n_out), size=(n_in, n_out))


def he_unscaled(n_in: int, n_out: int, rng: Any) -> Any:
    return rng.normal(size=(n_in, n_out))


def he_tiny(n_in: int, n_out: int, rng: Any) -> Any:
    return 0.01 * rng.normal(size=(n_in, n_out))


def he_uniform(n_in: int, n_out: int, rng: Any) -> Any:
    limit = np.sqrt(6 / n_in)
    return rng.uniform(-limit, limit, size=(n_in, n_out))


def he_above_zero(n_in: int, n_out: int, rng: Any) -> Any:
    return rng.random((n_in, n_out)) * np.sqrt(2 / n_in)


def he_zeros(n_in: int, n_out: int, rng: Any) -> Any:
    return np.zeros((n_in, n_out))


def he_neurons_alike(n_in: int, n_out: int, rng: Any) -> Any:
    return np.repeat(rng.normal(0, np.sqrt(2 / n_in), size=(n_in, 1)), n_out, axis=1)


def he_rows_for_neurons(n_in: int, n_out: int, rng: Any) -> Any:
    return rng.normal(0, np.sqrt(2 / n_in), size=(n_out, n_in))


def he_global_chance(n_in: int, n_out: int, rng: Any) -> Any:
    return np.random.randn(n_in, n_out) * np.sqrt(2 / n_in)  # noqa: NPY002 - the mistake is meant


def he_always_the_same(n_in: int, n_out: int, rng: Any) -> Any:
    return np.random.default_rng(0).normal(0, np.sqrt(2 / n_in), size=(n_in, n_out))


HE_INIT = [
    Mistake(
        he_variance_for_deviation,
        "2 / n_in is the variance. rng.normal wants the standard deviation, which is its root.",
    ),
    Mistake(
        he_one_over_n,
        "That is variance 1 / n_in. ReLU throws half of the signal away, so it takes twice as much: 2 / n_in.",
    ),
    Mistake(
        he_xavier,
        "That is Xavier's start, for tanh and the sigmoid. He's counts the inputs only: variance 2 / n_in.",
    ),
    Mistake(he_by_outputs, "A neuron adds up over its inputs, so divide by n_in, not by n_out."),
    Mistake(
        he_unscaled,
        "The weights are drawn at standard deviation 1. A neuron with 400 inputs then gives 20 times what comes in; "
        "multiply by the root of 2 / n_in.",
    ),
    Mistake(
        he_tiny,
        "A fixed 0.01 lets the signal die out in a deep network. The right size depends on n_in.",
    ),
    Mistake(
        he_uniform, "The variance is right, but these are uniform. Draw them from a normal distribution."
    ),
    Mistake(
        he_above_zero,
        "rng.random gives numbers from 0 to 1, none below 0. Their mean must be 0: use rng.normal.",
    ),
    Mistake(
        he_zeros,
        "With zeros all neurons of a layer compute the same, get the same gradient, and stay the same for ever. Draw "
        "each weight.",
    ),
    Mistake(
        he_neurons_alike,
        "All neurons start with the same weights, so they will always do the same. Draw each weight on its own: "
        "size=(n_in, n_out).",
    ),
    Mistake(
        he_rows_for_neurons,
        "The shape is the other way round: one row an input, one column a neuron.",
        "wrong shape",
    ),
    Mistake(
        he_global_chance,
        "np.random.randn draws from NumPy's global source, so the same rng gives other weights each time. Draw from "
        "the rng you are given.",
        "unstable",
    ),
    Mistake(
        he_always_the_same,
        "It makes a generator of its own, so every layer gets the same numbers. Draw from the rng you are given.",
    ),
]
