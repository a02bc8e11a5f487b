"""The compiled part of boosting: a tree's branch, from one node down to its leaves.

A tree of depth D is stored as a full one: node i has its children at 2i + 1 and 2i + 2. So no child needs a
name, cores that grow different branches write to different places, and a walk down is arithmetic.

All of it stands in one file because compiled code is kept for as long as its own file stays unchanged.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from firsthand.classical.compiled import compiled, compiled_any_order
from firsthand.classical.histograms import (
    GROUP,
    MISSING,
    N_BINS,
    Bytes,
    Floats,
    Integer,
    Integers,
    Rows,
)

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
CHUNK = 1024  # rows whose numbers and gradients stay in the nearest cache while the groups take turns


class Ground(NamedTuple):
    """What every node of a tree looks at. A named tuple, because compiled code can take one."""

    codes: Bytes  # (G, n, 4)
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


@compiled
def grow_branch(
    ground: Ground, root: int, origin: Rows, histogram: Integers, nodes: Nodes, large: bool
) -> None:
    """Grow what is below a node, deepest first, and add the values of the leaves to the scores.

    Only the histogram of the smaller child is counted; the larger child's is what remains of the parent's.
    A node waits at that place of the pile where its histogram lies, so there are at most depth + 1 of them.

    Parameters
    ----------
    root : int
    origin : array of shape (m,)
        The node's rows; they end up in the order of the leaves.
    histogram : array of shape (G * 4 * B,)
    nodes : array of shape (2 ** (depth + 1) - 1,), written to
    large : bool
        Whether to copy the rows' codes first. In a large table the rows of a deep node lie far apart, and
        fetching them anew at every level costs more than one copy.
    """
    if root >= 2**ground.depth - 1:  # on the last level: a leaf
        settle(ground, root, origin, nodes)
        return
    codes, pairs = ground.codes, ground.pairs
    rows = origin
    if large:
        codes, pairs = _gather(codes, pairs, origin)
        rows = np.arange(len(origin), dtype=np.int32)
    leaves = _split_down(ground, codes, pairs, root, rows, histogram, nodes)
    if large:
        origin[:] = origin[rows]
    for node, start, stop in leaves:
        settle(ground, node, origin[start:stop], nodes)


@compiled
def _split_down(
    ground: Ground, codes: Bytes, pairs: Integers, root: int, rows: Rows, histogram: Integers, nodes: Nodes
) -> Integers:
    """Split until every node is a leaf. Gives (n_leaves, 3): node, first row, behind its last row."""
    spare = np.empty_like(rows)
    pile = np.empty((ground.depth + 2, len(histogram)), dtype=np.int64)
    waiting = np.empty((ground.depth + 2, 3), dtype=np.int64)
    leaves = np.empty((2**ground.depth, 3), dtype=np.int64)
    n_leaves = 0
    first_of_last_level = 2**ground.depth - 1
    pile[0] = histogram
    waiting[0] = (root, 0, len(rows))
    top = 0
    while top >= 0:
        node, start, stop = waiting[top]
        n_left: Integer = -1
        if node < first_of_last_level:
            n_left = split(ground, codes, node, rows[start:stop], pile[top], nodes, spare)
        if n_left < 0:
            leaves[n_leaves] = (node, start, stop)
            n_leaves += 1
            top -= 1
            continue
        middle = start + n_left
        left, right = (2 * node + 1, start, middle), (2 * node + 2, middle, stop)
        smaller, larger = (left, right) if middle - start <= stop - middle else (right, left)
        waiting[top] = larger
        waiting[top + 1] = smaller
        if left[0] < first_of_last_level:  # the last level is not split, so nobody asks for its histograms
            pile[top + 1] = 0
            accumulate(codes, pairs, rows[smaller[1] : smaller[2]], 0, len(codes), pile[top + 1])
            pile[top] -= pile[top + 1]
        top += 1
    return leaves[:n_leaves]


@compiled
def _gather(codes: Bytes, pairs: Integers, rows: Rows) -> tuple[Bytes, Integers]:
    near = np.empty((len(codes), len(rows), GROUP), dtype=np.uint8)
    far_words, near_words = codes.view(np.uint32), near.view(np.uint32)  # four bytes are moved as one
    for group in range(len(codes)):
        far_group, near_group = far_words[group].reshape(-1), near_words[group].reshape(-1)
        for i in range(len(rows)):
            near_group[i] = far_group[np.uint64(rows[i])]
    return near, pairs[rows]


@compiled
def split(
    ground: Ground, codes: Bytes, node: int, rows: Rows, histogram: Integers, nodes: Nodes, spare: Rows
) -> Integer:
    """Find a node's best cut, write it down and part the rows. Gives how many go left, -1 if no cut gains."""
    shift, penalty = ground.shift, ground.packed_penalty
    total = histogram[:N_BINS].sum()  # every feature's bins hold all the rows
    g, h = np.float64(total >> shift), np.float64(total & ((np.int64(1) << shift) - 1))
    worth, feature, cut, missing_left = best_cut(
        histogram, ground.features, ground.sizes, total, shift, penalty, ground.packed_least
    )
    before = g * g / (h + penalty)
    if worth <= before * (1 + LEAST_GAIN):
        return -1
    n_left = partition(codes, rows, feature, cut, missing_left, spare)
    if histogram[feature * N_BINS + MISSING] == 0:
        missing_left = bool(2 * n_left >= len(rows))
    nodes[node].gain = (worth - before) * ground.gain_unit
    nodes[node].feature = feature
    nodes[node].cut = cut
    nodes[node].missing_left = missing_left
    nodes[node].n_rows = len(rows)
    return n_left


