"""A task for a tree, and the tree grown on it."""

import numpy as np

from firsthand.classical.parallel import ThreadPool
from firsthand.classical.tree.fitted_tree import grow_tree
from firsthand.classical.tree.ordinal import rank
from firsthand.classical.tree.structures import VARIANCE, Task

NO_LIMIT = 2**31 - 1


def task_for(X, y, criterion, max_depth=NO_LIMIT, max_features=None, max_bins=None):
    with ThreadPool(1) as threads:
        table = rank(X, max_bins, threads, np.random.RandomState(0))
    is_class = criterion != VARIANCE
    nothing = np.zeros(len(X))
    return Task(
        table=table,
        labels=(y if is_class else nothing).astype(np.int32),
        targets=nothing if is_class else y,
        n_classes=int(y.max()) + 1 if is_class else 0,
        criterion=criterion,
        max_depth=max_depth,
        min_samples_split=2,
        min_samples_leaf=1,
        max_features=max_features or X.shape[1],
    )


def grown(X, y, criterion, **limits):
    task = task_for(X, y, criterion, **limits)
    return grow_tree(task, np.arange(len(X), dtype=np.int32), np.ones(len(X)), 0)
