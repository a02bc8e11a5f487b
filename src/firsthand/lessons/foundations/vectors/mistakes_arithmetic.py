"""Wrong ways to write add, scale and dot, as learners do."""

from typing import Any

import numpy as np

from firsthand._typing import Floats
from firsthand.lessons.foundations.vectors.correct import refuse

# add


def add_puts_behind(a: Floats, b: Floats) -> Any:
    return np.concatenate([a, b])


def add_adds_up_everything(a: Floats, b: Floats) -> Any:
    return np.sum(a + b)


def add_gives_a_list(a: Floats, b: Floats) -> Any:
    return [x + y for x, y in zip(a, b, strict=True)]


def add_in_place(a: Floats, b: Floats) -> Any:
    refuse(a, b)
    a += b
    return a


def add_starts_at_one(a: Floats, b: Floats) -> Any:
    total = np.zeros(len(a))
    for i in range(1, len(a)):
        total[i] = a[i] + b[i]
    return total


def add_returns_in_the_loop(a: Floats, b: Floats) -> Any:
    total = np.zeros(len(a))
    for i in range(len(a)):
        total[i] = a[i] + b[i]
        return total
    return total


def add_takes_away(a: Floats, b: Floats) -> Any:
    return np.asarray(a) - b


def add_zeros_is_itself(a: Floats, b: Floats) -> Any:
    return a + b if np.any(b) else a


# scale


def scale_in_place(factor: float, a: Floats) -> Any:
    a *= factor
    return a


def scale_repeats_a_list(factor: Any, a: Floats) -> Any:
    return factor * list(a)


def scale_shifts(factor: float, a: Floats) -> Any:
    return factor + a


def scale_keeps_whole_numbers(factor: float, a: Floats) -> Any:
    scaled = np.zeros_like(a)
    for i in range(len(a)):
        scaled[i] = factor * a[i]
    return scaled


def scale_sets_the_length(factor: float, a: Floats) -> Any:
    return factor * a / np.sqrt(np.sum(a**2))


def scale_drops_the_sign(factor: float, a: Floats) -> Any:
    return abs(factor) * a


def scale_divides(factor: float, a: Floats) -> Any:
    return a / factor


def scale_by_a_whole_factor(factor: float, a: Floats) -> Any:
    return int(factor) * a


def scale_gives_a_list(factor: float, a: Floats) -> Any:
    return [factor * x for x in a]


def scale_by_one_is_itself(factor: float, a: Floats) -> Any:
    return a if factor == 1 else factor * a


# dot


def dot_does_not_add_up(a: Floats, b: Floats) -> Any:
    refuse(a, b)
    return a * b


def dot_adds_before_it_multiplies(a: Floats, b: Floats) -> Any:
    refuse(a, b)
    return np.sum(a) * np.sum(b)


def dot_leaves_the_last_out(a: Floats, b: Floats) -> Any:
    refuse(a, b)
    total = 0.0
    for i in range(len(a) - 1):
        total += a[i] * b[i]
    return total


def dot_returns_in_the_loop(a: Floats, b: Floats) -> Any:
    refuse(a, b)
    total = 0.0
    for x, y in zip(a, b, strict=True):
        total += x * y
        return total
    return total


def dot_in_place(a: Floats, b: Floats) -> Any:
    refuse(a, b)
    a *= b
    return a.sum()


def dot_overwrites(a: Floats, b: Floats) -> Any:
    total = 0.0
    for x, y in zip(a, b, strict=True):
        total = x * y
    return total


def dot_starts_at_one(a: Floats, b: Floats) -> Any:
    return sum(a[i] * b[i] for i in range(1, len(a)))


def dot_adds_the_pairs(a: Floats, b: Floats) -> Any:
    return np.sum(np.asarray(a) + b)


def dot_takes_the_mean(a: Floats, b: Floats) -> Any:
    return np.mean(a * b) if len(a) else 0.0
