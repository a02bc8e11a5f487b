import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.sparse import csr_matrix
from sklearn import tree
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris
from sklearn.preprocessing import scale
from sklearn.tree import DecisionTreeClassifier as ReferenceClassifier
from sklearn.tree import DecisionTreeRegressor as ReferenceRegressor
from sklearn.tree import export_text

from firsthand import classical
from firsthand.classical import DecisionTreeClassifier, DecisionTreeRegressor

from ...contracts import run_estimator_contract


def few_values(table):
    """Whole numbers, few enough that every cut between two of them is tried by both."""
    X, y = table
    return np.rint(3 * scale(X)), y


PAIRS = {
    "stump of a classification": (
        classical.DecisionTreeClassifier(max_depth=1, random_state=0),
        tree.DecisionTreeClassifier(max_depth=1, random_state=0),
        few_values(load_breast_cancer(return_X_y=True)),
    ),
    "stump of a regression": (
        classical.DecisionTreeRegressor(max_depth=1, random_state=0),
        tree.DecisionTreeRegressor(max_depth=1, random_state=0),
        few_values(load_diabetes(return_X_y=True)),
    ),
}


@pytest.mark.parametrize("name", PAIRS)
def test_it_holds_the_contract(name):
    ours, theirs, (X, y) = PAIRS[name]
    run_estimator_contract(ours, theirs, X, y, rtol=1e-5, atol=1e-6)


BOTH = [DecisionTreeClassifier, DecisionTreeRegressor]


@pytest.fixture(params=[0.0, 0.1], ids=["complete", "with gaps"])
def table(request):
    """X without equal numbers (representable in single precision, in which scikit-learn's trees work), labels, numbers."""
    rng = np.random.default_rng(3)
    X = rng.normal(size=(800, 6)).astype(np.float32).astype(np.float64)
    number = X[:, 0] + X[:, 1] * X[:, 2] + rng.normal(size=800)
    label = (number > 0).astype(int) + (X[:, 3] > 1)
    X[rng.random(X.shape) < request.param] = np.nan
    return X, label, number, rng.uniform(0.5, 2, size=800)


@pytest.mark.parametrize("depth", [1, 2, 3])
@pytest.mark.parametrize("criterion", ["gini", "entropy"])
def test_same_questions_as_scikit_learn_depth_by_depth(table, criterion, depth):
    X, y, _, _ = table
    ours = DecisionTreeClassifier(criterion=criterion, max_depth=depth).fit(X, y)
    theirs = ReferenceClassifier(criterion=criterion, max_depth=depth, random_state=0).fit(X, y)
    assert ours.rules(decimals=6) == export_text(theirs, decimals=6)
    assert_array_equal(ours.predict(X), theirs.predict(X))


@pytest.mark.parametrize("depth", [2, 4, 6, None])
@pytest.mark.parametrize("criterion", ["gini", "entropy"])
def test_same_shares_as_scikit_learn_depth_by_depth(table, criterion, depth):
    X, y, _, weight = table  # with weights no two splits of different rows are equally good
    limits = {"criterion": criterion, "max_depth": depth, "min_samples_leaf": 15}
    ours = DecisionTreeClassifier(**limits).fit(X, y, weight)
    theirs = ReferenceClassifier(**limits, random_state=0).fit(X, y, weight)
    assert_allclose(ours.predict_proba(X), theirs.predict_proba(X), atol=1e-12)
    assert_allclose(ours.feature_importances_, theirs.feature_importances_, atol=1e-12)


@pytest.mark.parametrize("leaf", [5, 40])
def test_same_numbers_as_scikit_learn(table, leaf):
    X, _, y, weight = table
    ours = DecisionTreeRegressor(min_samples_leaf=leaf).fit(X, y, weight)
    theirs = ReferenceRegressor(min_samples_leaf=leaf, random_state=0).fit(X, y, weight)
    assert_allclose(ours.predict(X), theirs.predict(X), rtol=1e-12)
    assert_array_equal(ours.tree_.nodes["n_rows"], theirs.tree_.n_node_samples)
    assert_allclose(ours.tree_.nodes["impurity"], theirs.tree_.impurity, atol=1e-12)
    assert (ours.get_depth(), ours.get_n_leaves()) == (theirs.get_depth(), theirs.get_n_leaves())
    assert_array_equal(ours.apply(X), theirs.apply(X))


def test_a_tree_without_limits_knows_its_rows_by_heart(table):
    X, y, number, _ = table
    assert DecisionTreeClassifier().fit(X, y).score(X, y) == 1.0
    assert_array_equal(DecisionTreeRegressor().fit(X, number).predict(X), number)


