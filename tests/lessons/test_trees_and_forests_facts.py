"""Every number that the lesson Trees and forests states, what its explorable says, and how its draws are judged."""

import time

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.ensemble import RandomForestClassifier as TheirForest
from sklearn.tree import DecisionTreeClassifier as TheirTree
from sklearn.tree import DecisionTreeRegressor as TheirRegressor
from sklearn.tree import export_text

from firsthand.classical import (
    DecisionTreeClassifier,
    DecisionTreeRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
    best_split,
    bootstrap_sample,
    cross_validate,
    entropy,
    gini,
    grow_stump,
    majority_vote,
    out_of_bag_rows,
    permutation_importance,
    train_test_split,
)
from firsthand.classical.basics.linear_regression import normal_equation
from firsthand.course.grading.grade import grade
from firsthand.data import load
from firsthand.lessons.classical.trees_and_forests import correct
from firsthand.lessons.classical.trees_and_forests.explorable import TREES, forest_border

IRIS = load("iris")
NAMES = [name.replace(" (cm)", "") for name in IRIS.features]
KINDS = np.array(IRIS.classes)[IRIS.y]
BOTH = IRIS.y > 0
WIDTH, KIND = IRIS.X[BOTH][:, 3], KINDS[BOTH]
SEPALS = IRIS.X[:, :2]


def houses():
    rng = np.random.RandomState(42)
    size = rng.uniform(1, 10, 100)
    return size, 50 * size + 100 + rng.normal(0, 30, 100)


def test_the_first_question_parts_the_two_kinds(stated):
    cut = stated("trees_and_forests", "is the petal wider than # cm?")
    assert cut == stated("trees_and_forests", "virginica, since it is wider than # cm") == 1.75
    assert [np.sum(KIND[WIDTH <= 1.75] == k) for k in ("versicolor", "virginica")] == [49, 5]
    assert [np.sum(KIND[WIDTH > 1.75] == k) for k in ("versicolor", "virginica")] == [1, 45]
    assert best_split(WIDTH, KIND, gini)[0] == best_split(WIDTH, KIND, entropy)[0] == 1.75


def test_four_equal_kinds_cost_two_bits():
    assert entropy(["a", "b", "c", "d"]) == 2


def test_gini_sees_the_pure_side_and_mistakes_do_not():
    def after(*sides):
        return sum(sum(counts) * gini(np.repeat([0, 1], counts)) for counts in sides) / 80

    assert_allclose([after((30, 10), (10, 30)), after((20, 40), (20, 0))], [0.375, 1 / 3])
    assert min(30, 10) + min(10, 30) == min(20, 40) + min(20, 0) == 20


def test_either_petal_sets_setosa_apart_equally_well():
    assert_allclose(best_split(IRIS.X[:, 2], KINDS, gini), [2.45, 1 / 3])
    assert_allclose(best_split(IRIS.X[:, 3], KINDS, gini), [0.8, 1 / 3])
    assert grow_stump(IRIS.X, KINDS)[2] == "setosa"


def test_the_rules_are_those_of_scikit_learn_with_the_last_question_idle():
    ours = DecisionTreeClassifier(max_depth=3).fit(IRIS.X, KINDS)
    theirs = TheirTree(max_depth=3, random_state=42).fit(IRIS.X, KINDS)
    assert ours.rules(NAMES) == export_text(theirs, feature_names=NAMES)
    assert [line.split()[-1] for line in ours.rules(NAMES).splitlines() if "class" in line][-2:] == [
        "virginica"
    ] * 2
    assert ours.score(IRIS.X, KINDS) == 146 / 150


def test_a_tree_of_numbers_is_scikit_learns_and_level_beyond_the_houses():
    size, price = houses()
    column = size[:, np.newaxis]
    small, deep = (
        DecisionTreeRegressor(max_depth=2).fit(column, price),
        DecisionTreeRegressor().fit(column, price),
    )
    assert_allclose(small.predict(column), TheirRegressor(max_depth=2).fit(column, price).predict(column))
    assert_allclose(small.tree_.nodes["threshold"][0], best_split(size, price, np.var)[0])
    assert len(np.unique(small.predict(column))) == 4
    assert_allclose(deep.predict(column), price)
    assert_array_equal(deep.predict([[10.5], [99.0]]), [price[size.argmax()]] * 2)
    slope, intercept = normal_equation(np.column_stack([size, np.ones(100)]), price)
    new = np.linspace(1, 10, 50)
    truth = 50 * new + 100
    missed = [
        np.mean((guess - truth) ** 2)
        for guess in (slope * new + intercept, small.predict(new[:, np.newaxis]))
    ]
    assert missed[0] < missed[1] / 10


