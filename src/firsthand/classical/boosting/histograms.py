"""Gradient histograms: what boosting must know about a node, a few hundred numbers a feature.

Letters: n rows, d features in G groups of eight, B = 256 bins. A histogram holds, for every bin of every
feature, the sum over the node's rows of gradient g and curvature h. From it follows the worth of each cut.

Both sums travel in one 64-bit integer, g in the high bits and h in the low ones, so that a row costs one
addition a feature. Integers add up the same in any order: the order of the rows changes no split, and a
histogram minus that of one child is exactly that of the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from firsthand._typing import Floats, Integers
from firsthand.classical.binning import Bins
from firsthand.classical.compiled import compiled, compiled_any_order
from firsthand.classical.parallel import ThreadPool

Bytes = NDArray[np.uint8]
Integer = int | np.signedinteger[Any]

N_BINS = 256
MISSING_BIN = 255
GROUP = 8  # features side by side: one access to memory brings a row's eight codes
STRIPE = 8192  # rows turned from columns into words at a time: both fit the cache


class Coded(NamedTuple):
    """A table's codes, twice, for each use wants its own order.

    A histogram takes all features of a row, so `words` has them side by side: a row that lies far from the one
    before it costs a single access to distant memory. A split asks one feature of all rows: `columns`.
    """

    words: NDArray[np.uint64]  # (n, G), the codes of eight features each; the last group is padded with zeros
    columns: Bytes  # (d, n)


def encode_table(X: NDArray[np.floating], bins: Bins, threads: ThreadPool) -> Coded:
    """Code X, (n, d), by bins."""
    n, d = X.shape
    columns = np.empty((d, n), dtype=np.uint8)
    # Not np.zeros: NumPy asks for large pages only in np.empty, and with them distant accesses are cheaper.
    words = np.empty((n, -(-d // GROUP)), dtype=np.uint64)
    by_row = words.view(np.uint8)  # (n, G * 8)
    by_row[:, d:] = 0

    def fill(feature: int) -> None:
        columns[feature] = bins.encode(X[:, feature], feature, MISSING_BIN)

    def turn(start: int) -> None:
        by_row[start : start + STRIPE, :d] = columns[:, start : start + STRIPE].T

    threads.starmap(fill, ((feature,) for feature in range(d)))
    threads.starmap(turn, ((start,) for start in range(0, n, STRIPE)))
    return Coded(words, columns)


@dataclass(frozen=True)
class Packed:
    """Gradients as integers. `pairs >> shift` is g in units of 1 / g_scale; the low bits are h times h_scale."""

    pairs: Integers  # (n,)
    shift: int
    g_scale: float
    h_scale: float


def pack(g: Floats, h: Floats | None) -> Packed:
    """Round gradients to the finest grid on which no sum can overflow 64 bits.

    Sums over any subset are at most the sum of the magnitudes, so that sum, not the largest gradient, sets
    the grid: an outlier does not coarsen it. Without curvatures (h is 1 throughout) their sum is the number
    of rows, which needs few bits and leaves g at least as many as single precision has.

    Parameters
    ----------
    g : array of shape (n,)
    h : array of shape (n,) or None
        Not negative. None means ones.
    """
    n = len(g)
    shift = n.bit_length() if h is None else 32
    g_scale = _scale(2.0 ** (63 - shift) - n, magnitude(g))
    h_scale = 1.0 if h is None else _scale(2.0**shift - n, float(h.sum()))
    pairs = np.empty(n, dtype=np.int64)
    _pack(g, np.empty(0) if h is None else h, shift, g_scale, h_scale, pairs)
    return Packed(pairs, shift, g_scale, h_scale)


def _scale(room: float, total: float) -> float:
    """The largest power of two that brings the total within the room: with one, whole weights stay exact."""
    if total < np.finfo(np.float64).tiny:
        return 1.0
    return float(2.0 ** min(np.floor(np.log2(room) - np.log2(total)), 500.0))  # its square must be finite too


@compiled_any_order
def magnitude(values: Floats) -> float:
    """Add up the magnitudes of (n,) numbers without a second array of them."""
    total = 0.0
    for i in range(len(values)):
        total += abs(values[i])
    return total


@compiled
def _pack(g: Floats, h: Floats, shift: int, g_scale: float, h_scale: float, pairs: Integers) -> None:
    if len(h) == 0:
        for i in range(len(g)):
            pairs[i] = (np.int64(np.rint(g[i] * g_scale)) << shift) + 1
    else:
        for i in range(len(g)):
            pairs[i] = (np.int64(np.rint(g[i] * g_scale)) << shift) + np.int64(np.rint(h[i] * h_scale))
