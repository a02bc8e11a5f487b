"""Other correct ways to write the exercises: each must pass."""

import math
from typing import Any

import numpy as np

from firsthand._typing import Floats
from firsthand.foundations import cosine_similarity, dot, norm


def refuse(a: Floats, b: Floats) -> None:
    """What most versions share: vectors of different lengths are an error."""
    if len(a) != len(b):
        raise ValueError("different lengths")


def add_at_once(a: Floats, b: Floats) -> Any:
    return a + b


def add_by_short_zip(a: Floats, b: Floats) -> Any:
    return np.array([x + y for x, y in zip(a, b, strict=False)])


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


def scale_by_loop(factor: float, a: Floats) -> Any:
    scaled = np.zeros(len(a))
    for i in range(len(a)):
        scaled[i] = factor * a[i]
    return scaled


def scale_by_comprehension(factor: float, a: Floats) -> Any:
    return np.array([factor * x for x in a])


def dot_at_once(a: Floats, b: Floats) -> Any:
    return np.sum(a * b)


def dot_by_short_zip(a: Floats, b: Floats) -> Any:
    return sum(x * y for x, y in zip(a, b, strict=False))


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


def norm_by_the_book(a: Floats) -> Any:
    return np.sqrt(np.sum(np.asarray(a, float) ** 2))


def norm_by_dot(a: Floats) -> Any:
    return np.sqrt(np.dot(a.astype(float), a))


def norm_of_tamed_entries(a: Floats) -> Any:
    largest = np.max(np.abs(a), initial=0.0)
    return largest * np.sqrt(np.sum((a / largest) ** 2)) if largest else 0.0


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


def cosine_never_below_the_tiniest_length(a: Floats, b: Floats) -> Any:
    return np.dot(a, b) / max(np.linalg.norm(a) * np.linalg.norm(b), 1e-300)


def cosine_by_the_book(a: Floats, b: Floats) -> Any:
    if norm(a) == 0 or norm(b) == 0:
        return 0.0
    return dot(a, b) / (norm(a) * norm(b))


def cosine_by_unit_vectors(a: Floats, b: Floats) -> Any:
    if norm(a) == 0 or norm(b) == 0:
        return 0.0
    return np.dot(a / norm(a), b / norm(b))


def cosine_by_loop(a: Floats, b: Floats) -> Any:
    a_length, b_length = norm(a) or 1.0, norm(b) or 1.0
    total = 0.0
    for x, y in zip(a, b, strict=True):
        total += (x / a_length) * (y / b_length)
    return total


def cosine_of_tamed_vectors(a: Floats, b: Floats) -> Any:
    a_tame, b_tame = (part / (np.max(np.abs(part)) or 1.0) for part in (a, b))
    lengths = np.sqrt(np.sum(a_tame**2)) * np.sqrt(np.sum(b_tame**2))
    return dot(a_tame, b_tame) / lengths if lengths else 0.0


def similar_by_loop(query: Floats, rows: Floats) -> Any:
    best, place = -np.inf, 0
    if len(rows) == 0:
        raise ValueError("no row")
    for i in range(len(rows)):
        similarity = cosine_similarity(query, rows[i])
        if similarity > best:
            best, place = similarity, i
    return place


def similar_by_max(query: Floats, rows: Floats) -> Any:
    return max(range(len(rows)), key=lambda i: cosine_similarity(query, rows[i]))


def similar_all_at_once(query: Floats, rows: Floats) -> Any:
    lengths = np.sqrt(np.sum(np.square(rows, dtype=float), axis=1))
    lengths[lengths == 0] = 1.0
    # The query's length divides every row alike: it cannot change which one is best.
    return np.argmax(np.sum(rows * query, axis=1) / lengths)


def similar_with_a_tiny_number(query: Floats, rows: Floats) -> Any:
    lengths = np.linalg.norm(rows, axis=1) * np.linalg.norm(query)
    return np.argmax(rows @ query / (lengths + 1e-8))