@compiled
def partition(
    codes: Bytes, rows: Rows, feature: Integer, cut: Integer, missing_left: bool, spare: Rows
) -> Integer:
    """Bring the rows that go left to the front, both sides in their old order. Gives how many go left.

    Every row is written to both sides and only one of the ends moves on: where a good cut sends a row cannot
    be guessed, and a wrong guess would cost the processor more than a write.
    """
    column = codes[feature // GROUP].reshape(-1)
    offset, one, two = np.uint64(feature % GROUP), np.uint64(1), np.uint64(2)
    # Adding 1 in a byte turns the missing code 255 into 0, which is left of every cut.
    added, highest = np.uint8(missing_left), np.uint8(cut + missing_left)
    n_left, n_right = np.uint64(0), np.uint64(0)
    for i in range(len(rows)):
        row = rows[i]
        code = np.uint8(column[(np.uint64(row) << two) + offset] + added)
        right = np.uint64(code > highest)
        rows[n_left] = row
        spare[n_right] = row
        n_left += one - right
        n_right += right
    rows[n_left:] = spare[:n_right]
    return np.int64(n_left)


@compiled
def settle(ground: Ground, node: int, rows: Rows, nodes: Nodes) -> None:
    """Make a node a leaf. The rounded gradients chose the cuts; the exact ones give the value."""
    g, h = 0.0, 0.0
    for row in rows:
        g += ground.g[row]
    if len(ground.h) == 0:
        h = np.float64(len(rows))
    else:
        for row in rows:
            h += ground.h[row]
    resistance = h + ground.penalty
    value = -ground.learning_rate * g / resistance if resistance > 0.0 else 0.0
    nodes[node].value = value
    nodes[node].feature = -1
    nodes[node].n_rows = len(rows)
    for row in rows:
        ground.score[row] += value


@compiled
def accumulate(codes: Bytes, pairs: Integers, rows: Rows, first: int, last: int, histogram: Integers) -> None:
    """Add the pairs of some rows to the bins of the features in groups first up to last.

    codes (G, n, 4), pairs (n,), rows (m,), histogram (G * 4 * B,). Costs m additions a feature.
    """
    one, two, three, two_bits = np.uint64(1), np.uint64(2), np.uint64(3), np.uint64(2)
    n = np.uint64(codes.shape[1])
    flat = codes.reshape(-1)
    for start in range(0, len(rows), CHUNK):
        chunk = rows[start : start + CHUNK]
        for group in range(first, last):
            at = group * GROUP * N_BINS
            bins0 = histogram[at : at + N_BINS]
            bins1 = histogram[at + N_BINS : at + 2 * N_BINS]
            bins2 = histogram[at + 2 * N_BINS : at + 3 * N_BINS]
            bins3 = histogram[at + 3 * N_BINS : at + 4 * N_BINS]
            before = np.uint64(group) * n
            for i in range(len(chunk)):
                row = np.uint64(chunk[i])
                pair = pairs[row]
                place = (before + row) << two_bits
                # Unsigned indices spare the compiler the question whether they are negative.
                bins0[np.uint64(flat[place])] += pair
                bins1[np.uint64(flat[place + one])] += pair
                bins2[np.uint64(flat[place + two])] += pair
                bins3[np.uint64(flat[place + three])] += pair


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
        missing = bins[MISSING]
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
