"""Filling gaps and splitting categories agree with scikit-learn, and learn from the training rows alone."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import OneHotEncoder

from firsthand.classical.basics.preprocessing import fill_missing, one_hot


@pytest.fixture(params=range(5), ids="seed{}".format)
def rng(request):
    return np.random.default_rng(request.param)


def gappy(rng, n):
    values = rng.lognormal(size=n)
    values[rng.random(n) < 0.3] = np.nan
    values[0] = 1.5
    return values


def test_gaps_are_filled_as_scikit_learn_fills_them(rng):
    train, test = gappy(rng, 21), gappy(rng, 8)
    theirs = SimpleImputer(strategy="median").fit(train[:, None])
    for ours, given in zip(fill_missing(train, test), (train, test), strict=True):
        assert_array_equal(ours, theirs.transform(given[:, None])[:, 0])


def test_test_rows_change_nothing_about_the_training_rows(rng):
    train = gappy(rng, 21)
    assert_array_equal(fill_missing(train, gappy(rng, 8) + 1e6)[0], fill_missing(train, [])[0])
    words = rng.choice(list("abc"), 9)
    assert_array_equal(one_hot(words, ["z", "a"])[0], one_hot(words, words)[0])


def test_what_is_given_stays_as_it_is():
    train, test = np.array([1.0, np.nan]), np.array([np.nan])
    fill_missing(train, test)
    assert_array_equal(train, [1.0, np.nan])
    assert_array_equal(test, [np.nan])


def test_categories_are_split_as_scikit_learn_splits_them(rng):
    train, test = rng.choice(list("abcd"), 9), rng.choice(list("bcdxyz"), 7)
    theirs = OneHotEncoder(handle_unknown="ignore", sparse_output=False).fit(train[:, None])
    for ours, given in zip(one_hot(train, test), (train, test), strict=True):
        assert_array_equal(ours, theirs.transform(given[:, None]))


def test_each_training_row_is_in_one_column_and_a_stranger_in_none():
    train, test = one_hot([3, 1, 3], [2, 1])
    assert_array_equal(train.sum(axis=1), 1)
    assert_array_equal(test.sum(axis=1), [0, 1])
