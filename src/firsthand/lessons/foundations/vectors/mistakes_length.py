"""Wrong ways to write norm, as learners do."""

import math
from typing import Any

import numpy as np

from firsthand._typing import Floats


def norm_without_root(a: Floats) -> Any:
    return np.sum(np.asarray(a, float) ** 2)


def norm_halves(a: Floats) -> Any:
    return np.sum(np.asarray(a, float) ** 2) ** 1 / 2


def norm_walks_the_blocks(a: Floats) -> Any:
    return np.sum(np.abs(np.asarray(a, float)))


def norm_squares_the_sum(a: Floats) -> Any:
    return np.sqrt(np.sum(a) ** 2)


def norm_takes_the_mean(a: Floats) -> Any:
    return np.sqrt(np.mean(np.asarray(a, float) ** 2)) if len(a) else 0.0


def norm_forgets_to_scale_back(a: Floats) -> Any:
    largest = np.max(np.abs(a), initial=0.0)
    return np.sqrt(np.sum((a / largest) ** 2)) if largest else 0.0


def norm_divides_by_zero(a: Floats) -> Any:
    largest = np.max(np.abs(a), initial=0.0)
    return largest * np.sqrt(np.sum((a / largest) ** 2))


def norm_forgets_the_sign(a: Floats) -> Any:
    largest = np.max(a, initial=0.0)
    return largest * np.sqrt(np.sum((a / largest) ** 2)) if largest else 0.0


def norm_is_the_largest(a: Floats) -> Any:
    return np.max(np.abs(a), initial=0.0)


def norm_of_a_plane(a: Floats) -> Any:
    return math.sqrt(float(a[0]) ** 2 + float(a[1]) ** 2) if len(a) else 0.0


def norm_with_a_tiny_number(a: Floats) -> Any:
    return np.sqrt(np.sum(np.asarray(a, float) ** 2) + 1e-8)


def norm_in_place(a: Floats) -> Any:
    largest = np.max(np.abs(a), initial=0.0)
    if largest == 0:
        return 0.0
    a /= largest
    return largest * np.sqrt(np.sum(a**2))
