"""The compiled part of boosting: a tree's branch, from one node down to its leaves.

A tree of depth D is stored as a full one: node i has its children at 2i + 1 and 2i + 2. So no child needs a
name, cores that grow different branches write to different places, and a walk down is arithmetic.

All of it stands in one file because compiled code is kept for as long as its own file stays unchanged.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from firsthand._typing import Floats, Indices32, Integers
from firsthand.classical.boosting.histograms import GROUP, MISSING_BIN, N_BINS, Bytes, Integer
from firsthand.classical.compiled import compiled, compiled_any_order

NODE = np.dtype(
    [
        ("value", np.float64),  # what a leaf adds to the score
        ("gain", np.float64),  # what the split lowers the loss by; 0 in a leaf
        ("feature", np.int32),  # -1 in a leaf
        ("cut", np.int32),
        ("n_rows", np.int32),
        ("missing_left", np.int32),  # 1 or 0
    ]
)
Nodes = NDArray[np.void]

LEAST_GAIN = 1e-12  # as a part of the worth before the split; less than that is rounding
TIE = 1e-7  # of the worth: what rounding the gradients can make of two equal cuts
CHUNK = 256  # rows whose codes and gradients stay in the nearest cache while the groups take turns


class SplitContext(NamedTuple):
    """What every node of a tree looks at when it is split.

    A named tuple, because compiled code can take one.
    """

    words: NDArray[np.uint64]  # (n, G)
    columns: Bytes  # (d, n)
    pairs: Integers  # (n,)
    g: Floats  # (n,)
    h: Floats  # (n,), or (0,) when all are 1
    score: Floats  # (n,), to which the leaves' values are added
    features: NDArray[np.intp]  # those the tree may use
    sizes: NDArray[np.intp]  # bins a feature
    depth: int
    learning_rate: float
    penalty: float
    shift: int
    packed_penalty: float
    packed_least: float
    gain_unit: float


class Cut(NamedTuple):
    """A split: bins 0 to `last` of a feature go left. A gain of 0 says that there is none worth it."""

    gain: float
    feature: Integer
    last: Integer
    missing_left: bool


@compiled
def grow_branch(context: SplitContext, root: int, rows: Indices32, histogram: Integers, nodes: Nodes) -> None:
    """Grow what is below a node, deepest first, and add the values of the leaves to the scores.

    Only the histogram of the smaller child is counted; the larger child's is what remains of the parent's.
    A node waits at that place of the pile where its histogram lies, so there are at most depth + 1 of them.

    Parameters
    ----------
    root : int
    rows : array of shape (m,)
        The node's rows; they end up in the order of the leaves.
    histogram : array of shape (G * 8 * B,)
    nodes : array of shape (2 ** (depth + 1) - 1,), written to
    """
    first_of_last_level = 2**context.depth - 1
    if root >= first_of_last_level:
        make_leaf(context, root, rows, nodes)
        return
    spare = np.empty_like(rows)
    pile = np.empty((context.depth + 2, len(histogram)), dtype=np.int64)
    waiting = np.empty((context.depth + 2, 3), dtype=np.int64)
    pile[0] = histogram
    waiting[0] = (root, 0, len(rows))
    top = 0
    while top >= 0:
        node, start, stop = waiting[top]
        n_left: Integer = -1
        if node < first_of_last_level:
            n_left = split(context, node, rows[start:stop], pile[top], nodes, spare)
        if n_left < 0:
            make_leaf(context, node, rows[start:stop], nodes)
            top -= 1
            continue
        middle = start + n_left
        left, right = (2 * node + 1, start, middle), (2 * node + 2, middle, stop)
        smaller, larger = (left, right) if middle - start <= stop - middle else (right, left)
        waiting[top] = larger
        waiting[top + 1] = smaller
        if left[0] < first_of_last_level:  # the last level is not split, so nobody asks for its histograms
            pile[top + 1] = 0
            accumulate(context.words, context.pairs, rows[smaller[1] : smaller[2]], pile[top + 1])
            pile[top] -= pile[top + 1]
        top += 1


@compiled
def split(
    context: SplitContext, node: int, rows: Indices32, histogram: Integers, nodes: Nodes, spare: Indices32
) -> Integer:
    """Find a node's best cut, write it down and part the rows. Gives how many go left, -1 if no cut gains."""
    cut = choose(context, histogram)
    if cut.gain == 0.0:
        return -1
    n_left = partition(context.columns[cut.feature], rows, cut.last, cut.missing_left, spare)
    write_split(nodes, node, cut, histogram, n_left, len(rows))
    return n_left


