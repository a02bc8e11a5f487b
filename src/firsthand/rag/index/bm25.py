"""BM25: rank documents by the words that they share with a question, rare words first."""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from firsthand._typing import Floats, Indices64
from firsthand.rag.language import FUNCTION_WORDS

if TYPE_CHECKING:
    from firsthand.rag.index.inverted_index import InvertedIndex


WORD = re.compile(r"\w+")


def tokenize(text: str) -> list[str]:
    """Cut a text into its words: runs of letters, digits and underscores, in lower case."""
    return WORD.findall(text.lower())


def content_words(question: str) -> list[str]:
    """The words of a question that name something; all of them where none does.

    For joining BM25 with other searches. Passages that share only "what", "do" and "the" with a question are noise,
    and a fusion that looks at places cannot tell.
    """
    words = tokenize(question)
    return [word for word in words if word not in FUNCTION_WORDS] or words


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
        self._index: InvertedIndex | None = None
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
        return self._made().scores(self._known(query))

    def top(self, query: Sequence[str], k: int) -> tuple[Indices64, Floats]:
        """Find the k best documents: their rows, best first, and scores.

        Of equal scores the lower row comes first. Documents that hold no word of
        the query are left out, so there may be fewer than k.
        """
        return self._made().best(self._known(query), k)

    def _known(self, query: Sequence[str]) -> list[int]:
        """The numbers of those words of a query that some document holds."""
        numbers = self._numbers
        return [numbers[word] for word in query if word in numbers]

    def _made(self) -> InvertedIndex:
        if self._index is None:
            # The compiler takes half a second to import: whoever only wants the formula does not wait for it.
            from firsthand.rag.index.inverted_index import InvertedIndex

            self._index = InvertedIndex(
                np.array(self._words), np.array(self._lengths), len(self._numbers), self.k1, self.b
            )
        return self._index