def test_iris_in_three_questions():
    iris = load_iris()
    tree = DecisionTreeClassifier(max_depth=3).fit(iris.data, iris.target_names[iris.target])
    assert tree.rules(iris.feature_names) == (
        "|--- petal length (cm) <= 2.45\n"
        "|   |--- class: setosa\n"
        "|--- petal length (cm) >  2.45\n"
        "|   |--- petal width (cm) <= 1.75\n"
        "|   |   |--- petal length (cm) <= 4.95\n"
        "|   |   |   |--- class: versicolor\n"
        "|   |   |--- petal length (cm) >  4.95\n"
        "|   |   |   |--- class: virginica\n"
        "|   |--- petal width (cm) >  1.75\n"
        "|   |   |--- petal length (cm) <= 4.85\n"
        "|   |   |   |--- class: virginica\n"
        "|   |   |--- petal length (cm) >  4.85\n"
        "|   |   |   |--- class: virginica\n"
    )
    assert tree.score(iris.data, iris.target_names[iris.target]) == 146 / 150


def test_rules_of_numbers_are_those_of_scikit_learn(table):
    X, _, y, _ = table
    names = list("abcdef")
    ours = DecisionTreeRegressor(max_depth=2).fit(X, y).rules(names)
    assert ours == export_text(ReferenceRegressor(max_depth=2).fit(X, y), feature_names=names)


def test_rules_want_a_name_for_each_feature():
    tree = DecisionTreeClassifier().fit([[0.0, 1.0], [1.0, 1.0]], [0, 1])
    assert (
        tree.rules()
        == "|--- feature_0 <= 0.50\n|   |--- class: 0\n|--- feature_0 >  0.50\n|   |--- class: 1\n"
    )
    with pytest.raises(ValueError, match="must hold 2 names, one a feature; got 1"):
        tree.rules(["only"])


def test_bins_cost_little_and_exactness_is_the_default_for_few_rows(table):
    X, y, _, _ = table
    exact = DecisionTreeClassifier(max_depth=4).fit(X, y)
    one_bin_a_value = DecisionTreeClassifier(max_depth=4, max_bins=1000).fit(X, y)
    assert_array_equal(exact.apply(X), one_bin_a_value.apply(X))
    binned = DecisionTreeClassifier(max_depth=4, max_bins=64).fit(X, y)
    assert binned.rules() != exact.rules()
    assert abs(binned.score(X, y) - exact.score(X, y)) < 0.02


def test_many_rows_are_binned_on_their_own():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(10_001, 2))
    y = X[:, 0] + rng.normal(size=10_001)
    default, binned = DecisionTreeRegressor(max_depth=5), DecisionTreeRegressor(max_depth=5, max_bins=255)
    assert_array_equal(default.fit(X, y).predict(X), binned.fit(X, y).predict(X))
    assert_array_equal(
        default.fit(X[1:], y[1:]).apply(X), binned.set_params(max_bins=65_534).fit(X[1:], y[1:]).apply(X)
    )


@pytest.mark.parametrize("shift", [0.0, 1e8])
def test_splits_survive_features_and_targets_far_from_zero(shift):
    x = np.arange(200.0)[:, np.newaxis]
    y = np.repeat([0.0, 1.0, 5.0, 2.0], 50)
    tree = DecisionTreeRegressor().fit(x + shift, y + shift)
    assert tree.get_n_leaves() == 4
    assert_allclose(tree.predict(x + shift), y + shift)
    assert_allclose(
        np.sort(tree.tree_.nodes["threshold"][tree.tree_.nodes["feature"] == 0]) - shift, [49.5, 99.5, 149.5]
    )


def test_a_common_part_of_one_branch_does_not_hide_its_differences():
    y = np.append(np.zeros(50), 1e8 + np.repeat([0.0, 1e-3], 25))
    tree = DecisionTreeRegressor().fit(np.arange(100.0)[:, np.newaxis], y)
    assert tree.get_n_leaves() == 3


@pytest.mark.parametrize("Tree", BOTH)
def test_the_order_of_the_rows_changes_nothing(Tree, table):
    X, y, _, weight = table
    order = np.random.default_rng(0).permutation(len(X))
    one, other = Tree(max_depth=6).fit(X, y, weight), Tree(max_depth=6).fit(X[order], y[order], weight[order])
    assert one.rules() == other.rules()


@pytest.mark.parametrize("Tree", BOTH)
def test_stretching_a_feature_leaves_the_partition(Tree, table):
    X, y, _, _ = table
    stretched = np.exp(2 * X)
    assert_array_equal(
        Tree(max_depth=5).fit(X, y).apply(X), Tree(max_depth=5).fit(stretched, y).apply(stretched)
    )


