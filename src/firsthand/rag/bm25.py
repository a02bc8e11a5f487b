"""BM25: rank documents by the words that they share with a question, rare words first."""

import re
from array import array
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from firsthand.rag.dense import best_rows

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

WORD = re.compile(r"\w+")


def tokenize(text: str) -> list[str]:
    """Cut a text into its words: runs of letters, digits and underscores, in lower case."""
    return WORD.findall(text.lower())


def bm25_scores(query: Any, documents: Any, k1: float = 1.2, b: float = 0.75) -> Floats:
    """Score each document by the words that it shares with a query.

    Each word of the query adds idf * tf / (tf + k1 * (1 - b + b * length / mean)):

    - tf: how often the word stands in the document; 0 adds nothing.
    - idf = log(1 + (n - df + 0.5) / (df + 0.5)), where df of the n documents
      have the word: a rare word counts for more.
    - length: words in the document; mean: the mean length of all documents.

    A word that the query holds twice adds twice. This is Lucene's form; many
    books multiply it by k1 + 1, which changes no order.

    Parameters
    ----------
    query : list of str
        Words of the question.
    documents : list of n lists of str
        Words of each document; a document may be empty.
    k1 : float, default=1.2
        Above 0. How soon more of the same word stops to count.
    b : float, default=0.75
        From 0, the length does not matter, to 1.

    Returns
    -------
    ndarray of float, shape (n,)

    References
    ----------
    Robertson and Zaragoza (2009), The probabilistic relevance framework:
    BM25 and beyond, doi:10.1561/1500000019.
    """
    n = len(documents)
    lengths = np.array([len(words) for words in documents], dtype=float)
    mean = max(lengths.mean(), 1e-9) if n else 1.0  # where every document is empty nothing is divided by 0
    scores = np.zeros(n)
    for word in query:
        tf = np.array([words.count(word) for words in documents], dtype=float)  # (n,)
        df = np.count_nonzero(tf)
        idf = np.log(1 + (n - df + 0.5) / (df + 0.5))
        scores += idf * tf / (tf + k1 * (1 - b + b * lengths / mean))
    return scores


class BM25:
    """The same scores from an inverted index: for each word, the documents that hold it.

    A query looks only at the documents that hold one of its words. Building
    costs O(words), a query O(documents that hold its words).

    Parameters
    ----------
    documents : iterable of lists of str
        Words of each document; read once, so a generator will do.
    k1, b : float
        As in `bm25_scores`.
    """

    def __init__(self, documents: Iterable[Sequence[str]] = (), k1: float = 1.2, b: float = 0.75) -> None:
        self.k1 = k1
        self.b = b
        self._vocabulary: dict[str, int] = {}
        self._words = array("i")  # of all documents, one after the other
        self._lengths = array("i")
        self._weights: Any = None  # sparse, shape (n, words), by columns
        self.add(documents)

    def __len__(self) -> int:
        return len(self._lengths)

    def add(self, documents: Iterable[Sequence[str]]) -> None:
        """Append documents; the index is made anew at the next query, because every weight depends on all."""
        numbers = self._vocabulary
        for words in documents:
            self._words.extend([numbers.setdefault(word, len(numbers)) for word in words])
            self._lengths.append(len(words))
        self._weights = None

    def scores(self, query: Sequence[str]) -> Floats:
        """Score every document, as `bm25_scores` does. Shape (n,)."""
        if self._weights is None:
            self._weights = self._weigh()
        weights, found = self._weights, np.zeros(len(self))
        for word in query:
            number = self._vocabulary.get(word)
            if number is not None:
                part = slice(weights.indptr[number], weights.indptr[number + 1])
                found[weights.indices[part]] += weights.data[part]  # a document stands once in a column
        return found

    def top(self, query: Sequence[str], k: int) -> tuple[Rows, Floats]:
        """Find the k best documents: their rows, best first, and scores.

        Of equal scores the lower row comes first. Documents that hold no word of
        the query are left out, so there may be fewer than k.
        """
        scores = self.scores(query)
        rows = best_rows(scores, k)
        rows = rows[scores[rows] > 0]
        return rows, scores[rows]

    def _weigh(self) -> Any:
        """What one occurrence of a word in a query adds to each document. Shape (n, words), by columns."""
        n = len(self)
        words, lengths = np.asarray(self._words), np.asarray(self._lengths)
        starts = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])
        occurrences = (np.ones(len(words)), words, starts)
        counts: Any = csr_array(occurrences, shape=(n, len(self._vocabulary)))  # type: ignore[no-untyped-call]
        counts.sum_duplicates()
        by_word = counts.tocsc()
        df = np.diff(by_word.indptr)
        idf = np.log(1 + (n - df + 0.5) / (df + 0.5))
        brake = self.k1 * (1 - self.b + self.b * lengths / max(lengths.mean() if n else 1.0, 1e-9))  # (n,)
        by_word.data *= np.repeat(idf, df) / (by_word.data + brake[by_word.indices])
        return by_word
