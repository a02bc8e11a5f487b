"""The compiled part of decision trees: from ranked numbers to a grown tree.

Letters: n rows, d features, K classes (0 for a regression), m rows of a node. All of it stands in one file
because compiled code is kept for as long as its own file stays unchanged.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from firsthand._typing import Floats, Indices32, Integers
from firsthand.classical.compiled import compiled
from firsthand.classical.tree.ordinal import MISSING_CODE
from firsthand.classical.tree.structures import (
    ENTROPY,
    GINI,
    NODE,
    VARIANCE,
    Cut,
    Integer,
    Nodes,
    Scratch,
    Task,
)

TIE = 1e-11  # of the score: what the order of a sum can make of two equal splits
FEW = 24  # rows that sorting by insertion suits best


@compiled
def grow(task: Task, rows: Indices32, weights: Floats, seed: int, scratch: Scratch) -> tuple[Nodes, Floats]:
    """Grow a tree, the left side of each node first.

    rows (m,), those to learn from, end up in the order of the leaves; weights (n,) are above 0 for them. Gives
    the nodes, and for each the shares of the classes or the mean, (n_nodes, K or 1).
    """
    n_most = min(2 * len(rows) - 1, 2 ** (min(task.max_depth, 40) + 1) - 1)
    nodes = np.empty(n_most, dtype=NODE)
    values = np.empty((n_most, max(task.n_classes, 1)))
    features = np.arange(len(task.table.codes))
    state = np.full(1, seed, dtype=np.uint64)
    waiting = np.empty((len(rows) + 1, 4), dtype=np.int64)  # first row, behind the last, depth, parent
    waiting[0] = (0, len(rows), 0, -1)
    n_waiting, n_nodes = 1, 0
    while n_waiting:
        n_waiting -= 1
        start, stop, depth, parent = waiting[n_waiting]
        mine = rows[start:stop]
        node = n_nodes
        n_nodes += 1
        if node == parent + 1 and parent >= 0:
            nodes[parent].left = node
        elif parent >= 0:
            nodes[parent].right = node
        is_pure = _describe(task, mine, weights, scratch, nodes, values, node)
        needed = max(task.min_samples_split, 2 * task.min_samples_leaf)
        if is_pure or depth >= task.max_depth or len(mine) < needed:
            continue
        cut = _best_cut(task, mine, features, state, scratch)
        if cut.feature >= 0:
            middle = start + _part(task, mine, cut, nodes, node, scratch.spare)
            waiting[n_waiting] = (middle, stop, depth + 1, node)
            waiting[n_waiting + 1] = (start, middle, depth + 1, node)
            n_waiting += 2
    return nodes[:n_nodes].copy(), values[:n_nodes].copy()


@compiled
def _describe(
    task: Task, rows: Indices32, weights: Floats, scratch: Scratch, nodes: Nodes, values: Floats, node: int
) -> bool:
    """Write down a node as if it were a leaf, lay out its rows, and say whether they are all of one kind."""
    weight = 0.0
    for i in range(len(rows)):
        scratch.weights[i] = weights[rows[i]]
        weight += scratch.weights[i]
    if task.n_classes:
        impurity = _share_classes(task, rows, weight, scratch, values[node])
        is_pure = np.count_nonzero(values[node]) == 1
    else:
        impurity, is_pure = _find_mean(task, rows, weight, scratch, values[node])
    nodes[node].impurity = 0.0 if is_pure else impurity
    nodes[node].weight = weight
    nodes[node].n_rows = len(rows)
    nodes[node].threshold = np.nan
    nodes[node].feature, nodes[node].left, nodes[node].right, nodes[node].missing_left = -1, -1, -1, 0
    return is_pure


@compiled
def _share_classes(task: Task, rows: Indices32, weight: float, scratch: Scratch, shares: Floats) -> float:
    """Lay out the labels, work out the shares of the classes, (K,), and give their impurity."""
    shares[:] = 0.0
    for i in range(len(rows)):
        scratch.labels[i] = task.labels[rows[i]]
        shares[scratch.labels[i]] += scratch.weights[i]
    impurity = 0.0
    for k in range(len(shares)):
        shares[k] /= weight
        impurity += -_log_self(shares[k]) if task.criterion == ENTROPY else shares[k] * (1.0 - shares[k])
    return impurity


@compiled
def _find_mean(
    task: Task, rows: Indices32, weight: float, scratch: Scratch, value: Floats
) -> tuple[float, bool]:
    """Lay out the targets, work out their mean, and give the variance and whether all are equal."""
    lowest, highest, mean, variance = np.inf, -np.inf, 0.0, 0.0
    for i in range(len(rows)):
        target = task.targets[rows[i]]
        lowest, highest = min(lowest, target), max(highest, target)
        mean += scratch.weights[i] / weight * target
    for i in range(len(rows)):
        # Against the node's own mean, so that no large common part swallows the differences.
        distance = task.targets[rows[i]] - mean
        scratch.amounts[i] = scratch.weights[i] * distance
        variance += scratch.weights[i] / weight * distance**2
    value[0] = mean
    return variance, lowest == highest


@compiled
def _best_cut(
    task: Task, rows: Indices32, features: NDArray[np.intp], state: NDArray[np.uint64], scratch: Scratch
) -> Cut:
    """Find the best split over max_features features drawn anew, or more if those were all constant."""
    n_features = len(features)
    best = Cut(-np.finfo(np.float64).max, -1, 0, 0, 0)
    found_two = False
    for index in range(n_features):
        if index >= task.max_features and found_two:
            break
        if task.max_features < n_features:
            other = index + _draw(state, n_features - index)
            features[index], features[other] = features[other], features[index]
        feature = features[index]
        codes = task.table.codes[feature]
        n_codes = task.table.starts[feature + 1] - task.table.starts[feature]
        scratch.missing[:] = 0.0
        if 6.0 * len(rows) * np.log2(len(rows)) < n_codes:
            n_groups, n_missing = _group_by_sorting(task.n_classes, rows, codes, scratch)
        else:
            n_groups, n_missing = _group_by_counting(task.n_classes, rows, codes, n_codes, scratch)
        if n_groups + (n_missing > 0) > 1:
            found_two = True
            best = _scan(task, len(rows), n_groups, n_missing, feature, best, scratch)
    return best


@compiled
def _draw(state: NDArray[np.uint64], below: int) -> Integer:
    """Draw a number from 0 to below - 1 by splitmix64 (Steele and others 2014, doi:10.1145/2660193.2660195)."""
    state[0] += np.uint64(0x9E3779B97F4A7C15)
    z = state[0]
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z ^= z >> np.uint64(31)
    return np.int64(z % np.uint64(below))


@compiled
def _group_by_sorting(
    n_classes: int, rows: Indices32, codes: NDArray[np.uint16], scratch: Scratch
) -> tuple[int, int]:
    """Add up a node's rows by code: for few rows and many codes. Gives the numbers of groups and missing rows."""
    keys, sums, n_sums = scratch.keys, scratch.sums, len(scratch.missing)
    m = len(rows)
    for i in range(m):
        keys[i] = (np.int64(codes[np.uint64(rows[i])]) << 32) | i
    _sort(keys[:m])
    n_groups, n_missing, previous = 0, 0, np.int64(-1)
    for index in range(m):
        code, i = keys[index] >> 32, keys[index] & 0xFFFFFFFF
        first = scratch.labels[i] if n_classes else 0
        amount = scratch.weights[i] if n_classes else scratch.amounts[i]
        if code == MISSING_CODE:
            n_missing += 1
            scratch.missing[first] += amount
            if not n_classes:
                scratch.missing[1] += scratch.weights[i]
            continue
        if code != previous:
            scratch.codes[n_groups] = previous = code
            scratch.counts[n_groups] = 0
            for s in range(n_sums):
                sums[s, n_groups] = 0.0
            n_groups += 1
        scratch.counts[n_groups - 1] += 1
        sums[first, n_groups - 1] += amount
        if not n_classes:
            sums[1, n_groups - 1] += scratch.weights[i]
    return n_groups, n_missing