def test_what_sepals_can_tell_of_flowers_seen_is_as_much_as_the_text_says(stated):
    deep = DecisionTreeClassifier().fit(SEPALS, IRIS.y)
    _, group = np.unique(SEPALS, axis=0, return_inverse=True)
    most = sum(np.bincount(IRIS.y[group.ravel() == g]).max() for g in range(group.max() + 1))
    assert deep.score(SEPALS, IRIS.y) == most / 150
    assert round(100 * most / 150) == stated("trees_and_forests", "a plot of its own (# % and not 100 %")


def test_deeper_is_better_on_flowers_seen_and_worse_on_others():
    found = {
        d: cross_validate(DecisionTreeClassifier(max_depth=d), SEPALS, IRIS.y, cv=10) for d in (1, 3, 12)
    }
    assert found[1].train.mean() < found[3].train.mean() < found[12].train.mean()
    assert found[3].mean > found[12].mean + 0.1
    assert found[3].mean > found[1].mean + 0.1
    large = cross_validate(DecisionTreeClassifier(min_samples_leaf=20), SEPALS, IRIS.y, cv=10)
    assert large.mean > found[12].mean + 0.05


def test_two_thirds_are_in_a_sample(stated):
    rng = np.random.RandomState(0)
    shares = [len(np.unique(bootstrap_sample(150, rng))) / 150 for _ in range(1000)]
    assert_allclose(np.mean(shares), 0.632, atol=0.005)
    assert_allclose(1 - np.exp(-1), 0.632, atol=0.0005)
    assert stated.matching("trees_and_forests", r"out of bag, and why\?\* .*?, about (\d+) %") == [
        round(100 * (1 - np.mean(shares)))
    ]


def test_the_vote_knows_its_rows_and_out_of_bag_is_honest():
    rng = np.random.RandomState(1)
    samples = [bootstrap_sample(150, rng) for _ in range(100)]
    grown = [DecisionTreeClassifier().fit(SEPALS[rows], IRIS.y[rows]) for rows in samples]
    votes = np.zeros((150, 3))
    for rows, tree in zip(samples, grown, strict=True):
        unseen = out_of_bag_rows(rows, 150)
        votes[unseen, tree.predict(SEPALS[unseen])] += 1
    everybody = majority_vote(np.array([tree.predict(SEPALS) for tree in grown]))
    assert np.mean(everybody == IRIS.y) > 0.9
    assert 0.6 < np.mean(votes.argmax(axis=1) == IRIS.y) < 0.75
    assert_allclose(votes.sum(axis=1).mean(), 100 / np.e, atol=1)


@pytest.mark.parametrize("Forest", [RandomForestClassifier, TheirForest])
def test_a_forest_of_100_has_about_96_percent_by_three_honest_measures(Forest):
    train, test, train_y, test_y = train_test_split(
        IRIS.X, IRIS.y, test_size=50, random_state=0, stratify=IRIS.y
    )
    forest = Forest(100, oob_score=True, random_state=42).fit(train, train_y)
    folds = cross_validate(Forest(100, random_state=42), IRIS.X, IRIS.y, cv=5)
    assert_allclose(folds.mean, 0.96, atol=0.01)
    assert_allclose([forest.oob_score_, forest.score(test, test_y)], folds.mean, atol=0.03)


def test_more_trees_do_not_over_fit():
    scores = [
        RandomForestClassifier(n, oob_score=True, random_state=0).fit(SEPALS, IRIS.y).oob_score_
        for n in (3, 50, 200)
    ]
    assert scores[0] + 0.05 < scores[1]
    assert abs(scores[1] - scores[2]) < 0.03


def test_chance_beats_half_of_the_columns_by_impurity_and_none_of_the_best_by_permutation():
    diabetes = load("diabetes")
    table = np.column_stack([diabetes.X, np.random.default_rng(0).random(442)])
    train, test, train_y, test_y = train_test_split(table, diabetes.y, test_size=0.3, random_state=0)
    forest = RandomForestRegressor(200, random_state=0).fit(train, train_y)
    shuffled = permutation_importance(forest, test, test_y, n_repeats=20, random_state=0)
    by_impurity = forest.feature_importances_
    assert diabetes.X.shape == (442, 10)
    assert len(np.unique(table[:, -1])) == 442
    assert len(np.unique(diabetes.X[:, diabetes.features.index("sex")])) == 2
    assert np.sum(by_impurity[:10] < by_impurity[10]) == 5
    assert abs(shuffled.mean[10]) < shuffled.std[10]
    best = np.argsort(-by_impurity)[:3]
    assert_array_equal([diabetes.features[i] for i in best], ["bmi", "s5", "bp"])
    assert np.all(shuffled.mean[best] > shuffled.std[best])


def test_no_question_helps_on_a_chessboard():
    corners, labels = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array([0, 1, 1, 0])
    assert [best_split(column, labels, gini)[1] for column in corners.T] == [0, 0]
    assert DecisionTreeClassifier().fit(corners, labels).score(corners, labels) == 1


