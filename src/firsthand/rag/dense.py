"""Search by vectors: the k nearest by the angle to a query."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


def cosine_top_k(query: Any, vectors: Any, k: int) -> tuple[Rows, Floats]:
    """Find the k vectors that point most nearly the way of the query.

    Similarity is the cosine of the angle between two vectors: the dot product
    of the two after each is scaled to length 1. A vector of zeros has
    similarity 0 to everything. Costs O(n d).

    Parameters
    ----------
    query : array of shape (d,)
    vectors : array of shape (n, d)
    k : int
        Above 0. With k > n all n are given.

    Returns
    -------
    rows : ndarray of int, shape (min(k, n),)
        Rows of vectors, the most similar first; equal ones in any order.
    scores : ndarray of float, shape (min(k, n),)
        Their similarities, from 1 down to -1.
    """
    query, vectors = np.asarray(query, dtype=float), np.asarray(vectors, dtype=float)
    lengths = np.linalg.norm(query) * np.linalg.norm(vectors, axis=1)  # (n,)
    cosines = vectors @ query / np.where(lengths > 0, lengths, 1)  # (n,)
    rows = np.argsort(-cosines, kind="stable")[:k]
    return rows, cosines[rows]


def best_rows(scores: Any, k: int) -> Rows:
    """Rows of the k highest scores, best first; of equal ones the lower row first.

    Sorts only k of the n scores: O(n + k log k).
    """
    scores = np.asarray(scores)
    if k >= len(scores):
        return np.argsort(-scores, kind="stable")
    if k < 1:
        return np.zeros(0, dtype=np.int64)
    least = np.partition(scores, len(scores) - k)[len(scores) - k]  # the k-th highest
    above = np.flatnonzero(scores > least)
    ties = np.flatnonzero(scores == least)[: k - len(above)]
    rows = np.concatenate([above, ties])
    return rows[np.argsort(-scores[rows], kind="stable")]
