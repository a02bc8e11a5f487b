"""The rows of the highest scores, without sorting all of them."""

from typing import Any

import numpy as np

from firsthand._typing import Floats, Indices64

BLOCK = 64


def best_rows(scores: Any, k: int) -> Indices64:
    """Rows of the k highest scores, best first; of equal ones the lower row first.

    Costs O(n) and one quick pass over the scores where k is far below n.
    """
    scores = np.asarray(scores)
    rows = _candidates(scores, k)
    order = np.argsort(-scores[rows], kind="stable")[: max(k, 0)]
    return rows[order]


def _candidates(scores: Floats, k: int) -> Indices64:
    """Rows in rising order that hold the k highest scores, and few others."""
    blocks = len(scores) // BLOCK
    if not 0 < k < blocks:
        return np.arange(len(scores))
    highest = scores[: blocks * BLOCK].reshape(blocks, BLOCK).max(axis=1)
    # k blocks reach this score, so at least k scores do.
    enough = np.partition(highest, blocks - k)[blocks - k]
    return np.flatnonzero(scores >= enough)
