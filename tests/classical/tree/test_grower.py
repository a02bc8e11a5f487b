"""The compiled growth against the plain functions of `basics.trees`, and its two ways of counting against each other."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from tests.classical.tree.tasks import grown, task_for

from firsthand.classical import best_split, entropy, gini
from firsthand.classical.tree.grower import _group_by_counting, _group_by_sorting, _sort
from firsthand.classical.tree.structures import ENTROPY, GINI, VARIANCE, scratch_for


def plain_leaves(X, y, impurity, depth):
    """The groups of rows that the plain functions end with: every feature tried, the best cut taken, again."""
    splits = [best_split(x, y, impurity) for x in X.T]
    decreases = [-1 if np.isnan(threshold) else decrease for threshold, decrease in splits]
    best = int(np.argmax(np.array(decreases) > max(decreases) - 1e-12))  # the first of equal ones
    if depth == 0 or impurity(y) < 1e-15 or decreases[best] < 0:
        return [np.arange(len(X))]
    left = np.flatnonzero(X[:, best] <= splits[best][0])
    right = np.setdiff1d(np.arange(len(X)), left)
    return [
        rows[part] for rows in (left, right) for part in plain_leaves(X[rows], y[rows], impurity, depth - 1)
    ]


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    ("criterion", "impurity"),
    [(GINI, gini), (ENTROPY, entropy), (VARIANCE, np.var)],
    ids=["gini", "entropy", "variance"],
)
def test_compiled_and_plain_growth_part_the_rows_alike(seed, criterion, impurity):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(70, 3)).round(1)  # with equal values
    y = rng.normal(size=70) if criterion == VARIANCE else rng.integers(0, 3, size=70)
    tree = grown(X, y, criterion, max_depth=4)
    leaves = tree.apply(X)
    of_tree = [np.flatnonzero(leaves == leaf) for leaf in np.unique(leaves)]
    of_plain = plain_leaves(X, y, impurity, 4)
    assert len(of_tree) == len(of_plain)
    for mine, plain in zip(of_tree, of_plain, strict=True):
        assert_array_equal(mine, plain)
        expected = (
            y[plain].mean() if criterion == VARIANCE else np.bincount(y[plain], minlength=3) / len(plain)
        )
        assert_allclose(tree.values[leaves[plain[0]]].squeeze(), expected)


@pytest.mark.parametrize("n_classes", [0, 3])
@pytest.mark.parametrize("m", [1, 2, 20, 60])
def test_sorting_and_counting_give_the_same_groups(n_classes, m):
    rng = np.random.default_rng(m)
    X, y = rng.integers(0, 12, size=(100, 1)).astype(float), rng.integers(0, 3, size=100)
    X[rng.random(100) < 0.2] = np.nan
    task = task_for(X, y.astype(float) if n_classes == 0 else y, GINI if n_classes else VARIANCE)
    rows = np.sort(rng.choice(100, m, replace=False)).astype(np.int32)
    found = []
    for group in (_group_by_sorting, _group_by_counting):
        scratch = scratch_for(task, m)
        scratch.labels[:], scratch.amounts[:], scratch.weights[:] = (
            y[rows],
            y[rows] - 1.0,
            rng.random(m) * 0 + 2,
        )
        scratch.missing[:] = 0
        given = (n_classes, rows, task.table.codes[0])
        if group is _group_by_sorting:
            n_groups, n_missing = group(*given, scratch)
        else:
            n_groups, n_missing = group(*given, int(task.table.starts[1]), scratch)
        found.append(
            (n_missing, scratch.codes[:n_groups], scratch.counts[:n_groups], scratch.sums[:, :n_groups])
        )
        assert n_missing == np.isnan(X[rows, 0]).sum()
        assert_array_equal(
            scratch.counts[:n_groups], np.unique(X[rows, 0][~np.isnan(X[rows, 0])], return_counts=True)[1]
        )
        assert_allclose(scratch.sums[:, :n_groups].sum() + scratch.missing.sum(), _sum_of(scratch, n_classes))
    for one, other in zip(*found, strict=True):
        assert_array_equal(one, other)


def _sum_of(scratch, n_classes):
    return scratch.weights.sum() + (0 if n_classes else scratch.amounts.sum())


@pytest.mark.parametrize("n", [0, 1, 5, 24, 25, 300])
def test_sort(n):
    keys = np.random.default_rng(n).integers(-50, 50, size=n)
    expected = np.sort(keys)
    _sort(keys)
    assert_array_equal(keys, expected)


def test_every_feature_is_drawn_about_equally_often():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(4000, 8)), rng.normal(size=4000)
    nodes = grown(X, y, VARIANCE, max_features=1).nodes
    asked = np.bincount(nodes["feature"][nodes["feature"] >= 0], minlength=8)
    assert abs(asked / asked.mean() - 1).max() < 0.15


def test_constant_features_do_not_use_up_the_draw():
    X = np.zeros((50, 10))
    X[:, 7] = np.arange(50)
    tree = grown(X, (np.arange(50) > 20).astype(int), GINI, max_features=1)
    assert_array_equal(tree.nodes["feature"], [7, -1, -1])
