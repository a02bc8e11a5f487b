"""Wrong and right ways to write add, scale, dot and norm, as learners do."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def refuse(a: Floats, b: Floats) -> None:
    """What most versions share: vectors of different lengths are an error."""
    if len(a) != len(b):
        raise ValueError("different lengths")


# add


def add_at_once(a: Floats, b: Floats) -> Any:
    return a + b


def add_by_short_zip(a: Floats, b: Floats) -> Any:
    return np.array([x + y for x, y in zip(a, b, strict=False)])


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


def add_by_loop(a: Floats, b: Floats) -> Any:
    refuse(a, b)
    total = np.zeros(len(a))
    for i in range(len(a)):
        total[i] = a[i] + b[i]
    return total


def add_by_zip(a: Floats, b: Floats) -> Any:
    return np.array([x + y for x, y in zip(a, b, strict=True)])


def add_on_a_copy(a: Floats, b: Floats) -> Any:
    if a.shape != b.shape:
        raise ValueError(f"{a.shape} and {b.shape} do not fit")
    total = a.astype(float)
    total += b
    return total


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


def scale_by_loop(factor: float, a: Floats) -> Any:
    scaled = np.zeros(len(a))
    for i in range(len(a)):
        scaled[i] = factor * a[i]
    return scaled


def scale_by_comprehension(factor: float, a: Floats) -> Any:
    return np.array([factor * x for x in a])


# dot


def dot_does_not_add_up(a: Floats, b: Floats) -> Any:
    refuse(a, b)
    return a * b


def dot_at_once(a: Floats, b: Floats) -> Any:
    return np.sum(a * b)


def dot_by_short_zip(a: Floats, b: Floats) -> Any:
    return sum(x * y for x, y in zip(a, b, strict=False))


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


def dot_by_plain_loop(a: Floats, b: Floats) -> Any:
    total = 0.0
    for i in range(len(a)):
        total += a[i] * b[i]
    return total


def dot_by_loop(a: Floats, b: Floats) -> Any:
    refuse(a, b)
    total = 0
    for i in range(len(a)):
        total = total + a[i] * b[i]
    return total


def dot_by_zip(a: Floats, b: Floats) -> Any:
    return sum(x * y for x, y in zip(a, b, strict=True))


def dot_by_method(a: Floats, b: Floats) -> Any:
    refuse(a, b)
    return (a * b).sum()


# norm


def norm_by_the_book(a: Floats) -> Any:
    return np.sqrt(np.sum(np.asarray(a, float) ** 2))


def norm_by_dot(a: Floats) -> Any:
    return np.sqrt(np.dot(a.astype(float), a))


def norm_without_root(a: Floats) -> Any:
    return np.sum(np.asarray(a, float) ** 2)


def norm_halves(a: Floats) -> Any:
    return np.sum(np.asarray(a, float) ** 2) ** 1 / 2


def norm_walks_the_blocks(a: Floats) -> Any:
    return np.sum(np.abs(np.asarray(a, float)))


def norm_takes_the_mean(a: Floats) -> Any:
    return np.sqrt(np.mean(np.asarray(a, float) ** 2)) if len(a) else 0.0


def norm_forgets_to_scale_back(a: Floats) -> Any:
    largest = np.max(np.abs(a), initial=0.0)
    return np.sqrt(np.sum((a / largest) ** 2)) if largest else 0.0


def norm_divides_by_zero(a: Floats) -> Any:
    largest = np.max(np.abs(a), initial=0.0)
    return largest * np.sqrt(np.sum((a / largest) ** 2))


def norm_of_tamed_entries(a: Floats) -> Any:
    largest = np.max(np.abs(a))
    return largest * np.sqrt(np.sum((a / largest) ** 2)) if largest else 0.0


def norm_forgets_the_sign(a: Floats) -> Any:
    largest = np.max(a, initial=0.0)
    return largest * np.sqrt(np.sum((a / largest) ** 2)) if largest else 0.0


def norm_in_place(a: Floats) -> Any:
    largest = np.max(np.abs(a), initial=0.0)
    if largest == 0:
        return 0.0
    a /= largest
    return largest * np.sqrt(np.sum(a**2))


def norm_by_loop(a: Floats) -> Any:
    largest = max((abs(float(x)) for x in a), default=0.0)
    if largest == 0:
        return 0.0
    total = 0.0
    for x in a:
        total += (float(x) / largest) ** 2
    return largest * math.sqrt(total)


def norm_by_pairs(a: Floats) -> Any:
    length = 0.0
    for x in a:
        length = np.hypot(length, x)
    return length


def norm_by_powers_of_two(a: Floats) -> Any:
    _, exponent = np.frexp(np.max(np.abs(a.astype(float)), initial=0.0))
    return np.ldexp(np.sqrt(np.sum(np.ldexp(a.astype(float), -exponent) ** 2)), exponent)
