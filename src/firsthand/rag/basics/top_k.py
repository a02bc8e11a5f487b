"""Search by vectors: the k nearest by the angle to a query."""

import numpy as np
from numpy.typing import ArrayLike

from firsthand._typing import Floats, Indices64


def cosine_top_k(query: ArrayLike, vectors: ArrayLike, k: int) -> tuple[Indices64, Floats]:
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
