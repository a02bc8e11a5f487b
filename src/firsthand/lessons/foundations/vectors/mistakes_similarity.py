"""Wrong ways to write cosine_similarity and most_similar, as learners do."""

import math
from typing import Any

import numpy as np

from firsthand._typing import Floats
from firsthand.foundations import cosine_similarity, dot, norm
from firsthand.lessons.foundations.vectors.correct import cosine_by_unit_vectors, similar_by_max

# cosine_similarity


def cosine_divides_by_zero(a: Floats, b: Floats) -> Any:
    return dot(a, b) / (norm(a) * norm(b))


def cosine_gives_nan(a: Floats, b: Floats) -> Any:
    return dot(a / norm(a), b / norm(b))


def cosine_is_the_dot(a: Floats, b: Floats) -> Any:
    return dot(a, b)


def cosine_with_one_length(a: Floats, b: Floats) -> Any:
    return dot(a, b / (norm(b) or 1.0))


def cosine_over_the_sum_of_lengths(a: Floats, b: Floats) -> Any:
    lengths = norm(a) + norm(b)
    return dot(a, b) / lengths if norm(a) and norm(b) else 0.0


def cosine_multiplies_by_one_length(a: Floats, b: Floats) -> Any:
    return dot(a, b) / norm(a) * norm(b) if norm(a) and norm(b) else 0.0


def cosine_with_squared_lengths(a: Floats, b: Floats) -> Any:
    return dot(a, b) / (dot(a, a) * dot(b, b) or 1.0)


def cosine_is_the_angle(a: Floats, b: Floats) -> Any:
    if norm(a) == 0 or norm(b) == 0:
        return 0.0
    return math.acos(np.clip(cosine_by_unit_vectors(a, b), -1, 1))


def cosine_is_the_distance(a: Floats, b: Floats) -> Any:
    if norm(a) == 0 or norm(b) == 0:
        return 0.0
    return 1 - cosine_by_unit_vectors(a, b)


def cosine_without_sign(a: Floats, b: Floats) -> Any:
    return abs(cosine_by_unit_vectors(a, b))


def cosine_never_below_a_tiny_length(a: Floats, b: Floats) -> Any:
    return np.dot(a, b) / max(np.linalg.norm(a) * np.linalg.norm(b), 1e-8)


def cosine_of_vectors_round_their_means(a: Floats, b: Floats) -> Any:
    return cosine_by_unit_vectors(a - np.mean(a), b - np.mean(b))


def cosine_of_zeros_is_one(a: Floats, b: Floats) -> Any:
    return 1.0 if not np.any(a) and not np.any(b) else cosine_by_unit_vectors(a, b)


def cosine_from_the_distance(a: Floats, b: Floats) -> Any:
    return 1 / (1 + norm(np.asarray(a, float) - b))


def cosine_in_place(a: Floats, b: Floats) -> Any:
    if norm(a) == 0 or norm(b) == 0:
        return 0.0
    a /= norm(a)
    b /= norm(b)
    return dot(a, b)


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


def similar_passes_over_zeros(query: Floats, rows: Floats) -> Any:
    if len(rows) == 0:
        raise ValueError("no row")
    best, place = -2.0, 0
    for i, row in enumerate(rows):
        if norm(row) and cosine_similarity(query, row) > best:
            best, place = cosine_similarity(query, row), i
    return place


def similar_needs_more_than_minus_one(query: Floats, rows: Floats) -> Any:
    best, place = -1.0, None
    for i, row in enumerate(rows):
        if cosine_similarity(query, row) > best + 1e-9:
            best, place = cosine_similarity(query, row), i
    return place


def similar_answers_without_rows(query: Floats, rows: Floats) -> Any:
    return similar_by_max(query, rows) if len(rows) else 0


def similar_gives_an_array(query: Floats, rows: Floats) -> Any:
    similarities = np.array([cosine_similarity(query, row) for row in rows])
    return np.flatnonzero(similarities == similarities.max())