@compiled
def choose(context: SplitContext, histogram: Integers) -> Cut:
    """Find a node's best cut."""
    shift, penalty = context.shift, context.packed_penalty
    total = histogram[:N_BINS].sum()  # every feature's bins hold all the rows
    g, h = np.float64(total >> shift), np.float64(total & ((np.int64(1) << shift) - 1))
    worth, feature, last, missing_left = best_cut(
        histogram, context.features, context.sizes, total, shift, penalty, context.packed_least
    )
    before = g * g / (h + penalty)
    gain = (worth - before) * context.gain_unit if worth > before * (1 + LEAST_GAIN) else 0.0
    return Cut(gain, feature, last, missing_left)


@compiled
def write_split(nodes: Nodes, node: int, cut: Cut, histogram: Integers, n_left: Integer, n_rows: int) -> None:
    """Make a node a split. Where no row was missing, one that is will go where most rows go."""
    missing_left = cut.missing_left
    if histogram[cut.feature * N_BINS + MISSING_BIN] == 0:
        missing_left = bool(2 * n_left >= n_rows)
    nodes[node].gain = cut.gain
    nodes[node].feature = cut.feature
    nodes[node].cut = cut.last
    nodes[node].missing_left = missing_left
    nodes[node].n_rows = n_rows


@compiled
def partition(column: Bytes, rows: Indices32, last: Integer, missing_left: bool, spare: Indices32) -> Integer:
    """Bring the rows that go left to the front, both sides in their old order. Gives how many go left.

    Every row is written to both sides and only one of the ends moves on: where a good cut sends a row cannot
    be guessed, and a wrong guess would cost the processor more than a write.
    """
    one = np.uint64(1)
    # Adding 1 in a byte turns the missing code 255 into 0, which is left of every cut.
    added, highest = np.uint8(missing_left), np.uint8(last + missing_left)
    n_left, n_right = np.uint64(0), np.uint64(0)
    for i in range(len(rows)):
        row = rows[i]
        code = np.uint8(column[np.uint64(row)] + added)
        right = np.uint64(code > highest)
        rows[n_left] = row
        spare[n_right] = row
        n_left += one - right
        n_right += right
    rows[n_left:] = spare[:n_right]
    return np.int64(n_left)


@compiled
def make_leaf(context: SplitContext, node: int, rows: Indices32, nodes: Nodes) -> None:
    """Make a node a leaf. The rounded gradients chose the cuts; the exact ones give the value."""
    g, h = 0.0, 0.0
    for row in rows:
        g += context.g[row]
    if len(context.h) == 0:
        h = np.float64(len(rows))
    else:
        for row in rows:
            h += context.h[row]
    resistance = h + context.penalty
    value = -context.learning_rate * g / resistance if resistance > 0.0 else 0.0
    nodes[node].value = value
    nodes[node].feature = -1
    nodes[node].n_rows = len(rows)
    for row in rows:
        context.score[row] += value


