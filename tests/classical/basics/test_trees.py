import numpy as np
import pytest
from numpy.testing import assert_allclose
from sklearn.datasets import load_iris
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from firsthand.classical import best_split, entropy, gini, grow_stump


@pytest.mark.parametrize(
    ("labels", "mixed", "bits"),
    [
        (["a", "a", "a"], 0.0, 0.0),
        ([0, 1], 0.5, 1.0),
        ([0, 0, 1, 1, 2, 2], 2 / 3, np.log2(3)),
        ([1, 1, 1, 0], 0.375, 0.8112781244591328),
        ([], 0.0, 0.0),
    ],
)
def test_impurities_by_hand(labels, mixed, bits):
    assert_allclose(gini(labels), mixed)
    assert_allclose(entropy(labels), bits)


def test_the_gap_between_two_classes_is_cut_in_the_middle():
    assert best_split([1.0, 2.0, 5.0, 6.0], ["no", "no", "yes", "yes"], gini) == (3.5, 0.5)


def test_a_constant_feature_cannot_be_cut():
    threshold, decrease = best_split([3.0, 3.0], [0, 1], gini)
    assert np.isnan(threshold)
    assert decrease == 0.0


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("impurity", "criterion"), [(gini, "gini"), (entropy, "entropy")])
def test_same_split_as_scikit_learn(seed, impurity, criterion):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=60).astype(np.float32)
    y = rng.integers(0, 3, size=60)
    theirs = DecisionTreeClassifier(criterion=criterion, max_depth=1).fit(x[:, np.newaxis], y)
    threshold, decrease = best_split(x, y, impurity)
    assert_allclose(threshold, theirs.tree_.threshold[0])
    sizes, left = theirs.tree_.n_node_samples, theirs.tree_.impurity
    assert_allclose(decrease, left[0] - (sizes[1] * left[1] + sizes[2] * left[2]) / 60)


def test_numbers_are_split_by_variance_as_in_scikit_learn():
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=80).astype(np.float32), rng.normal(size=80)
    theirs = DecisionTreeRegressor(max_depth=1).fit(x[:, np.newaxis], y)
    assert_allclose(best_split(x, y, np.var)[0], theirs.tree_.threshold[0])


def test_stump_on_iris_parts_setosa_from_the_others():
    iris = load_iris()
    stump = grow_stump(iris.data, iris.target_names[iris.target])
    assert stump == (2, 2.45, "setosa", "versicolor")


def test_each_side_counts_by_its_size():
    x, y = np.arange(7.0), np.array([0, 0, 1, 0, 1, 0, 1])
    threshold, decrease = best_split(x, y, gini)
    by_hand = [gini(y) - (k * gini(y[:k]) + (7 - k) * gini(y[k:])) / 7 for k in range(1, 7)]
    assert_allclose(decrease, max(by_hand))
    assert_allclose(by_hand[int(threshold)], max(by_hand))


@pytest.mark.parametrize("labels", [[0, 1, 0], ["b", "a", "b"]])
def test_a_stump_gives_the_smaller_of_equally_frequent_labels(labels):
    feature, threshold, left, right = grow_stump([[1.0], [1.0], [2.0]], labels)
    assert (feature, threshold, left, right) == (0, 1.5, min(labels), labels[2])


def test_stump_needs_something_to_ask():
    with pytest.raises(ValueError, match="All 2 features are constant"):
        grow_stump([[1.0, 5.0], [1.0, 5.0]], [0, 1])


def test_stump_prefers_a_useless_cut_to_a_constant_feature():
    stump = grow_stump([[1.0, 0.0], [1.0, 1.0]], ["same", "same"])
    assert stump == (1, 0.5, "same", "same")