@compiled
def _sort(keys: Integers) -> None:
    if len(keys) > FEW:
        keys.sort()
        return
    for i in range(1, len(keys)):
        key, index = keys[i], i
        while index > 0 and keys[index - 1] > key:
            keys[index] = keys[index - 1]
            index -= 1
        keys[index] = key


@compiled
def _group_by_counting(
    n_classes: int, rows: Indices32, codes: NDArray[np.uint16], n_codes: Integer, scratch: Scratch
) -> tuple[int, int]:
    """The same with a drawer for every code: for many rows. Empty drawers are taken out afterwards."""
    labels, amounts, weights = scratch.labels, scratch.amounts, scratch.weights
    counts, sums, missing = scratch.counts, scratch.sums, scratch.missing
    counts[:n_codes] = 0
    sums[:, :n_codes] = 0.0
    n_missing = 0
    for i in range(len(rows)):
        code = np.uint64(codes[np.uint64(rows[i])])
        first = np.uint64(labels[i] if n_classes else 0)
        amount = weights[i] if n_classes else amounts[i]
        if code == np.uint64(MISSING_CODE):
            n_missing += 1
            missing[first] += amount
            if not n_classes:
                missing[1] += weights[i]
            continue
        counts[code] += 1
        sums[first, code] += amount
        if not n_classes:
            sums[1, code] += weights[i]
    n_groups = 0
    for drawer in range(n_codes):
        if counts[drawer]:
            scratch.codes[n_groups] = drawer
            counts[n_groups] = counts[drawer]
            for s in range(len(missing)):
                sums[s, n_groups] = sums[s, drawer]
            n_groups += 1
    return n_groups, n_missing


