"""The plain counts, scores and AUC of the lesson say what the library's and scikit-learn's metrics say."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from sklearn import metrics as theirs

from firsthand.classical import (
    confusion_matrix,
    f1_score,
    precision_score,
    recall_score,
)
from firsthand.classical import roc_auc_score as strong_roc_auc_score
from firsthand.classical.basics.metrics import confusion_counts, precision_recall_f1, roc_auc_score


def labelled(seed, n=40):
    rng = np.random.default_rng(seed)
    return rng.integers(2, size=n), rng.integers(2, size=n)


@pytest.mark.parametrize("seed", range(5))
def test_the_counts_are_the_confusion_matrix_row_by_row(seed):
    true, pred = labelled(seed)
    counts = confusion_counts(true, pred)
    assert list(counts) == confusion_matrix(true, pred).ravel().tolist()
    assert list(counts) == theirs.confusion_matrix(true, pred).ravel().tolist()
    assert all(type(count) is int for count in counts)


def test_counts_of_lists_and_truth_values():
    assert confusion_counts([0, 1, 1], [1, 1, 0]) == (0, 1, 1, 1)
    assert confusion_counts(np.array([False, True]), np.array([True, True])) == (0, 1, 0, 1)


@pytest.mark.parametrize("seed", range(5))
def test_precision_recall_and_f1_are_the_librarys(seed):
    true, pred = labelled(seed)
    assert_allclose(
        precision_recall_f1(true, pred),
        [precision_score(true, pred), recall_score(true, pred), f1_score(true, pred)],
    )
    expected = theirs.precision_recall_fscore_support(true, pred, average="binary")[:3]
    assert_allclose(precision_recall_f1(true, pred), expected)


def test_nothing_over_nothing_is_0():
    assert precision_recall_f1([0, 0], [0, 0]) == (0, 0, 0)
    assert precision_recall_f1([0, 1], [0, 0]) == (0, 0, 0)
    assert precision_recall_f1([0, 0], [0, 1]) == (0, 0, 0)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("levels", [1, 3, 1000])
def test_auc_by_pairs_is_the_area_under_the_curve(seed, levels):
    rng = np.random.default_rng(seed)
    true, score = np.r_[0, 1, rng.integers(2, size=40)], rng.integers(levels, size=42) / levels
    assert_allclose(roc_auc_score(true, score), strong_roc_auc_score(true, score))
    assert_allclose(roc_auc_score(true, score), theirs.roc_auc_score(true, score))
