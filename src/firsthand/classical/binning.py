"""Replace every number by the bin it falls in: a tree asks only which side of a cut a number lies on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from firsthand._typing import Floats
from firsthand.classical.compiled import compiled
from firsthand.classical.parallel import ThreadPool

Codes = NDArray[np.uint16]

SAMPLE = 200_000  # rows enough to place a few hundred cuts well
BLOCK = 256  # numbers that climb together


@dataclass(frozen=True)
class Bins:
    """The cuts of every feature. Bin c of a feature holds the numbers above cut c - 1, up to and with cut c.

    So `x <= cuts[c]` and `code <= c` say the same, and a tree grown on codes is a tree on numbers.
    """

    cuts: tuple[Floats, ...]

    @cached_property
    def sizes(self) -> NDArray[np.intp]:
        """Number of bins a feature, shape (n_features,)."""
        return np.array([len(cuts) + 1 for cuts in self.cuts], dtype=np.intp)

    def encode(self, column: NDArray[np.floating], feature: int, missing: int) -> Codes:
        """Give each number its bin, and NaN the code `missing`. Shape (n,) to (n,)."""
        cuts = self.cuts[feature]
        ladder = np.full(2 ** len(cuts).bit_length() - 1, np.inf)
        ladder[: len(cuts)] = cuts
        codes = np.empty(len(column), dtype=np.uint16)
        _climb(np.ascontiguousarray(column, dtype=np.float64), ladder, missing, codes)
        return codes


def find_bins(
    X: NDArray[np.floating], max_bins: int, threads: ThreadPool, rng: np.random.RandomState
) -> Bins:
    """Place the cuts of every column of X, from at most 200,000 of its rows. X has shape (n, d)."""
    rows = slice(None) if len(X) <= SAMPLE else np.sort(rng.choice(len(X), SAMPLE, replace=False))

    def of_column(feature: int) -> Floats:
        return cut_points(X[rows, feature], max_bins)

    return Bins(tuple(threads.starmap(of_column, ((feature,) for feature in range(X.shape[1])))))


def cut_points(values: NDArray[np.floating], max_bins: int) -> Floats:
    """Cut a feature into at most `max_bins` bins that hold about equally many rows.

    With few distinct values there is one cut halfway between every two neighbours, so nothing is lost. Only
    the order of the values decides between which of them the cuts lie: stretching a feature moves no row to
    another bin.

    Parameters
    ----------
    values : array of shape (n,)
        NaN stands for missing and is left out.
    max_bins : int

    Returns
    -------
    ndarray of shape (n_cuts,)
        Ascending, n_cuts < max_bins.
    """
    ordered = np.sort(values)  # NaN last
    ordered = ordered[: len(ordered) - np.count_nonzero(np.isnan(ordered))].astype(np.float64)
    if len(ordered) == 0:
        return np.empty(0)
    ends = np.flatnonzero(np.append(ordered[1:] != ordered[:-1], True))  # where each value occurs last
    if len(ends) > max_bins:
        shares = np.arange(1, max_bins) * len(ordered) // max_bins
        ends = np.append(np.unique(ends[np.searchsorted(ends, shares - 1)]), len(ordered) - 1)
        ends = np.unique(ends)
    below = ordered[ends[:-1]]
    return halfway(below, ordered[ends[:-1] + 1])


def halfway(below: Floats, above: Floats) -> Floats:
    """The middle between two numbers, and never the upper one, which must stay above the cut."""
    middle = below / 2 + above / 2  # the sum itself could overflow
    return np.where((below <= middle) & (middle < above), middle, below)


@compiled
def _climb(column: Floats, ladder: Floats, missing: int, codes: Codes) -> None:
    """Count the cuts below each number by halving steps: all numbers of a block take a step together.

    The processor then does several at once, and no branch waits for the comparison before it.
    """
    one = np.uint64(1)
    reached = np.empty(BLOCK, dtype=np.uint64)
    for start in range(0, len(column), BLOCK):
        block = column[start : start + BLOCK]
        reached[:] = 0
        step = np.uint64((len(ladder) + 1) // 2)
        while step:
            for i in range(len(block)):
                higher = reached[i] + step
                reached[i] = higher if ladder[higher - one] < block[i] else reached[i]
            step >>= one
        for i in range(len(block)):
            codes[start + i] = missing if block[i] != block[i] else reached[i]
