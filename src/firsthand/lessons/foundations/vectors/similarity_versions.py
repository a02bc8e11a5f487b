"""Wrong and right ways to write cosine_similarity and most_similar, as learners do."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from firsthand.foundations import cosine_similarity, dot, norm

Floats = NDArray[np.float64]


# cosine_similarity


def cosine_divides_by_zero(a: Floats, b: Floats) -> Any:
    return dot(a, b) / (norm(a) * norm(b))


def cosine_gives_nan(a: Floats, b: Floats) -> Any:
    return dot(a / norm(a), b / norm(b))


def cosine_is_the_dot(a: Floats, b: Floats) -> Any:
    return dot(a, b)


def cosine_with_one_length(a: Floats, b: Floats) -> Any:
    return dot(a, b / (norm(b) or 1.0))


def cosine_multiplies_by_one_length(a: Floats, b: Floats) -> Any:
    return dot(a, b) / norm(a) * norm(b) if norm(a) and norm(b) else 0.0


def cosine_with_squared_lengths(a: Floats, b: Floats) -> Any:
    return dot(a, b) / (dot(a, a) * dot(b, b) or 1.0)


def cosine_is_the_angle(a: Floats, b: Floats) -> Any:
    return math.acos(np.clip(cosine_by_unit_vectors(a, b), -1, 1))


def cosine_is_the_distance(a: Floats, b: Floats) -> Any:
    return 1 - cosine_by_unit_vectors(a, b)


def cosine_without_sign(a: Floats, b: Floats) -> Any:
    return abs(cosine_by_unit_vectors(a, b))


def cosine_never_below_a_tiny_length(a: Floats, b: Floats) -> Any:
    return np.dot(a, b) / max(np.linalg.norm(a) * np.linalg.norm(b), 1e-8)


def cosine_by_the_book(a: Floats, b: Floats) -> Any:
    if norm(a) == 0 or norm(b) == 0:
        return 0.0
    return dot(a, b) / (norm(a) * norm(b))


def cosine_in_place(a: Floats, b: Floats) -> Any:
    if norm(a) == 0 or norm(b) == 0:
        return 0.0
    a /= norm(a)
    b /= norm(b)
    return dot(a, b)


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


# most_similar


def similar_by_dot(query: Floats, rows: Floats) -> Any:
    return int(np.argmax([dot(query, row) for row in rows]))


def similar_by_distance(query: Floats, rows: Floats) -> Any:
    return int(np.argmin([norm(row - query) for row in rows]))


def similar_takes_the_last(query: Floats, rows: Floats) -> Any:
    best, place = -2.0, 0
    for i, row in enumerate(rows):
        if cosine_similarity(query, row) >= best:
            best, place = cosine_similarity(query, row), i
    return place


def similar_gives_the_row(query: Floats, rows: Floats) -> Any:
    return max(rows, key=lambda row: cosine_similarity(query, row))


def similar_gives_the_similarity(query: Floats, rows: Floats) -> Any:
    return max(cosine_similarity(query, row) for row in rows)


def similar_starts_at_zero(query: Floats, rows: Floats) -> Any:
    best, place = 0.0, 0
    for i, row in enumerate(rows):
        if cosine_similarity(query, row) > best:
            best, place = cosine_similarity(query, row), i
    return place


def similar_takes_the_least(query: Floats, rows: Floats) -> Any:
    return int(np.argmin([cosine_similarity(query, row) for row in rows]))


def similar_ignores_the_sign(query: Floats, rows: Floats) -> Any:
    return int(np.argmax([abs(cosine_similarity(query, row)) for row in rows]))


def similar_falls_for_nan(query: Floats, rows: Floats) -> Any:
    lengths = np.sqrt(np.sum(rows**2, axis=1)) * norm(query)
    return int(np.argmax((rows @ query) / lengths))


def similar_counts_from_one(query: Floats, rows: Floats) -> Any:
    return 1 + int(np.argmax([cosine_similarity(query, row) for row in rows]))


def similar_by_loop(query: Floats, rows: Floats) -> Any:
    best, place = -np.inf, 0
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
