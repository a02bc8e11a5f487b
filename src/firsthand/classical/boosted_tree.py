"""Grow a boosted tree on several cores, from the root down."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np

from firsthand.classical.branches import NODE, Ground, Nodes, accumulate, grow_branch, settle, split
from firsthand.classical.crew import Crew
from firsthand.classical.histograms import GROUP, N_BINS, Integers, Rows

SHARE = 8  # in a large tree all cores grow together what holds more than an eighth of the rows
LARGE = 2**20  # rows times features from which that pays

Branch = tuple[int, Rows, Integers]  # a node, its rows, its histogram


def grow_tree(ground: Ground, rows: Rows, crew: Crew) -> Nodes:
    """Grow one tree on some rows and add the values of its leaves to their scores.

    The largest nodes share out their features, the branches below are shared out whole. Brings `rows` into
    the order of the leaves and gives the nodes, shape (2 ** (depth + 1) - 1,).
    """
    nodes = np.zeros(2 ** (ground.depth + 1) - 1, dtype=NODE)
    n_groups = len(ground.codes)
    large = len(rows) * n_groups * GROUP >= LARGE

    def add_up(rows: Rows) -> Integers:
        histogram = np.zeros(n_groups * GROUP * N_BINS, dtype=np.int64)
        parts = min(crew.size, n_groups) if large else 1
        edges = [n_groups * part // parts for part in range(parts + 1)]
        given = (ground.codes, ground.pairs, rows)
        crew.each(accumulate, [(*given, *ends, histogram) for ends in pairwise(edges)])
        return histogram

    branches = list[Branch]()
    crown = [(0, rows, add_up(rows))]
    most = len(rows) // SHARE if large else len(rows)
    while crown:
        branch = crown.pop()
        if len(branch[1]) <= most or branch[0] >= 2**ground.depth - 1:
            branches.append(branch)
        else:
            crown += _children(ground, *branch, nodes, add_up)
    branches.sort(key=lambda branch: -len(branch[1]))
    crew.each(grow_branch, [(ground, *branch, nodes, large) for branch in branches])
    return nodes


def _children(
    ground: Ground,
    node: int,
    rows: Rows,
    histogram: Integers,
    nodes: Nodes,
    add_up: Callable[[Rows], Integers],
) -> list[Branch]:
    n_left = split(ground, ground.codes, node, rows, histogram, nodes, np.empty_like(rows))
    if n_left < 0:
        settle(ground, node, rows, nodes)
        return []
    left, right = rows[:n_left], rows[n_left:]
    of_smaller = add_up(min(left, right, key=len))
    of_larger = histogram - of_smaller
    of_left, of_right = (of_smaller, of_larger) if len(left) <= len(right) else (of_larger, of_smaller)
    return [(2 * node + 1, left, of_left), (2 * node + 2, right, of_right)]
