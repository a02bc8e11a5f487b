"""A tree that has been grown, and where rows end in it."""

import numpy as np
from numpy.testing import assert_allclose, assert_array_equal
from tests.classical.tree.tasks import grown

from firsthand.classical.tree.fitted_tree import add_values
from firsthand.classical.tree.structures import GINI, NODE


def test_a_node_is_what_it_says():
    X = np.array([[1.0], [2.0], [3.0], [4.0]])
    tree = grown(X, np.array([0, 0, 1, 1]), GINI)
    assert tree.nodes.dtype == NODE
    assert_array_equal(tree.nodes["feature"], [0, -1, -1])
    assert_array_equal(tree.nodes["n_rows"], [4, 2, 2])
    assert_allclose(tree.nodes["impurity"], [0.5, 0, 0])
    assert tree.nodes["threshold"][0] == 2.5
    assert (tree.depth, tree.n_leaves) == (1, 2)


def test_rows_end_where_a_walk_by_hand_ends_missing_numbers_too():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(300, 4))
    X[rng.random(X.shape) < 0.2] = np.nan
    tree = grown(X, (np.nansum(X, axis=1) > 0).astype(int), GINI, max_depth=4)

    def walk(row):
        node = 0
        while tree.nodes["feature"][node] >= 0:
            x, at = row[tree.nodes["feature"][node]], tree.nodes[node]
            node = at["left"] if x <= at["threshold"] or (np.isnan(x) and at["missing_left"]) else at["right"]
        return node

    leaves = tree.apply(X)
    assert_array_equal(leaves, [walk(row) for row in X])
    assert set(leaves) == set(np.flatnonzero(tree.nodes["feature"] < 0))
    assert_array_equal(np.bincount(leaves, minlength=len(tree.nodes))[leaves], tree.nodes["n_rows"][leaves])
    totals = np.ones((300, 2))
    add_values(X, tree.nodes, tree.values, totals)
    assert_array_equal(totals, 1 + tree.values[leaves])


def test_what_a_split_takes_away_is_the_importance_of_its_feature():
    X = np.zeros((40, 3))
    X[:, 1] = np.arange(40) % 2
    X[:, 2] = np.arange(40) // 20
    only_one = grown(X, (np.arange(40) % 2), GINI)
    assert_array_equal(only_one.importances(3), [0, 1, 0])
    assert_array_equal(grown(X[:, :1], np.arange(40) % 2, GINI).importances(1), [0])