@pytest.mark.parametrize("Tree", BOTH)
def test_a_weight_of_two_is_the_row_twice_and_of_zero_none(Tree, table):
    X, y, _, _ = table
    times = np.random.default_rng(0).integers(0, 3, size=len(X))
    weighted = Tree(max_depth=4).fit(X, y, times)
    repeated = Tree(max_depth=4).fit(np.repeat(X, times, axis=0), np.repeat(y, times))
    assert weighted.rules(decimals=9) == repeated.rules(decimals=9)


@pytest.mark.parametrize("Tree", BOTH)
def test_missing_numbers_can_be_what_matters(Tree):
    X = np.array([[np.nan], [1.0], [np.nan], [2.0], [3.0]])
    y = np.array([1, 0, 1, 0, 0])
    tree = Tree().fit(X, y)
    assert_array_equal(tree.predict(X), y)
    assert tree.get_n_leaves() == 2
    assert tree.predict([[1e300]])[0] == 0


def test_missing_numbers_go_with_the_side_that_they_resemble():
    X = np.array([[1.0], [2.0], [8.0], [9.0], [np.nan], [np.nan]])
    for of_missing in (0, 1):
        tree = DecisionTreeClassifier(max_depth=1).fit(X, [0, 0, 1, 1, of_missing, of_missing])
        assert_array_equal(tree.predict([[1.0], [9.0], [np.nan]]), [0, 1, of_missing])


def test_a_number_that_was_never_missing_goes_to_the_larger_side():
    X = np.arange(10.0)[:, np.newaxis]
    assert DecisionTreeClassifier().fit(X, X[:, 0] >= 3).predict([[np.nan]])[0]
    assert not DecisionTreeClassifier().fit(X, X[:, 0] >= 7).predict([[np.nan]])[0]


def test_ties_go_to_the_first_feature_and_the_lowest_cut():
    X = np.repeat([[0.0, 0.0], [1.0, 1.0], [2.0, 2.0]], 2, axis=0)
    assert (
        DecisionTreeClassifier(max_depth=1)
        .fit(X, [0, 1, 0, 1, 0, 1])
        .rules()
        .startswith("|--- feature_0 <= 0.50")
    )


@pytest.mark.parametrize("Tree", BOTH)
@pytest.mark.parametrize(
    ("X", "y"),
    [
        ([[1.0, 2.0]], [3]),
        ([[1.0], [1.0], [1.0]], [0, 1, 1]),
        ([[1.0], [2.0]], [4, 4]),
        ([[np.nan], [np.nan]], [1, 0]),
    ],
)
def test_with_nothing_to_ask_there_is_one_leaf(Tree, X, y):
    tree = Tree().fit(X, y)
    assert tree.get_depth() == 0
    expected = np.bincount(y).argmax() if Tree is DecisionTreeClassifier else np.mean(y)
    assert_allclose(tree.predict(X), expected)
    assert_array_equal(tree.feature_importances_, np.zeros(len(X[0])))


@pytest.mark.parametrize("as_given", [np.asfortranarray, lambda X: np.repeat(X, 2, axis=0)[::2], np.float32])
def test_layout_and_precision_of_the_table_do_not_matter(as_given, table):
    X, y, _, _ = table
    given = as_given(X)
    assert_array_equal(
        DecisionTreeClassifier().fit(given, y).predict_proba(given),
        DecisionTreeClassifier().fit(X, y).predict_proba(X),
    )


def test_close_numbers_far_from_zero_are_told_apart():
    X = np.array([[1e8], [1e8 + 1e-7], [1e8 + 2e-7]])
    assert_array_equal(DecisionTreeClassifier().fit(X, [0, 1, 0]).predict(X), [0, 1, 0])


@pytest.mark.parametrize("Tree", BOTH)
def test_what_is_refused(Tree):
    X, y = np.array([[1.0], [2.0]]), [0, 1]
    with pytest.raises(ValueError, match="infinity"):
        Tree().fit([[np.inf], [1.0]], y)
    with pytest.raises(TypeError, match=r"[Ss]parse"):
        Tree().fit(csr_matrix(X), y)
    with pytest.raises(ValueError, match="max_depth must be a whole number, 1 or more; got 0"):
        Tree(max_depth=0).fit(X, y)
    with pytest.raises(ValueError, match=r"min_samples_leaf must be a whole number, 1 or more; got 0\.5"):
        Tree(min_samples_leaf=0.5).fit(X, y)
    with pytest.raises(ValueError, match="max_bins must be a whole number, 2 to 65534; got 1"):
        Tree(max_bins=1).fit(X, y)
    with pytest.raises(ValueError, match="max_features must be None"):
        Tree(max_features="half").fit(X, y)
    with pytest.raises(ValueError, match="and not zero alone"):
        Tree().fit(X, y, sample_weight=[0.0, 0.0])
