"""BM25 in its plainest form: score every document by the words that it shares with a query."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from firsthand._typing import Floats


def bm25_scores(
    query: Sequence[str], documents: Sequence[Sequence[str]], k1: float = 1.2, b: float = 0.75
) -> Floats:
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
