"""What people write for BM25 and the nearest vectors that is wrong, and what to tell them."""

import math
from typing import Any

import numpy as np

from firsthand.course.exercise import Mistake

# bm25_scores ------------------------------------------------------------------------------------------------


def _bm25(query: Any, documents: Any, k1: float, b: float, **other: Any) -> Any:
    n = len(documents)
    lengths = np.array([other.get("length", len)(words) for words in documents], dtype=float)
    norm = 1 - b + b * lengths / other.get("middle", np.mean)(lengths)
    scores = np.zeros(n)
    for word in query:
        tf = np.array([words.count(word) for words in documents], dtype=float)
        df = other.get("df", np.count_nonzero)(tf)
        idf = other.get("idf", _idf)(n, df)
        scores += idf * other.get("part", _part)(tf, k1, norm)
    return scores


def _idf(n: int, df: float) -> float:
    return math.log(1 + (n - df + 0.5) / (df + 0.5))


def _part(tf: Any, k1: float, norm: Any) -> Any:
    return tf / (tf + k1 * norm)


def idf_below_zero(query: Any, documents: Any, k1: float = 1.2, b: float = 0.75) -> Any:
    return _bm25(query, documents, k1, b, idf=lambda n, df: math.log((n - df + 0.5) / (df + 0.5)))


def idf_of_tfidf(query: Any, documents: Any, k1: float = 1.2, b: float = 0.75) -> Any:
    return _bm25(query, documents, k1, b, idf=lambda n, df: math.log(n / df) if df else 0.0)


def logarithm_of_two(query: Any, documents: Any, k1: float = 1.2, b: float = 0.75) -> Any:
    return _bm25(query, documents, k1, b, idf=lambda n, df: _idf(n, df) / math.log(2))


def times_k1_plus_1(query: Any, documents: Any, k1: float = 1.2, b: float = 0.75) -> Any:
    return (k1 + 1) * _bm25(query, documents, k1, b)


def unsaturated(query: Any, documents: Any, k1: float = 1.2, b: float = 0.75) -> Any:
    return _bm25(query, documents, k1, b, part=lambda tf, k1, norm: tf)


def without_lengths(query: Any, documents: Any, k1: float = 1.2, b: float = 0.75) -> Any:
    return _bm25(query, documents, k1, 0.0)


def b_the_wrong_way(query: Any, documents: Any, k1: float = 1.2, b: float = 0.75) -> Any:
    return _bm25(query, documents, k1, 1 - b)


def distinct_lengths(query: Any, documents: Any, k1: float = 1.2, b: float = 0.75) -> Any:
    return _bm25(query, documents, k1, b, length=lambda words: len(set(words)))


def occurrences_as_documents(query: Any, documents: Any, k1: float = 1.2, b: float = 0.75) -> Any:
    return _bm25(
        query, documents, k1, b, df=np.sum, idf=lambda n, df: np.log(np.abs(1 + (n - df + 0.5) / (df + 0.5)))
    )


def each_word_once(query: Any, documents: Any, k1: float = 1.2, b: float = 0.75) -> Any:
    return _bm25(sorted(set(query)), documents, k1, b)


def brackets_lost(query: Any, documents: Any, k1: float = 1.2, b: float = 0.75) -> Any:
    return _bm25(query, documents, k1, b, part=lambda tf, k1, norm: tf / (tf + k1) * norm)


def summed_lengths(query: Any, documents: Any, k1: float = 1.2, b: float = 0.75) -> Any:
    return _bm25(query, documents, k1, b, middle=np.sum)


def without_idf(query: Any, documents: Any, k1: float = 1.2, b: float = 0.75) -> Any:
    return _bm25(query, documents, k1, b, idf=lambda n, df: 1.0)


BM25_SCORES = [
    Mistake(
        idf_below_zero,
        "This idf falls below 0 for a word that more than half of the documents have, and then holding the word counts "
        "against them. Add 1 inside the logarithm.",
    ),
    Mistake(
        idf_of_tfidf,
        "log(n / df) is the idf of TF-IDF. BM25's is log(1 + (n - df + 0.5) / (df + 0.5)).",
    ),
    Mistake(logarithm_of_two, "The logarithm is the natural one, np.log."),
    Mistake(
        times_k1_plus_1,
        "These scores are k1 + 1 times too large. Many books have that factor; it changes no order, and the form asked "
        "for here, Lucene's, has dropped it.",
    ),
    Mistake(
        unsaturated,
        "The tenth occurrence of a word adds as much as the first. Divide tf by tf plus the brake, so that it nears 1.",
    ),
    Mistake(
        without_lengths, "The length of the documents plays no part. It enters the denominator through b."
    ),
    Mistake(
        b_the_wrong_way,
        "b and 1 - b have changed places: b goes with the length, 1 - b stands alone. With b = 0 lengths must not "
        "matter.",
    ),
    Mistake(distinct_lengths, "The length of a document is all of its words, not its distinct ones."),
    Mistake(
        occurrences_as_documents,
        "df counts the documents that have the word, each once. This counts its occurrences.",
    ),
    Mistake(each_word_once, "A word that the query holds twice adds twice. A set forgets the second."),
    Mistake(
        brackets_lost,
        "tf / (tf + k1) * norm rewards long documents. The norm belongs to k1, inside the denominator.",
    ),
    Mistake(summed_lengths, "A length is divided by the mean length of the documents, not by their sum."),
    Mistake(
        without_idf,
        "Every word counts the same here. Weigh each by its idf, so that rare words decide.",
    ),
]

# cosine_top_k -----------------------------------------------------------------------------------------------


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
        zero_over_zero,
        "A vector of zeros has no direction: 0 / 0 is NaN. Its similarity is to be 0, so divide by something else there.",
    ),
    Mistake(
        by_distance, "This ranks by distance, for which length matters. The cosine looks at direction only."
    ),
    Mistake(
        length_of_all, "np.linalg.norm of a table is one number for all of it. axis=1 gives one for each row."
    ),
    Mistake(
        too_many_asked,
        "With k larger than the number of vectors argpartition raises. Then give them all: min(k, n).",
        "crashed",
    ),
    Mistake(
        scores_of_everyone, "The scores must be those of the rows given, in the same order.", "wrong shape"
    ),
]
