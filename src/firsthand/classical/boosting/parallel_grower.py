"""Grow a boosted tree on several cores, from the root down."""

from __future__ import annotations

import numpy as np

from firsthand._typing import Indices32, Integers
from firsthand.classical.boosting.grower import (
    NODE,
    Cut,
    Nodes,
    SplitContext,
    accumulate,
    choose,
    grow_branch,
    make_leaf,
    partition,
    write_split,
)
from firsthand.classical.boosting.histograms import GROUP, N_BINS
from firsthand.classical.parallel import ThreadPool

SHARE = 8  # in a large tree all cores grow together what holds more than an eighth of the rows
LARGE = 2**20  # rows times features from which that pays

Branch = tuple[int, Indices32, Integers]  # a node, its rows, its histogram


def grow_tree(context: SplitContext, rows: Indices32, threads: ThreadPool) -> Nodes:
    """Grow one tree on some rows and add the values of its leaves to their scores.

    All cores share the rows of the largest nodes; the branches below are shared out whole. Gives the nodes,
    shape (2 ** (depth + 1) - 1,).
    """
    nodes = np.zeros(2 ** (context.depth + 1) - 1, dtype=NODE)
    large = rows.size * context.words.shape[1] * GROUP >= LARGE
    branches = list[Branch]()
    crown = [(0, rows, _add_up(context, rows, threads if large else None))]
    most = len(rows) // SHARE if large else len(rows)
    while crown:
        branch = crown.pop()
        if len(branch[1]) <= most or branch[0] >= 2**context.depth - 1:
            branches.append(branch)
        else:
            crown += _children(context, *branch, nodes, threads)
    branches.sort(key=lambda branch: -len(branch[1]))
    threads.starmap(grow_branch, [(context, *branch, nodes) for branch in branches])
    return nodes


def _add_up(context: SplitContext, rows: Indices32, threads: ThreadPool | None) -> Integers:
    """Count a node's histogram, each core a share of the rows: integers add up the same however they are shared."""
    parts = np.array_split(rows, threads.size) if threads else [rows]
    histograms = np.zeros((len(parts), context.words.shape[1] * GROUP * N_BINS), dtype=np.int64)
    jobs = [(context.words, context.pairs, *job) for job in zip(parts, histograms, strict=True)]
    if threads:
        threads.starmap(accumulate, jobs)
    else:
        accumulate(*jobs[0])
    return histograms[0] if len(parts) == 1 else histograms.sum(axis=0)


def _children(
    context: SplitContext, node: int, rows: Indices32, histogram: Integers, nodes: Nodes, threads: ThreadPool
) -> list[Branch]:
    cut = choose(context, histogram)
    if cut.gain == 0:
        make_leaf(context, node, rows, nodes)
        return []
    left, right = _part(context, rows, cut, threads)
    write_split(nodes, node, cut, histogram, len(left), len(rows))
    if 2 * node + 1 >= 2**context.depth - 1:  # the last level is not split, so nobody asks for its histograms
        return [(2 * node + 1, left, histogram), (2 * node + 2, right, histogram)]
    of_smaller = _add_up(context, min(left, right, key=len), threads)
    of_larger = histogram - of_smaller
    of_left, of_right = (of_smaller, of_larger) if len(left) <= len(right) else (of_larger, of_smaller)
    return [(2 * node + 1, left, of_left), (2 * node + 2, right, of_right)]


def _part(
    context: SplitContext, rows: Indices32, cut: Cut, threads: ThreadPool
) -> tuple[Indices32, Indices32]:
    """Part a node's rows, each core a share of them, both sides in their old order."""
    column = context.columns[cut.feature]
    parts = np.array_split(rows, threads.size)
    jobs = [(column, part, cut.last, cut.missing_left, np.empty_like(part)) for part in parts]
    ends = threads.starmap(partition, jobs)
    left = np.concatenate([part[:end] for part, end in zip(parts, ends, strict=True)])
    right = np.concatenate([part[end:] for part, end in zip(parts, ends, strict=True)])
    return left, right
