"""What people write for BM25 that is wrong, and what to tell them."""

import math
from typing import Any

import numpy as np

from firsthand.course.grading.exercise import Mistake


def _bm25(query: Any, documents: Any, k1: float, b: float, **other: Any) -> Any:
    n = len(documents)
    lengths = np.array([other.get("length", len)(words) for words in documents], dtype=float)
    norm = 1 - b + b * other.get("share", _share)(lengths)
    scores = np.zeros(n)
    for word in query:
        tf = np.array([other.get("count", list.count)(words, word) for words in documents], dtype=float)
        df = other.get("df", np.count_nonzero)(tf)
        idf = other.get("idf", _idf)(n, df)
        scores += idf * other.get("part", _part)(tf, k1, norm)
    return scores


def _idf(n: int, df: float) -> float:
    return math.log(1 + (n - df + 0.5) / (df + 0.5))


def _share(lengths: Any) -> Any:
    return lengths / np.mean(lengths)


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
    return _bm25(query, documents, k1, b, share=lambda lengths: lengths / np.sum(lengths))


def letters_within_words(query: Any, documents: Any, k1: float = 1.2, b: float = 0.75) -> Any:
    return _bm25(query, documents, k1, b, count=lambda words, word: " ".join(words).count(word))


def capitals_ignored(query: Any, documents: Any, k1: float = 1.2, b: float = 0.75) -> Any:
    lower = [[word.lower() for word in words] for words in documents]
    return _bm25([word.lower() for word in query], lower, k1, b)


def usual_constants_always(query: Any, documents: Any, k1: float = 1.2, b: float = 0.75) -> Any:
    return _bm25(query, documents, 1.2, 0.75)


def held_or_not(query: Any, documents: Any, k1: float = 1.2, b: float = 0.75) -> Any:
    return _bm25(query, documents, k1, b, count=lambda words, word: word in words)


def length_upside_down(query: Any, documents: Any, k1: float = 1.2, b: float = 0.75) -> Any:
    return _bm25(query, documents, k1, b, share=lambda lengths: np.mean(lengths) / np.maximum(lengths, 1))


def lengths_not_shared(query: Any, documents: Any, k1: float = 1.2, b: float = 0.75) -> Any:
    return _bm25(query, documents, k1, b, share=lambda lengths: lengths)


def mean_of_the_others(query: Any, documents: Any, k1: float = 1.2, b: float = 0.75) -> Any:
    return _bm25(query, documents, k1, b, share=lambda lengths: lengths / np.mean(lengths[lengths > 0]))


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
    Mistake(
        brackets_lost,
        "tf / (tf + k1) * norm rewards long documents. The norm belongs to k1, inside the denominator.",
    ),
    Mistake(summed_lengths, "A length is divided by the mean length of the documents, not by their sum."),
    Mistake(
        without_idf,
        "Every word counts the same here. Weigh each by its idf, so that rare words decide.",
    ),
    Mistake(
        letters_within_words,
        '"art" is in "party" as letters, not as a word. Count whole words: words.count(word) on the list.',
    ),
    Mistake(
        capitals_ignored,
        "Words count as they are given. Capitals are levelled when a text is cut into words, not here.",
    ),
    Mistake(usual_constants_always, "k1 and b are always 1.2 and 0.75 here: the arguments are not used."),
    Mistake(
        held_or_not,
        "tf is how often the word stands in the document. This only asks whether it does: a truth value counts as 1.",
    ),
    Mistake(
        length_upside_down,
        "The fraction of the lengths is upside down: length / mean, so that a long document pays.",
    ),
    Mistake(
        lengths_not_shared, "The length is to be divided by the mean length: only longer than most costs."
    ),
]
EACH_WORD_ONCE = Mistake(
    each_word_once, "A word that the query holds twice adds twice. A set forgets the second."
)
MEAN_OF_THE_OTHERS = Mistake(
    mean_of_the_others, "An empty document counts for the mean length too: as one of length 0."
)
