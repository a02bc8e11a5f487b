"""What people write for he_init that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.grading.exercise import Mistake


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


def he_cut_off(n_in: int, n_out: int, rng: Any) -> Any:
    drawn = rng.normal(size=(n_in, n_out))
    while np.any(far := np.abs(drawn) > 2):
        drawn[far] = rng.normal(size=far.sum())
    return drawn * np.sqrt(2 / n_in) / 0.87962566  # what is left has this deviation


def he_clipped(n_in: int, n_out: int, rng: Any) -> Any:
    return np.clip(rng.normal(size=(n_in, n_out)), -2, 2) * np.sqrt(2 / n_in)


def he_made_exact(n_in: int, n_out: int, rng: Any) -> Any:
    drawn = rng.normal(size=(n_in, n_out))
    return (drawn - drawn.mean()) / drawn.std() * np.sqrt(2 / n_in)


def he_inputs_alike(n_in: int, n_out: int, rng: Any) -> Any:
    return np.repeat(rng.normal(0, np.sqrt(2 / n_in), (1, n_out)), n_in, axis=0)


def he_of_one_size(n_in: int, n_out: int, rng: Any) -> Any:
    return np.where(rng.uniform(size=(n_in, n_out)) < 0.5, -1.0, 1.0) * np.sqrt(2 / n_in)


def he_by_the_newer_kind(n_in: int, n_out: int, rng: Any) -> Any:
    return np.random.default_rng(rng.integers(2**31)).normal(0, np.sqrt(2 / n_in), (n_in, n_out))


NEWER_KIND = Mistake(
    he_by_the_newer_kind,
    "integers is a method of NumPy's newer Generator alone, and rng may be a RandomState. rng.normal and "
    "rng.standard_normal are in both.",
    "crashed",
)
HE_INIT = [
    Mistake(
        he_cut_off,
        "Large weights never come: the tails are cut off. A normal draw lies further out than two deviations about once "
        "in 22 times.",
    ),
    Mistake(he_clipped, "Large weights are pushed back to two deviations. Leave them as they are drawn."),
    Mistake(
        he_made_exact,
        "Each matrix is made to have exactly this mean and deviation, so its weights depend on one another. Draw every "
        "weight on its own, and leave it.",
    ),
    Mistake(
        he_inputs_alike,
        "All inputs have the same weight to a neuron. Draw each weight on its own: size=(n_in, n_out).",
    ),
    Mistake(
        he_of_one_size,
        "All weights have the same size and only their signs are drawn. Draw from the normal distribution.",
    ),
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
