"""BM25: rank documents by the words that they share with a question, rare words first."""

import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from firsthand.rag.dense import best_rows

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

WORD = re.compile(r"\w+")
COMMON = 8  # a word that one document in so many holds is common


def tokenize(text: str) -> list[str]:
    """Cut a text into its words: runs of letters, digits and underscores, in lower case."""
    return WORD.findall(text.lower())


# Words that ask or join and name nothing. English only: in other languages nothing is left out.
FUNCTION_WORDS = frozenset(
    tokenize(
        "a about am an and any are as at be been but by can could did do does for from had has have he her his how i if in into "
        "is it its may me might must my no not of on or our shall she should so some such than that the their them then there "
        "these they this those to us was we were what when where which while who whom whose why will with would you your"
    )
)


def content_words(question: str) -> list[str]:
    """The words of a question that name something; all of them where none does.

    For joining BM25 with other searches. Passages that share only "what", "do" and "the" with a question are noise,
    and a fusion that looks at places cannot tell.
    """
    words = tokenize(question)
    return [word for word in words if word not in FUNCTION_WORDS] or words


def bm25_scores(query: Any, documents: Any, k1: float = 1.2, b: float = 0.75) -> Floats:
    """Score each document by the words that it shares with a query.

    Each word of the query adds
    idf * tf / (tf + k1 * (1 - b + b * length / mean)):

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
        Words of each document; a document may be empty, but not all of them.
    k1 : float, default=1.2
        Above 0; the larger, the longer it pays to repeat a word.
    b : float, default=0.75
        From 0 to below 1: how much a long document must pay for its length.

    Returns
    -------
    ndarray of float, shape (n,)

    References
    ----------
    Robertson and Zaragoza (2009), The probabilistic relevance framework:
    BM25 and beyond, doi:10.1561/1500000019.
    """
    n = len(documents)
    lengths = np.array([len(words) for words in documents])  # (n,)
    brake = k1 * (1 - b + b * lengths / lengths.mean())  # (n,)
    scores = np.zeros(n)
    for word in query:
        tf = np.array([words.count(word) for words in documents])  # (n,)
        df = np.count_nonzero(tf)
        idf = np.log(1 + (n - df + 0.5) / (df + 0.5))
        scores += idf * tf / (tf + brake)
    return scores


class BM25:
    """The same scores from an inverted index: for each word, the documents that hold it.

    A query looks only at the documents that hold one of its words. Building
    costs O(words log words), a query O(documents that hold its words).

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
        self._numbers: defaultdict[str, int] = defaultdict()
        self._numbers.default_factory = self._numbers.__len__  # a new word gets the next number
        self._words = array("i")  # of all documents, one after the other
        self._lengths = array("i")
        self._index: _Index | None = None
        self.add(documents)

    def __len__(self) -> int:
        return len(self._lengths)

    def add(self, documents: Iterable[Sequence[str]]) -> None:
        """Append documents; the index is made anew at the next query, because every weight depends on all."""
        for words in documents:
            self._words.extend(map(self._numbers.__getitem__, words))
            self._lengths.append(len(words))
        self._index = None

    def scores(self, query: Sequence[str]) -> Floats:
        """Score every document, as `bm25_scores` does. Shape (n,)."""
        if self._index is None:
            self._index = _Index(
                np.array(self._words), np.array(self._lengths), len(self._numbers), self.k1, self.b
            )
        return self._index.scores([self._numbers[word] for word in query if word in self._numbers])

    def top(self, query: Sequence[str], k: int) -> tuple[Rows, Floats]:
        """Find the k best documents: their rows, best first, and scores.

        Of equal scores the lower row comes first. Documents that hold no word of
        the query are left out, so there may be fewer than k.
        """
        scores = self.scores(query)
        found = np.flatnonzero(scores)
        rows = found[best_rows(scores[found], k)]
        return rows, scores[rows]


class _Index:
    """What one occurrence of a word in a query adds to each document, word by word.

    Letters: n documents, V words, P pairs of a word and a document that holds it.
    """

    def __init__(self, words: Any, lengths: Any, n_words: int, k1: float, b: float) -> None:
        self.n = n = len(lengths)
        pairs = words.astype(np.int64) * n + np.repeat(np.arange(n), lengths)  # one for each occurrence
        pairs.sort()
        first = np.flatnonzero(np.diff(pairs, prepend=-1))  # (P,)
        tf = np.diff(first, append=len(pairs)).astype(float)
        of_word, self.rows = np.divmod(pairs[first], max(n, 1))
        df = np.bincount(of_word, minlength=n_words)  # (V,)
        self.starts = np.concatenate([[0], np.cumsum(df)])
        idf = np.log(1 + (n - df + 0.5) / (df + 0.5))
        brake = k1 * (1 - b + b * lengths / max(lengths.mean() if n else 1.0, 1e-9))  # (n,)
        self.weights = np.repeat(idf, df) * tf / (tf + brake[self.rows])  # (P,)
        # Adding up whole columns is several times as fast as picking the rows, and most words of a question are common.
        self.columns = {int(word): self._column(word) for word in np.flatnonzero(df > n / COMMON)}

    def scores(self, words: Iterable[int]) -> Floats:
        found = np.zeros(self.n)
        for word in words:
            if word in self.columns:
                found += self.columns[word]
            else:
                part = slice(self.starts[word], self.starts[word + 1])
                np.add.at(found, self.rows[part], self.weights[part])
        return found

    def _column(self, word: Any) -> Floats:
        part = slice(self.starts[word], self.starts[word + 1])
        column = np.zeros(self.n)
        column[self.rows[part]] = self.weights[part]
        return column
