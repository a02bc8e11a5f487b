"""Target encoding: scikit-learn's numbers, and no row that sees its own target."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from sklearn.preprocessing import TargetEncoder

from firsthand.classical import target_encoding
from firsthand.classical.basics import preprocessing
from firsthand.classical.basics.model_selection import k_fold_indices
from firsthand.classical.target_encoding import target_encode_out_of_fold


@pytest.fixture(params=[preprocessing.target_encode, target_encoding.target_encode], ids=["basic", "strong"])
def target_encode(request):
    """The plain form of the course and the one for many categories keep to the same."""
    return request.param


@pytest.fixture(params=range(3), ids="seed{}".format)
def rows(request):
    random = np.random.default_rng(request.param)
    categories = random.choice(["a", "bb", "ccc", "rare"], 60, p=[0.5, 0.3, 0.17, 0.03])
    return categories, random.normal(size=60)


@pytest.mark.parametrize("smoothing", [0.0, 1.0, 10.0])
def test_the_same_numbers_as_scikit_learn(rows, smoothing, target_encode):
    categories, y = rows
    theirs = TargetEncoder(smooth=smoothing, target_type="continuous").fit(categories[:, None], y)
    new = np.array(["rare", "a", "never seen", "bb"])
    assert_allclose(
        target_encode(categories, y, new, smoothing), theirs.transform(new[:, None])[:, 0], rtol=1e-12
    )


def test_two_rows_by_hand(target_encode):
    assert_allclose(target_encode(["a", "b"], [1, 0], ["a", "b", "c"], smoothing=1.0), [0.75, 0.25, 0.5])


def test_no_rows_to_replace_gives_none(target_encode):
    assert target_encode(["a"], [1.0], np.array([], dtype=str)).shape == (0,)


def test_a_longer_name_than_any_known_is_unseen(target_encode):
    assert_allclose(target_encode([1, 2], [0.0, 1.0], [3, 0, 2], smoothing=0.0), [0.5, 0.5, 1.0])


def test_an_encoding_stays_between_the_lowest_and_the_highest_target(rows, target_encode):
    encoded = target_encode(*rows, rows[0])
    assert rows[1].min() <= encoded.min() <= encoded.max() <= rows[1].max()


def test_a_rows_own_target_does_not_move_its_out_of_fold_code(rows, target_encode):
    categories, y = rows
    folds = k_fold_indices(60, 5, 0)
    before = target_encode_out_of_fold(categories, y, folds)
    for row in (0, 17, 59):
        other = y.copy()
        other[row] += 1000
        assert target_encode_out_of_fold(categories, other, folds)[row] == before[row]
        assert (
            target_encode(categories, other, categories)[row] != target_encode(categories, y, categories)[row]
        )


def test_out_of_fold_a_category_of_one_row_is_the_mean_of_the_others():
    folds = [(np.array([2, 3]), np.array([0, 1])), (np.array([0, 1]), np.array([2, 3]))]
    assert_allclose(target_encode_out_of_fold(list("abcd"), [1, 3, 5, 9], folds), [7, 7, 2, 2])


def test_both_forms_give_the_same_for_words_and_whole_numbers(rows):
    categories, y = rows
    for known in (categories, np.unique(categories, return_inverse=True)[1]):
        new = np.r_[known[::-1], known[:1]]
        plain = preprocessing.target_encode(known, y, new, 3.0)
        assert_allclose(target_encoding.target_encode(known, y, new, 3.0), plain, rtol=1e-12)
