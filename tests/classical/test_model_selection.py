import numpy as np
import pandas as pd
import pytest
import scipy.sparse
from numpy.testing import assert_allclose, assert_array_equal
from sklearn import model_selection as theirs
from sklearn.datasets import load_iris
from sklearn.dummy import DummyRegressor

from firsthand.classical import (
    LinearRegression,
    LogisticRegression,
    cross_validate,
    k_fold,
    r2_score,
    train_test_split,
)
from firsthand.classical.model_selection import apportion


def labels(seed):
    rng = np.random.default_rng(seed)
    return rng.integers(rng.integers(2, 5), size=rng.integers(30, 80))


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("test_size", [0.2, 0.25, 0.5, 7])
@pytest.mark.parametrize("stratified", [False, True])
def test_the_split_is_scikit_learns(seed, test_size, stratified):
    y = labels(seed)
    options = {"test_size": test_size, "random_state": seed, "stratify": y if stratified else None}
    rows = np.arange(len(y))
    for ours, twin in zip(
        train_test_split(rows, y, **options), theirs.train_test_split(rows, y, **options), strict=True
    ):
        assert_array_equal(ours, twin)


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("shuffle", [False, True])
def test_the_folds_are_scikit_learns(seed, shuffle):
    y = labels(seed)
    state = seed if shuffle else None
    plain = theirs.KFold(5, shuffle=shuffle, random_state=state).split(y)
    dealt = theirs.StratifiedKFold(4, shuffle=shuffle, random_state=state).split(y, y)
    ours = k_fold(len(y), 5, shuffle=shuffle, random_state=seed)
    ours += k_fold(len(y), 4, shuffle=shuffle, random_state=seed, stratify=np.array(list("dbca"))[y])
    for (train, test), (their_train, their_test) in zip(ours, [*plain, *dealt], strict=True):
        assert_array_equal(train, their_train)
        assert_array_equal(test, their_test)


@pytest.mark.parametrize("options", [{}, {"shuffle": True}, {"stratify": np.arange(23) % 3}], ids=str)
def test_every_row_is_tested_once_and_never_trained_on_then(options):
    folds = k_fold(23, 5, **options)
    assert_array_equal(np.sort(np.concatenate([test for _, test in folds])), np.arange(23))
    for train, test in folds:
        assert_array_equal(np.sort(np.r_[train, test]), np.arange(23))
        assert 4 <= len(test) <= 6


def test_strata_keep_their_shares():
    y = np.repeat(["a", "b"], [90, 10])
    _, _, train, test = train_test_split(np.arange(100), y, test_size=0.2, stratify=y, random_state=0)
    assert (test == "b").sum() == 2
    assert (train == "b").sum() == 8
    for _, fold in k_fold(100, 5, stratify=y):
        assert (y[fold] == "b").sum() == 2


def test_seats_go_to_the_largest_remainders():
    random = np.random.RandomState(0)
    assert_array_equal(apportion(np.array([4, 2]), 2, random), [1, 1])
    assert_array_equal(apportion(np.array([5, 2]), 3, random), [2, 1])
    for seats in range(8):
        assert apportion(np.array([2, 2, 2, 1]), seats, random).sum() == seats


def test_what_goes_in_comes_out():
    frame = pd.DataFrame({"a": range(10)}, index=list("abcdefghij"))
    sparse = scipy.sparse.eye(10).tocsr()
    train, test, a, _, listed, _ = train_test_split(frame, sparse, list(range(10)), random_state=1)
    assert isinstance(train, pd.DataFrame)
    assert_array_equal(test.index, frame.index[test["a"]])
    assert a.shape == (7, 10)
    assert listed == train["a"].tolist()
    assert all(isinstance(row, int) for row in listed)


# Cross-validation.


@pytest.mark.parametrize("stratified", [True, False])
def test_the_scores_are_scikit_learns(stratified):
    X, y = load_iris(return_X_y=True)
    model, folds = LogisticRegression(), 5
    if not stratified:
        model, folds = LinearRegression(), k_fold(len(y), 5, shuffle=True, random_state=0)
    ours = cross_validate(model, X, y, cv=folds)
    twin = theirs.cross_validate(model, X, y, cv=folds, return_train_score=True)
    assert_allclose(ours.test, twin["test_score"])
    assert_allclose(ours.train, twin["train_score"])
    assert_allclose(ours.mean, twin["test_score"].mean())
    assert_allclose(ours.spread, twin["test_score"].std(ddof=1))
    assert (ours.seconds > 0).all()
    assert str(ours) == f"{ours.mean:.4f} ± {ours.spread:.4f} over 5 folds"
    assert not hasattr(model, "coef_"), "the estimator that was given stays untouched"


def test_a_model_that_knows_only_the_mean_is_judged_on_rows_it_has_not_seen():
    y = np.arange(10.0)
    scores = cross_validate(
        DummyRegressor(), np.zeros((10, 1)), y, cv=2, scoring=lambda m, X, y: m.predict(X)[0]
    )
    assert_allclose(scores.test, [7, 2])  # each fold hears the mean of the other half
    assert_allclose(scores.train, [7, 2])


def test_weights_reach_the_fit():
    X, y = np.zeros((6, 1)), np.arange(6.0)
    weight = np.array([1, 0, 0, 0, 0, 1])
    scores = cross_validate(
        DummyRegressor(), X, y, cv=2, sample_weight=weight, scoring=lambda m, X, y: m.predict(X)[0]
    )
    assert_allclose(scores.test, [5, 0])


def test_frames_lists_and_a_scorer_of_ones_own():
    X, y = pd.DataFrame({"a": np.arange(12.0)}), list(2 * np.arange(12.0))
    scores = cross_validate(LinearRegression(), X, y, cv=3, scoring=lambda m, X, y: r2_score(y, m.predict(X)))
    assert_allclose(scores.test, 1)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: train_test_split([1, 2], [1]), r"one length, got lengths \[1, 2\]"),
        (train_test_split, r"got lengths \[\]"),
        (lambda: train_test_split([1, 2, 3], test_size=1.0), "test_size=1.0 of 3 rows leaves a part empty"),
        (lambda: train_test_split([1, 2, 3], test_size=3), "test_size=3 of 3 rows"),
        (lambda: train_test_split([1], test_size=0.5), "of 1 rows"),
        (lambda: train_test_split([1, 2, 3], stratify=[0, 0, 1]), "the rarest 1 times"),
        (lambda: k_fold(3, 5), "number of rows, 3; got 5"),
        (lambda: k_fold(3, 1), "got 1"),
        (lambda: k_fold(4, 3, stratify=[0, 0, 1, 1]), "the commonest 2 times"),
    ],
)
def test_refusals_name_what_came(call, said):
    with pytest.raises(ValueError, match=said):
        call()
