"""What the compiled growth of a decision tree takes and gives."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from firsthand._typing import Floats, Indices32, Integers
from firsthand.classical.tree.ordinal import Ranked

NODE = np.dtype(
    [
        ("threshold", np.float64),  # x <= threshold goes left
        ("impurity", np.float64),
        ("weight", np.float64),  # of its rows
        ("feature", np.int32),  # -1 in a leaf
        ("left", np.int32),
        ("right", np.int32),
        ("n_rows", np.int32),
        ("missing_left", np.int64),  # 1 or 0
    ]
)
Nodes = NDArray[np.void]
Integer = int | np.signedinteger[Any]

GINI, ENTROPY, VARIANCE = 0, 1, 2


class Task(NamedTuple):
    """What a tree is grown on, and how far. A named tuple, because compiled code can take one."""

    table: Ranked
    labels: NDArray[np.int32]  # (n,), 0 to K - 1; zeros for a regression
    targets: Floats  # (n,); zeros for classes
    n_classes: int  # K; 0 for a regression
    criterion: int
    max_depth: int
    min_samples_split: int
    min_samples_leaf: int
    max_features: int


class Cut(NamedTuple):
    """A split between two codes that occur: up to `last` goes left, from `first` goes right."""

    score: float
    feature: Integer
    last: Integer
    first: Integer  # the missing code if nothing but missing rows goes right
    missing_left: int


class Scratch(NamedTuple):
    """Room for what is worked out about one node, and about one feature of it."""

    labels: Integers  # (m,), of the node's rows in their order
    amounts: Floats  # (m,), weight times distance of the target from the node's mean
    weights: Floats  # (m,)
    keys: Integers  # (m,), to sort
    codes: Integers  # (C,), of the groups of rows with equal codes, ascending
    counts: Integers  # (C,)
    sums: Floats  # (S, C), S sums a group: its weight in each class, or its amount and its weight
    missing: Floats  # (S,), of the rows without a code
    total: Floats  # (S,)
    of_left: Floats  # (C,), what the left side of a cut behind each group adds to the score
    of_right: Floats  # (C,)
    w_left: Floats  # (C,)
    scores: Floats  # (C,)
    spare: Indices32  # (m,)


def scratch_for(task: Task, m: int) -> Scratch:
    """Make room for a tree on m rows."""
    n_codes = int(np.diff(task.table.starts).max()) + 1
    n_sums = task.n_classes or 2

    def integers(n: int) -> Integers:
        return np.empty(n, dtype=np.int64)

    return Scratch(
        integers(m),
        np.empty(m),
        np.empty(m),
        integers(m),
        integers(n_codes),
        integers(n_codes),
        np.empty((n_sums, n_codes)),
        np.empty(n_sums),
        np.empty(n_sums),
        np.empty(n_codes),
        np.empty(n_codes),
        np.empty(n_codes),
        np.empty(n_codes),
        np.empty(m, dtype=np.int32),
    )
