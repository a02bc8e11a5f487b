"""What people write for softmax with a temperature that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.grading.exercise import Mistake
from firsthand.foundations import softmax


def _above_zero(temperature: float) -> None:
    if temperature <= 0:
        raise ValueError("The temperature must be above 0.")


def multiplied(logits: Any, temperature: float) -> Any:
    _above_zero(temperature)
    return softmax(logits * temperature)


def ignored(logits: Any, temperature: float) -> Any:
    _above_zero(temperature)
    return softmax(logits)


def divided_afterwards(logits: Any, temperature: float) -> Any:
    _above_zero(temperature)
    return softmax(logits) / temperature


def powers_of_probabilities(logits: Any, temperature: float) -> Any:
    _above_zero(temperature)
    powers = softmax(logits) ** (1 / temperature)
    return powers / powers.sum(axis=-1, keepdims=True)


def heated_overflow(logits: Any, temperature: float) -> Any:
    _above_zero(temperature)
    weights = np.exp(logits / temperature)
    return weights / weights.sum(axis=-1, keepdims=True)


def heated_whole_array(logits: Any, temperature: float) -> Any:
    _above_zero(temperature)
    weights = np.exp((logits - logits.max()) / temperature)
    return weights / weights.sum()


def heated_along_the_first_axis(logits: Any, temperature: float) -> Any:
    return softmax(logits / temperature, axis=0)


def never_really_cold(logits: Any, temperature: float) -> Any:
    return softmax(logits / max(temperature, 0.01))


def a_little_warmer(logits: Any, temperature: float) -> Any:
    return softmax(logits / (temperature + 1e-8))


def powers_alone(logits: Any, temperature: float) -> Any:
    return softmax(logits) ** (1 / temperature)


def whole_quotients(logits: Any, temperature: float) -> Any:
    return softmax(logits // temperature)


def heated_largest_beside_zero(logits: Any, temperature: float) -> Any:
    scores = logits / temperature
    weights = np.exp(scores - np.where(np.isfinite(scores), scores, 0).max(axis=-1, keepdims=True))
    return weights / weights.sum(axis=-1, keepdims=True)


def heats_in_place(logits: Any, temperature: float) -> Any:
    _above_zero(temperature)
    logits /= temperature
    return softmax(logits)


SOFTMAX_TEMPERATURE = [
    Mistake(
        multiplied,
        "It works the wrong way round: a high temperature should flatten. Divide the scores by the temperature.",
    ),
    Mistake(
        ignored,
        "The temperature makes no difference: divide the scores by it before the softmax.",
    ),
    Mistake(
        divided_afterwards,
        "You divided the probabilities, so they no longer sum to 1. Divide the scores, then take the softmax.",
    ),
    Mistake(
        powers_of_probabilities,
        "p ** (1 / temperature), normalised, is the same thing on paper, but a probability that has rounded to 0 "
        "stays 0 however hot it gets. Work on the scores, before exp.",
    ),
    Mistake(
        heated_overflow,
        "exp overflows: a large score, or a small temperature, makes the quotient huge. Use softmax, which "
        "shifts by the largest score first.",
    ),
    Mistake(
        heated_whole_array,
        "The whole array sums to 1, but each row along the last axis should.",
    ),
    Mistake(
        heated_along_the_first_axis,
        "Your probabilities sum to 1 down the columns. Each row along the last axis should: axis=-1.",
    ),
    Mistake(
        never_really_cold,
        "A temperature below 0.01 counts as 0.01 here. Every temperature above 0 is meant as it is.",
    ),
    Mistake(
        a_little_warmer,
        "A tiny number is added to the temperature, and beside a tiny temperature it is large. Divide by the "
        "temperature alone.",
    ),
    Mistake(
        powers_alone,
        "After the power the probabilities no longer sum to 1. Better: divide the scores by the temperature first, "
        "then take the softmax.",
    ),
    Mistake(
        whole_quotients,
        "// drops the fraction of each quotient. Scores are divided with /.",
    ),
    Mistake(
        heated_largest_beside_zero,
        "Looking for the largest score, you count a score of -inf as 0. Beside scores far below 0 that 0 is the largest, "
        "and exp leaves nothing but zeros. Use softmax, which knows what to do.",
    ),
    Mistake(
        heats_in_place,
        "logits /= ... writes into the caller's own array (and fails on whole numbers). Use a new one: "
        "logits / temperature.",
        "changed its input",
    ),
]