@compiled
def accumulate(words: NDArray[np.uint64], pairs: Integers, rows: Indices32, histogram: Integers) -> None:
    """Add the pairs of some rows to the bins of all features.

    words (n, G), pairs (n,), rows (m,), histogram (G * 8 * B,). Costs m additions a feature.

    The rows of a deep node lie far apart. A loop that does nothing but fetch keeps many such accesses under way at
    once; one that also adds would wait for each. So a chunk is fetched first, and then added from close by.
    """
    n_groups = words.shape[1]
    flat, width, byte = words.reshape(-1), np.uint64(n_groups), np.uint64(255)
    near_words, near_pairs = np.empty(CHUNK, dtype=np.uint64), np.empty(CHUNK, dtype=np.int64)
    for start in range(0, len(rows), CHUNK):
        chunk = rows[start : start + CHUNK]
        # Unsigned indices spare the compiler the question whether they are negative.
        for i in range(len(chunk)):
            near_pairs[i] = pairs[np.uint64(chunk[i])]
        for group in range(n_groups):
            for i in range(len(chunk)):
                near_words[i] = flat[np.uint64(chunk[i]) * width + np.uint64(group)]
            bins = histogram[group * GROUP * N_BINS : (group + 1) * GROUP * N_BINS]
            for i in range(len(chunk)):
                word, pair = near_words[i], near_pairs[i]
                bins[((word >> np.uint64(0)) & byte) + np.uint64(0)] += pair
                bins[((word >> np.uint64(8)) & byte) + np.uint64(256)] += pair
                bins[((word >> np.uint64(16)) & byte) + np.uint64(512)] += pair
                bins[((word >> np.uint64(24)) & byte) + np.uint64(768)] += pair
                bins[((word >> np.uint64(32)) & byte) + np.uint64(1024)] += pair
                bins[((word >> np.uint64(40)) & byte) + np.uint64(1280)] += pair
                bins[((word >> np.uint64(48)) & byte) + np.uint64(1536)] += pair
                bins[((word >> np.uint64(56)) & byte) + np.uint64(1792)] += pair


@compiled
def gains(
    bins: Integers,
    size: int,
    carried: Integer,
    total: Integer,
    shift: int,
    penalty: float,
    least: float,
    worth: Floats,
) -> None:
    """Find what each cut of a feature is worth: G² / (H + penalty), left plus right, in packed units.

    Cut c sends bins 0 to c left, and with them `carried`, the sum of the missing rows if they go left. A cut
    that leaves either side a curvature below `least` gets -1. bins (B,), worth (B,).
    """
    low = (np.int64(1) << shift) - 1
    g_total, h_total = np.float64(total >> shift), np.float64(total & low)
    sums = np.empty(N_BINS, dtype=np.int64)
    running = np.int64(carried)
    for c in range(size):
        running += bins[c]
        sums[c] = running
    for c in range(size):
        g_left, h_left = np.float64(sums[c] >> shift), np.float64(sums[c] & low)
        g_right, h_right = g_total - g_left, h_total - h_left
        left, right = h_left + penalty, h_right + penalty
        # One division instead of two: it is the slowest step here.
        value = (g_left * g_left * right + g_right * g_right * left) / (left * right)
        worth[c] = value if (h_left >= least) & (h_right >= least) else -1.0


@compiled_any_order
def highest(values: Floats) -> float:
    top = -1.0
    for i in range(len(values)):
        top = max(top, values[i])
    return top


@compiled
def best_cut(
    histogram: Integers,
    features: NDArray[np.intp],
    sizes: NDArray[np.intp],
    total: Integer,
    shift: int,
    penalty: float,
    least: float,
) -> tuple[float, Integer, Integer, bool]:
    """Find the best cut over some features: its worth (0 if there is none), feature, cut, missing go left.

    Where rows are missing, both directions are tried; where none are, the direction is left to the caller.
    The first of equal cuts wins, and cuts count as equal where only rounding tells them apart.
    """
    best, best_feature, best_place, best_left = 0.0, np.intp(-1), np.intp(-1), False
    worth = np.empty(N_BINS)
    for feature in features:
        bins = histogram[feature * N_BINS : (feature + 1) * N_BINS]
        missing = bins[MISSING_BIN]
        for goes_left in range(1 if missing == 0 else 2):
            carried = missing if goes_left else np.int64(0)
            # Behind the last bin lies nothing but the missing rows: a cut only when they go right.
            size = sizes[feature] - (1 if goes_left or missing == 0 else 0)
            gains(bins, size, carried, total, shift, penalty, least, worth)
            top = highest(worth[:size])
            if top > best * (1 + TIE):
                best, best_feature, best_left = top, feature, goes_left == 1
                best_place = np.argmax(worth[:size] >= top * (1 - TIE))
    return best, best_feature, best_place, best_left
