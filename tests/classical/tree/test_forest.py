import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.datasets import load_iris, make_classification
from sklearn.ensemble import RandomForestClassifier as ReferenceClassifier
from sklearn.ensemble import RandomForestRegressor as ReferenceRegressor
from sklearn.model_selection import cross_val_score

from firsthand.classical import (
    DecisionTreeClassifier,
    RandomForestClassifier,
    RandomForestRegressor,
)

BOTH = [RandomForestClassifier, RandomForestRegressor]


@pytest.fixture(scope="module")
def classes():
    X, y = make_classification(2000, 12, n_informative=5, n_classes=3, flip_y=0.1, random_state=0)
    return X[:1000], X[1000:], y[:1000], y[1000:]


def test_iris_by_cross_validation():
    X, y = load_iris(return_X_y=True)
    assert_allclose(
        cross_val_score(RandomForestClassifier(100, random_state=42), X, y, cv=5).mean(), 0.96, atol=0.01
    )


def test_as_accurate_as_scikit_learn(classes):
    X, X_test, y, y_test = classes
    ours = RandomForestClassifier(100, oob_score=True, random_state=0).fit(X, y)
    theirs = ReferenceClassifier(100, oob_score=True, random_state=0).fit(X, y)
    # One standard error of an accuracy on 1,000 rows is about 0.011.
    assert abs(ours.score(X_test, y_test) - theirs.score(X_test, y_test)) < 0.02
    assert abs(ours.oob_score_ - theirs.oob_score_) < 0.02
    assert abs(ours.oob_score_ - ours.score(X_test, y_test)) < 0.04
    assert abs(ours.feature_importances_ - theirs.feature_importances_).max() < 0.02
    assert abs(ours.predict_proba(X_test) - theirs.predict_proba(X_test)).mean() < 0.04


def test_as_close_as_scikit_learn(numbers):
    X, X_test, y, y_test = numbers
    ours = RandomForestRegressor(60, oob_score=True, random_state=0).fit(X, y)
    theirs = ReferenceRegressor(60, oob_score=True, random_state=0).fit(X, y)
    assert abs(ours.score(X_test, y_test) - theirs.score(X_test, y_test)) < 0.01
    assert abs(ours.oob_score_ - theirs.oob_score_) < 0.01
    assert abs(ours.feature_importances_ - theirs.feature_importances_).max() < 0.02


def test_better_than_one_of_its_trees(classes):
    X, X_test, y, y_test = classes
    tree = DecisionTreeClassifier(random_state=0).fit(X, y)
    assert (
        RandomForestClassifier(50, random_state=0).fit(X, y).score(X_test, y_test)
        > tree.score(X_test, y_test) + 0.05
    )


def test_one_tree_on_all_rows_and_features_is_a_decision_tree(classes):
    X, X_test, y, _ = classes
    forest = RandomForestClassifier(3, bootstrap=False, max_features=None).fit(X, y)
    assert_allclose(forest.predict_proba(X_test), DecisionTreeClassifier().fit(X, y).predict_proba(X_test))


@pytest.mark.parametrize("Forest", BOTH)
def test_the_number_of_cores_changes_nothing(Forest, classes):
    X, X_test, y, _ = classes
    forests = [Forest(12, n_jobs=n_jobs, random_state=5).fit(X, y) for n_jobs in (None, 2, 3)]
    for other in forests[1:]:
        assert_array_equal(forests[0].predict(X_test), other.predict(X_test))
        assert_array_equal(forests[0].feature_importances_, other.feature_importances_)


def test_another_seed_is_another_forest(classes):
    X, X_test, y, _ = classes
    one, other = (
        RandomForestClassifier(5, random_state=seed).fit(X, y).predict_proba(X_test) for seed in (0, 1)
    )
    assert (one != other).any()


def test_out_of_bag_asks_only_trees_that_did_not_see_the_row():
    X, y = np.arange(40.0)[:, np.newaxis], np.random.default_rng(0).integers(0, 2, size=40)
    forest = RandomForestClassifier(3, oob_score=True, random_state=0).fit(X, y)
    shares = forest.oob_decision_function_
    assert shares.shape == (40, 2)
    assert (
        0 < np.isnan(shares[:, 0]).sum() < 20
    )  # with three trees about a quarter of the rows is in every sample
    # Each tree knows by heart what it saw: on noise, only the others can be wrong.
    assert forest.score(X, y) > 0.8 > forest.oob_score_


def test_out_of_bag_of_a_number_is_r_squared(numbers):
    X, _, y, _ = numbers
    forest = RandomForestRegressor(30, oob_score=True, random_state=0).fit(X, y)
    missed = ((y - forest.oob_prediction_) ** 2).sum()
    assert_allclose(forest.oob_score_, 1 - missed / ((y - y.mean()) ** 2).sum())


def test_rows_of_weight_zero_are_not_there(classes):
    X, X_test, y, _ = classes
    weight = (np.arange(len(X)) % 3 > 0).astype(float)
    forest = RandomForestClassifier(10, oob_score=True, random_state=0)
    part = forest.fit(X[weight > 0], y[weight > 0]).predict_proba(X_test)
    assert_array_equal(forest.fit(X, y, weight).predict_proba(X_test), part)
    assert np.isnan(forest.oob_decision_function_[weight == 0]).all()


def test_labels_may_be_words_and_numbers_missing(classes):
    X, _, y, _ = classes
    X = np.where(np.random.default_rng(0).random(X.shape) < 0.1, np.nan, X).astype(np.float32)
    words = np.array(["low", "middle", "high"])[y]
    forest = RandomForestClassifier(20, random_state=0).fit(X, words)
    assert_array_equal(forest.classes_, ["high", "low", "middle"])
    assert forest.score(X, words) > 0.97


@pytest.mark.parametrize("Forest", BOTH)
def test_what_is_refused(Forest):
    with pytest.raises(ValueError, match="n_estimators must be a whole number, 1 or more; got 0"):
        Forest(0).fit([[1.0], [2.0]], [0, 1])
    with pytest.raises(ValueError, match="oob_score=True needs bootstrap=True"):
        Forest(bootstrap=False, oob_score=True).fit([[1.0], [2.0]], [0, 1])
