"""An inverted index with its weights computed beforehand, and the loops that score and choose from it, compiled."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from firsthand._typing import Floats, Indices64
from firsthand.classical.compiled import compiled
from firsthand.rag.index.top_k import best_rows

COMMON = 8  # a word that one document in so many holds is common
MAX_SORTED = 256  # results that are kept in order while the scores go by; more are sorted afterwards


class InvertedIndex:
    """What one occurrence of a word in a query adds to each document, word by word.

    Letters: n documents, V words, P pairs of a word and a document that holds it, C common words.
    """

    def __init__(self, words: Any, lengths: Any, n_words: int, k1: float, b: float) -> None:
        self.n = n = len(lengths)
        pairs = words.astype(np.int64) * n + np.repeat(np.arange(n), lengths)  # one for each occurrence
        pairs.sort()
        first = np.flatnonzero(np.diff(pairs, prepend=-1))  # (P,)
        tf = np.diff(first, append=len(pairs)).astype(float)
        of_word, rows = np.divmod(pairs[first], max(n, 1))
        self.rows = rows.astype(np.int32)
        df = np.bincount(of_word, minlength=n_words)  # (V,)
        self.starts = np.concatenate([[0], np.cumsum(df)])
        idf = np.log(1 + (n - df + 0.5) / (df + 0.5))
        brake = k1 * (1 - b + b * lengths / max(lengths.mean() if n else 1.0, 1e-9))  # (n,)
        self.weights = np.repeat(idf, df) * tf / (tf + brake[rows])  # (P,)
        # Adding up whole columns is several times as fast as picking the rows, and most words of a question are common.
        common = np.flatnonzero(df > n / COMMON)
        self.columns = np.zeros((len(common), n))  # (C, n)
        self.column_of = np.full(n_words, -1, dtype=np.int32)
        self.column_of[common] = np.arange(len(common))
        for column, word in zip(self.columns, common, strict=True):
            part = slice(self.starts[word], self.starts[word + 1])
            column[rows[part]] = self.weights[part]

    def scores(self, words: list[int]) -> Floats:
        """The scores of all documents. Shape (n,)."""
        found = np.zeros(self.n)
        _add_up(found, _array(words), self.starts, self.rows, self.weights, self.column_of, self.columns)
        return found

    def best(self, words: list[int], k: int) -> tuple[Indices64, Floats]:
        """Rows and scores of the k best documents that hold one of the words; of equal ones the lower row first."""
        if k > MAX_SORTED:
            scores = self.scores(words)
            found = np.flatnonzero(scores)
            rows = found[best_rows(scores[found], k)]
            return rows, scores[rows]
        return _best(  # type: ignore[no-any-return]
            _array(words), self.starts, self.rows, self.weights, self.column_of, self.columns, max(k, 0)
        )


def _array(words: list[int]) -> NDArray[np.int64]:
    return np.array(words, dtype=np.int64)


@compiled
def _add_up(
    found: Any, words: Any, starts: Any, rows: Any, weights: Any, column_of: Any, columns: Any
) -> None:
    """Add what each word is worth to the scores of the documents that hold it."""
    for word in words:
        column = column_of[word]
        if column >= 0:
            for row in range(len(found)):
                found[row] += columns[column, row]
        else:
            for at in range(starts[word], starts[word + 1]):
                found[rows[at]] += weights[at]


@compiled
def _best(words: Any, starts: Any, rows: Any, weights: Any, column_of: Any, columns: Any, k: int) -> Any:
    """Score all documents, and keep the k best in order while their scores go by."""
    found = np.zeros(columns.shape[1])
    _add_up(found, words, starts, rows, weights, column_of, columns)
    best, scores = np.empty(k, dtype=np.int64), np.zeros(k)
    held, enough = 0, 0.0
    for row in range(len(found)):
        score = found[row]
        if score <= enough or k == 0:
            continue
        at = min(held, k - 1)
        while at > 0 and scores[at - 1] < score:
            scores[at], best[at] = scores[at - 1], best[at - 1]
            at -= 1
        scores[at], best[at] = score, row
        held = min(held + 1, k)
        enough = scores[k - 1] if held == k else 0.0
    return best[:held], scores[:held]
