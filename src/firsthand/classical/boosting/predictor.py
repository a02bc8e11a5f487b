"""Boosted trees laid out for prediction: every path equally long, so that many rows walk down in step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from firsthand._typing import Floats, Indices32
from firsthand.classical.binning import Bins
from firsthand.classical.boosting.grower import NODE, Nodes
from firsthand.classical.boosting.histograms import Bytes
from firsthand.classical.compiled import compiled
from firsthand.classical.parallel import ThreadPool

BLOCK = 128  # rows that walk together: their numbers and places fit the nearest cache
SHARE = 512  # rows a job: some tenths of a millisecond, so that no core waits long for the last one


class FullTrees(NamedTuple):
    """T trees of depth D. Node i's children are 2i + 1 (x <= threshold) and 2i + 2; the last level has values.

    A leaf above the last level is filled in with nodes that all lead to its value.
    """

    features: NDArray[np.int32]  # (T, 2 ** D - 1)
    thresholds: NDArray[np.floating]  # (T, 2 ** D - 1)
    single: NDArray[np.float32]  # the same for tables in single precision
    missing_left: NDArray[np.bool_]  # (T, 2 ** D - 1)
    values: Floats  # (T, 2 ** D)


def lay_out(trees: Sequence[Nodes], bins: Bins, depth: int) -> FullTrees:
    """Turn grown trees, whose cuts are bin numbers, into full ones with thresholds."""
    n_inner = 2**depth - 1
    nodes = np.stack(trees) if trees else np.empty((0, 2 * n_inner + 1), dtype=NODE)
    features, values = nodes["feature"].copy(), nodes["value"].copy()  # (T, 2 ** (D + 1) - 1) each
    for level in range(depth):
        start, stop = 2**level - 1, 2 ** (level + 1) - 1
        is_leaf = features[:, start:stop] < 0
        for side in (1, 2):
            children = slice(2 * start + side, 2 * stop + side, 2)
            features[:, children] = np.where(is_leaf, -1, features[:, children])
            values[:, children] = np.where(is_leaf, values[:, start:stop], values[:, children])
    # Behind a feature's last cut comes infinity: all numbers to the left, the missing ones to the right.
    ladder = np.concatenate([np.append(cuts, np.inf) for cuts in bins.cuts])
    offsets = np.cumsum(bins.sizes) - bins.sizes
    inner = features[:, :n_inner]
    is_leaf = inner < 0
    places = offsets[np.where(is_leaf, 0, inner)] + np.where(is_leaf, 0, nodes["cut"][:, :n_inner])
    thresholds = np.where(is_leaf, np.inf, ladder[places])
    return FullTrees(
        np.where(is_leaf, 0, inner).astype(np.int32),
        thresholds,
        _no_larger(thresholds, np.dtype(np.float32)),
        nodes["missing_left"][:, :n_inner].astype(np.bool_),
        np.ascontiguousarray(values[:, n_inner:]),
    )


def add_scores(X: NDArray[np.floating], trees: FullTrees, scores: Floats, threads: ThreadPool) -> None:
    """Add to the scores, shape (n,), what the trees say about the rows of X, shape (n, d)."""
    X = np.ascontiguousarray(X)
    if X.dtype == np.float32:
        trees = trees._replace(thresholds=trees.single)
    starts = range(0, len(X), SHARE)
    threads.starmap(
        _add_scores, [(X[start : start + SHARE], trees, scores[start : start + SHARE]) for start in starts]
    )


def _no_larger(thresholds: NDArray[np.floating], dtype: np.dtype[np.floating]) -> NDArray[np.floating]:
    """The largest numbers of a type that are not above the thresholds: no number of that type lies between."""
    rounded = thresholds.astype(dtype)
    return np.where(rounded > thresholds, np.nextafter(rounded, dtype.type(-np.inf)), rounded)


@compiled
def _add_scores(X: NDArray[np.floating], trees: FullTrees, scores: Floats) -> None:
    n_inner = trees.features.shape[1]
    reached = np.empty(BLOCK, dtype=np.uint32)
    for start in range(0, len(X), BLOCK):
        block, n_rows = X[start : start + BLOCK].reshape(-1), min(BLOCK, len(X) - start)
        # Asking at every step whether a number is missing would more than double what the walk costs.
        has_missing = np.isnan(block).any()
        for t in range(len(trees.features)):
            places = reached[:n_rows]
            if has_missing:
                _walk_with_missing(
                    block, trees.features[t], trees.thresholds[t], trees.missing_left[t], places
                )
            else:
                _walk(block, trees.features[t], trees.thresholds[t], places)
            values = trees.values[t]
            for row in range(n_rows):
                scores[start + row] += values[places[row] - np.uint32(n_inner)]


@compiled
def _walk(
    block: NDArray[np.floating],
    features: NDArray[np.int32],
    thresholds: NDArray[np.floating],
    reached: NDArray[np.uint32],
) -> None:
    """Lead the rows of a block, none of whose numbers is missing, down one tree: (m,) nodes of the last level."""
    one, width = np.uint32(1), np.uint32(len(block) // len(reached))
    reached[:] = 0
    inside = len(features)
    while inside:  # once a level
        for row in range(len(reached)):
            node = reached[row]
            x = block[np.uint32(row) * width + np.uint32(features[node])]
            reached[row] = (node << one) + one + np.uint32(x > thresholds[node])
        inside >>= 1


@compiled
def _walk_with_missing(
    block: NDArray[np.floating],
    features: NDArray[np.int32],
    thresholds: NDArray[np.floating],
    missing_left: NDArray[np.bool_],
    reached: NDArray[np.uint32],
) -> None:
    """The same where numbers may be missing: each node says which way those go."""
    one, width = np.uint32(1), np.uint32(len(block) // len(reached))
    reached[:] = 0
    inside = len(features)
    while inside:
        for row in range(len(reached)):
            node = reached[row]
            x = block[np.uint32(row) * width + np.uint32(features[node])]
            right = (x > thresholds[node]) | ((x != x) & ~missing_left[node])
            reached[row] = (node << one) + one + np.uint32(right)
        inside >>= 1


@compiled
def add_scores_of_rows(nodes: Nodes, codes: Bytes, rows: Indices32, scores: Floats) -> None:
    """Add to the scores of some rows, (m,) of (n,), what one grown tree says about their codes, (d, n)."""
    for row in rows:
        node = 0
        while nodes[node].feature >= 0:
            feature = nodes[node].feature
            code = np.uint8(codes[feature, row] + nodes[node].missing_left)
            node = 2 * node + 1 + (code > nodes[node].cut + nodes[node].missing_left)
        scores[row] += nodes[node].value
