"""A grown decision tree: where rows end up, how it reads, which features it used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from firsthand._typing import Floats, Indices32
from firsthand.classical.compiled import compiled
from firsthand.classical.tree.grower import grow
from firsthand.classical.tree.structures import Nodes, Task, scratch_for


@dataclass(frozen=True)
class GrownTree:
    """Nodes in the order in which they were grown, each left child right after its parent.

    `nodes` has the fields feature (-1 in a leaf), threshold (x <= threshold goes left), left, right,
    missing_left, impurity, weight and n_rows; `values`, shape (n_nodes, K or 1), the shares of the classes
    or the mean.
    """

    nodes: Nodes
    values: Floats

    @property
    def depth(self) -> int:
        """Levels of splits; 0 for a single leaf."""
        depths = np.zeros(len(self.nodes), dtype=np.intp)
        for node in np.flatnonzero(self.nodes["feature"] >= 0):
            depths[self.nodes["left"][node]] = depths[self.nodes["right"][node]] = depths[node] + 1
        return int(depths.max())

    @property
    def n_leaves(self) -> int:
        return int((self.nodes["feature"] < 0).sum())

    def apply(self, X: NDArray[np.floating]) -> NDArray[np.intp]:
        """Give the leaf of each row, (n, d) to (n,)."""
        leaves = np.empty(len(X), dtype=np.intp)
        find_leaves(X, self.nodes, leaves)
        return leaves

    def importances(self, n_features: int) -> Floats:
        """The part of the impurity that the splits on each feature took away, shape (n_features,)."""
        nodes = self.nodes
        split = nodes[nodes["feature"] >= 0]
        mixed = nodes["weight"] * nodes["impurity"]
        lost = split["weight"] * split["impurity"] - mixed[split["left"]] - mixed[split["right"]]
        by_feature: Floats = np.bincount(split["feature"], lost, minlength=n_features).astype(np.float64)
        total = by_feature.sum()
        return by_feature / total if total > 0 else by_feature

    def rules(self, names: Sequence[str], answers: Sequence[str], decimals: int) -> str:
        """Write the tree as nested questions, a line each. `answers` has a text for each node."""
        lines: list[str] = []
        waiting = [(0, 0, "")]
        while waiting:
            node, depth, question = waiting.pop()
            indent = "|   " * (depth - 1) + "|--- "
            if question:
                lines.append(indent + question)
            record = self.nodes[node]
            if record["feature"] < 0:
                lines.append(("|   " * depth) + "|--- " + answers[node])
                continue
            name, threshold = names[record["feature"]], f"{record['threshold']:.{decimals}f}"
            waiting.append((int(record["right"]), depth + 1, f"{name} >  {threshold}"))
            waiting.append((int(record["left"]), depth + 1, f"{name} <= {threshold}"))
        return "\n".join(lines) + "\n"


def grow_tree(task: Task, rows: Indices32, weights: Floats, seed: int) -> GrownTree:
    """Grow a tree on some rows with weights above 0, (m,) of (n,); the seed is that of its draws of features."""
    return GrownTree(*grow(task, rows, weights, seed, scratch_for(task, len(rows))))


@compiled
def find_leaves(X: NDArray[np.floating], nodes: Nodes, leaves: NDArray[np.intp]) -> None:
    """Write the leaf of each row of X, shape (n, d), into leaves, shape (n,)."""
    for i in range(len(X)):
        node = 0
        while nodes[node].feature >= 0:
            x = X[i, nodes[node].feature]
            goes_left = x <= nodes[node].threshold or (x != x and nodes[node].missing_left)
            node = nodes[node].left if goes_left else nodes[node].right
        leaves[i] = node


@compiled
def add_values(X: NDArray[np.floating], nodes: Nodes, values: Floats, totals: Floats) -> None:
    """Add to each row's totals, shape (n, K or 1), what its leaf holds."""
    leaves = np.empty(len(X), dtype=np.intp)
    find_leaves(X, nodes, leaves)
    for i in range(len(X)):
        for k in range(values.shape[1]):
            totals[i, k] += values[leaves[i], k]