def test_stretching_a_column_parts_the_same_rows():
    deep = DecisionTreeClassifier(max_depth=3).fit(IRIS.X, KINDS)
    stretched = DecisionTreeClassifier(max_depth=3).fit(1000 * np.log(IRIS.X), KINDS)
    assert_array_equal(deep.predict(IRIS.X), stretched.predict(1000 * np.log(IRIS.X)))


def scene(trees=1, depth=3, leaf=1):
    return forest_border.draw({"trees": trees, "depth": depth, "leaf": leaf})


def percent(drawn, label):
    return int(dict(drawn.numbers)[label].rstrip("%"))


def test_trees_that_vote_know_more_of_the_unseen_and_large_leaves_have_no_islands():
    one, many = scene(1, 10), scene(TREES, 10)
    assert percent(one, "right, of 50 unseen") < percent(one, "right, of 100 it grew on") - 20
    assert percent(many, "right, of 50 unseen") > percent(one, "right, of 50 unseen") + 10
    calm = scene(TREES, 10, 5)
    assert int(dict(calm.numbers)["patches of land"]) < int(dict(many.numbers)["patches of land"]) / 2


def test_the_land_is_drawn_where_the_forest_votes():
    drawn = scene(1, 1)
    areas = [series for series in drawn.series if series.kind == "area"]
    assert len(areas) == 2
    border = {min(areas[1].x), max(areas[1].x), min(areas[1].y), max(areas[1].y)}
    ends = {min(areas[0].x), max(areas[0].x), min(areas[0].y), max(areas[0].y)}
    assert len(border & ends) >= 2  # they share two edges of the picture
    assert "nan" not in str(drawn)


def test_a_movement_redraws_at_once():
    scene()  # compile
    start = time.process_time()
    for leaf in range(1, 11):
        scene(TREES, 9, leaf)
    assert (time.process_time() - start) / 10 < 0.05


@pytest.mark.parametrize(
    "draw",
    [
        correct.sample_by_choice,
        correct.sample_one_by_one,
        correct.sample_by_fractions,
        lambda n, rng: rng.randint(n, size=n),
        lambda n, rng: np.sort(rng.choice(n, size=n)),
    ],
)
def test_every_fair_way_to_draw_passes(draw):
    assert grade("bootstrap_sample", draw).passed


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (
            lambda n, rng: np.random.default_rng().integers(0, n, n),
            "the same seed gave two different samples",
        ),
        (lambda n, rng: np.random.default_rng(0).integers(0, n, n), "Two calls in a row"),
        (lambda n, rng: rng.choice(n, n, replace=False), "10.0 different rows on average"),
        (lambda n, rng: (rng.randint(n) + np.arange(n)) % n, "10.0 different rows on average"),
        (lambda n, rng: rng.randint(0, max(n - 1, 1), n), "row 9 never came"),
    ],
)
def test_an_unfair_draw_is_told_why(draw, message):
    result = grade("bootstrap_sample", draw)
    assert result.outcome == "wrong value"
    assert message in result.message


@pytest.mark.parametrize("answer", [correct.split_along_the_order, correct.split_by_loop])
def test_any_of_equally_good_cuts_passes(answer):
    """On a chessboard's diagonal the first and the last cut are worth the same: either may be given."""
    assert grade("best_split", answer).passed


@pytest.mark.parametrize("draw", [0, 2, 6])
def test_a_random_column_beats_three_to_five_of_the_ten_by_impurity(draw):
    diabetes = load("diabetes")
    table = np.column_stack([diabetes.X, np.random.default_rng(draw).random(442)])
    train, _, train_y, _ = train_test_split(table, diabetes.y, test_size=0.3, random_state=0)
    found = RandomForestRegressor(200, random_state=0).fit(train, train_y).feature_importances_
    assert 3 <= np.sum(found[:10] < found[10]) <= 5


def test_a_tree_held_back_wins_on_two_columns_and_the_forest_on_thirteen():
    def best_tree(X, y):
        means = [cross_validate(DecisionTreeClassifier(max_depth=d), X, y, cv=10).mean for d in range(1, 13)]
        return max(means), int(np.argmax(means)) + 1

    def forest(X, y):
        return cross_validate(RandomForestClassifier(100, random_state=0), X, y, cv=10).mean

    wine = load("wine")
    best, depth = best_tree(SEPALS, IRIS.y)
    assert depth == 3
    assert best > forest(SEPALS, IRIS.y) + 0.05
    best, _ = best_tree(wine.X, wine.y)
    assert forest(wine.X, wine.y) > best + 0.05


def test_with_each_level_more_flowers_are_right():
    deep = DecisionTreeClassifier().fit(SEPALS, IRIS.y).get_depth()
    right_by_depth = [
        DecisionTreeClassifier(max_depth=depth).fit(SEPALS, IRIS.y).score(SEPALS, IRIS.y)
        for depth in (1, 3, 5, deep)
    ]
    assert np.all(np.diff(right_by_depth) > 0)
