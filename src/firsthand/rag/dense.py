"""Search by vectors: the k nearest by the angle to a query."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

BLOCK = 64


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

    Costs O(n) and one quick pass over the scores where k is far below n.
    """
    scores = np.asarray(scores)
    rows = _candidates(scores, k)
    order = np.argsort(-scores[rows], kind="stable")[: max(k, 0)]
    return rows[order]


def _candidates(scores: Floats, k: int) -> Rows:
    """Rows in rising order that hold the k highest scores, and few others."""
    blocks = len(scores) // BLOCK
    if not 0 < k < blocks:
        return np.arange(len(scores))
    highest = scores[: blocks * BLOCK].reshape(blocks, BLOCK).max(axis=1)
    # k blocks reach this score, so at least k scores do.
    enough = np.partition(highest, blocks - k)[blocks - k]
    return np.flatnonzero(scores >= enough)
