"""What people write for the nearest vectors that is wrong, and what to tell them."""

from typing import Any

import numpy as np

from firsthand.course.grading.exercise import Mistake


def _ranked(scores: Any, k: int) -> Any:
    rows = np.argsort(-scores, kind="stable")[:k]
    return rows, scores[rows]


def _cosines(query: Any, vectors: Any) -> Any:
    lengths = np.linalg.norm(vectors, axis=1) * np.linalg.norm(query)
    return vectors @ query / np.where(lengths > 0, lengths, 1)


def plain_products(query: Any, vectors: Any, k: int) -> Any:
    return _ranked((vectors @ query).astype(float), k)


def query_not_scaled(query: Any, vectors: Any, k: int) -> Any:
    return _ranked(_cosines(query, vectors) * np.linalg.norm(query), k)


def worst_first(query: Any, vectors: Any, k: int) -> Any:
    scores = _cosines(query, vectors)
    rows = np.argsort(scores, kind="stable")[:k]
    return rows, scores[rows]


def best_last(query: Any, vectors: Any, k: int) -> Any:
    scores = _cosines(query, vectors)
    rows = np.argsort(scores, kind="stable")[-k:]
    return rows, scores[rows]


def not_in_order(query: Any, vectors: Any, k: int) -> Any:
    rows, scores = _ranked(_cosines(query, vectors), k)
    order = np.argsort(rows)
    return rows[order], scores[order]


def zero_over_zero(query: Any, vectors: Any, k: int) -> Any:
    with np.errstate(all="ignore"):
        return _ranked(vectors @ query / (np.linalg.norm(vectors, axis=1) * np.linalg.norm(query)), k)


def by_distance(query: Any, vectors: Any, k: int) -> Any:
    return _ranked(-np.linalg.norm(vectors - query, axis=1), k)


def length_of_all(query: Any, vectors: Any, k: int) -> Any:
    lengths = np.linalg.norm(vectors) * np.linalg.norm(query)
    return _ranked(vectors @ query / (lengths or 1), k)


def too_many_asked(query: Any, vectors: Any, k: int) -> Any:
    scores = _cosines(query, vectors)
    rows = np.argpartition(-scores, k - 1)[:k]
    rows = rows[np.argsort(-scores[rows])]
    return rows, scores[rows]


def small_added(query: Any, vectors: Any, k: int) -> Any:
    lengths = np.linalg.norm(vectors, axis=1) * np.linalg.norm(query)
    return _ranked(vectors @ query / (lengths + 1e-8), k)


def short_is_zero(query: Any, vectors: Any, k: int) -> Any:
    lengths = np.linalg.norm(vectors, axis=1) * np.linalg.norm(query)
    return _ranked(np.where(lengths > 1e-8, vectors @ query / np.where(lengths > 0, lengths, 1), 0.0), k)


def sign_lost(query: Any, vectors: Any, k: int) -> Any:
    return _ranked(np.abs(_cosines(query, vectors)), k)


def below_zero_cut(query: Any, vectors: Any, k: int) -> Any:
    return _ranked(np.clip(_cosines(query, vectors), 0, 1), k)


def below_zero_left_out(query: Any, vectors: Any, k: int) -> Any:
    rows, scores = _ranked(_cosines(query, vectors), k)
    return rows[scores > 0], scores[scores > 0]


def ordered_by_distance(query: Any, vectors: Any, k: int) -> Any:
    rows = np.argsort(np.linalg.norm(vectors - query, axis=1), kind="stable")[:k]
    return rows, _cosines(query, vectors)[rows]


def pairs_of_both(query: Any, vectors: Any, k: int) -> Any:
    rows, scores = _ranked(_cosines(query, vectors), k)
    return [(int(row), float(score)) for row, score in zip(rows, scores, strict=True)]


def scores_first(query: Any, vectors: Any, k: int) -> Any:
    return _ranked(_cosines(query, vectors), k)[::-1]


def scores_of_everyone(query: Any, vectors: Any, k: int) -> Any:
    scores = _cosines(query, vectors)
    return np.argsort(-scores, kind="stable")[:k], scores


COSINE_TOP_K = [
    Mistake(
        plain_products,
        "These are dot products: a long vector wins whatever its direction. Divide by the lengths of both.",
    ),
    Mistake(
        query_not_scaled,
        "The order is right and the scores are not cosines: divide by the length of the query too.",
    ),
    Mistake(worst_first, "argsort sorts upwards, so this gives the least similar. Sort the negative scores."),
    Mistake(best_last, "These are the right rows in the wrong order: the most similar comes first."),
    Mistake(
        not_in_order,
        "These are the k best, but not sorted: argpartition only parts them from the rest. Sort those k.",
    ),
    Mistake(
        by_distance, "This ranks by distance, for which length matters. The cosine looks at direction only."
    ),
    Mistake(
        length_of_all, "np.linalg.norm of a table is one number for all of it. axis=1 gives one for each row."
    ),
    Mistake(
        scores_of_everyone, "The scores must be those of the rows given, in the same order.", "wrong shape"
    ),
    Mistake(
        small_added,
        "A number added against 0 / 0 makes every cosine a little smaller, and that of short vectors much smaller. "
        "Divide by something else only where the length is 0.",
    ),
    Mistake(
        short_is_zero,
        "Short vectors count as zeros here. A vector has a direction however short it is: look for 0 itself.",
    ),
    Mistake(sign_lost, "A vector that points the other way has the similarity -1. abs makes it the best."),
    Mistake(
        below_zero_cut, "Similarities go down to -1: what points away is less similar than what is at 90°."
    ),
    Mistake(
        below_zero_left_out,
        "Vectors whose similarity is 0 or below are left out. k are asked for, however unlike they are.",
        "wrong shape",
    ),
    Mistake(
        ordered_by_distance,
        "The scores are cosines, but the order is that of the distances, for which length matters.",
    ),
    Mistake(pairs_of_both, "Give two arrays, the rows and the scores, not a list of pairs.", "wrong shape"),
    Mistake(scores_first, "The rows come first, then the scores.", "wrong type"),
]
ZERO_OVER_ZERO = Mistake(
    zero_over_zero,
    "A vector of zeros has no direction: 0 / 0 is NaN. Its similarity is to be 0, so divide by something else there.",
)
TOO_MANY_ASKED = Mistake(
    too_many_asked,
    "With k larger than the number of vectors argpartition raises. Then give them all: min(k, n).",
    "crashed",
)