@compiled
def _scan(
    task: Task, m: int, n_groups: int, n_missing: int, feature: Integer, best: Cut, scratch: Scratch
) -> Cut:
    """Move the groups from right to left one by one, and keep the best place if it beats the best so far."""
    counts, scores = scratch.counts, scratch.scores[:n_groups]
    for g in range(1, n_groups):
        counts[g] += counts[g - 1]
    for s in range(len(scratch.missing)):
        sums = scratch.sums[s]
        for g in range(1, n_groups):
            sums[g] += sums[g - 1]
        scratch.total[s] = scratch.missing[s] + (sums[n_groups - 1] if n_groups else 0.0)
    for missing_left in range(2 if n_missing else 1):
        _score(task.criterion, missing_left, scratch, scores)
        # Behind the last group lies nothing but the missing rows: a cut only when they go right.
        for g in range(n_groups if n_missing > 0 and missing_left == 0 else n_groups - 1):
            score = scores[g]
            n_left = counts[g] + (n_missing if missing_left else 0)
            enough = n_left >= task.min_samples_leaf and m - n_left >= task.min_samples_leaf
            if score > best.score + TIE * abs(best.score) and enough:
                first = scratch.codes[g + 1] if g + 1 < n_groups else MISSING_CODE
                best = Cut(score, feature, scratch.codes[g], first, missing_left)
    return best


@compiled
def _score(criterion: int, missing_left: int, scratch: Scratch, scores: Floats) -> None:
    """Write what a split behind each group is worth, up to what the node's splits have in common.

    One pass a class over all groups, so that the processor takes several at a time.
    """
    n_groups = len(scores)
    of_left, of_right = scratch.of_left[:n_groups], scratch.of_right[:n_groups]
    w_left = scratch.w_left[:n_groups]
    of_left[:], of_right[:], w_left[:] = 0.0, 0.0, 0.0
    w_total = 0.0
    for s in range(len(scratch.missing)):
        sums, total = scratch.sums[s], scratch.total[s]
        carried = scratch.missing[s] if missing_left else 0.0
        if criterion != VARIANCE or s == 1:
            w_total += total
            for g in range(n_groups):
                w_left[g] += sums[g] + carried
        if criterion == ENTROPY:
            for g in range(n_groups):
                of_left[g] += _log_self(sums[g] + carried)
                of_right[g] += _log_self(total - (sums[g] + carried))
        elif criterion == GINI or s == 0:
            for g in range(n_groups):
                left = sums[g] + carried
                of_left[g] += left * left
                of_right[g] += (total - left) * (total - left)
    for g in range(n_groups):
        left, right = w_left[g], w_total - w_left[g]
        if criterion == ENTROPY:
            scores[g] = of_left[g] - _log_self(left) + of_right[g] - _log_self(right)
        else:
            # One division for two: it is the slowest step here.
            product = left * right
            scores[g] = (of_left[g] * right + of_right[g] * left) / product if product > 0.0 else -np.inf


@compiled
def _log_self(x: float) -> float:
    return x * np.log2(x) if x > 0.0 else 0.0


@compiled
def _part(task: Task, rows: Indices32, cut: Cut, nodes: Nodes, node: int, spare: Indices32) -> Integer:
    """Write down a split and bring the rows that go left to the front. Gives how many those are."""
    codes = task.table.codes[cut.feature]
    n_left, n_right, n_missing = np.uint64(0), np.uint64(0), 0
    for i in range(len(rows)):
        row = rows[i]
        code = codes[np.uint64(row)]
        is_missing = code == MISSING_CODE
        n_missing += is_missing
        right = np.uint64((code > cut.last) & (cut.missing_left == 0 or not is_missing))
        # Written to both sides, where only one end moves on: the processor cannot guess which.
        rows[n_left] = row
        spare[n_right] = row
        n_left += np.uint64(1) - right
        n_right += right
    rows[n_left:] = spare[:n_right]
    start = task.table.starts[cut.feature]
    threshold = np.inf
    if cut.first != MISSING_CODE:
        below, above = task.table.highest[start + cut.last], task.table.lowest[start + cut.first]
        threshold = below / 2 + above / 2
        if not below <= threshold < above:
            threshold = below
    nodes[node].threshold = threshold
    nodes[node].feature = cut.feature
    # Where no row was missing, one that is goes where most rows go.
    nodes[node].missing_left = cut.missing_left if n_missing else 2 * np.int64(n_left) > len(rows)
    return np.int64(n_left)
