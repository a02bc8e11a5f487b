"""What people write for softmax with a temperature that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.exercise import Mistake
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
        heats_in_place,
        "logits /= ... writes into the caller's own array (and fails on whole numbers). Use a new one: "
        "logits / temperature.",
        "changed its input",
    ),
]
