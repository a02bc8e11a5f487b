"""Counts and scores of labels are scikit-learn's."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn import metrics as theirs

from firsthand.classical import (
    accuracy_score,
    classification_report,
    confusion_matrix,
    f1_score,
    precision_score,
    recall_score,
)

SCORES = [
    (precision_score, theirs.precision_score),
    (recall_score, theirs.recall_score),
    (f1_score, theirs.f1_score),
]


def labelled(seed, k=2, n=50):
    """True and predicted labels that agree about half of the time, and weights of which some are 0."""
    rng = np.random.default_rng(seed)
    true, pred = rng.integers(k, size=(2, n))
    pred = np.where(rng.random(n) < 0.5, true, pred)
    return true, pred, rng.integers(4, size=n) * 0.5


def medical():
    """20 tests: 8 true negatives, 1 false alarm, 2 missed, 9 found."""
    return np.r_[np.zeros(9, int), np.ones(11, int)], np.r_[np.zeros(8, int), 1, 0, 0, np.ones(9, int)]


def test_the_twenty_medical_tests():
    true, pred = medical()
    assert_array_equal(confusion_matrix(true, pred), [[8, 1], [2, 9]])
    assert f"{accuracy_score(true, pred):.2%}" == "85.00%"
    assert f"{precision_score(true, pred):.2%}" == "90.00%"
    assert f"{recall_score(true, pred):.2%}" == "81.82%"
    assert f"{f1_score(true, pred):.2%}" == "85.71%"


# Labels.


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("k", [2, 4])
def test_counts_are_scikit_learns(seed, k):
    true, pred, weight = labelled(seed, k)
    assert_array_equal(confusion_matrix(true, pred), theirs.confusion_matrix(true, pred))
    assert confusion_matrix(true, pred).dtype == np.int64
    for w in (None, weight):
        expected = theirs.confusion_matrix(true, pred, sample_weight=w, labels=[1, 0])
        assert_allclose(confusion_matrix(true, pred, labels=[1, 0], sample_weight=w), expected)
        assert_allclose(
            accuracy_score(true, pred, sample_weight=w), theirs.accuracy_score(true, pred, sample_weight=w)
        )


@pytest.mark.parametrize(("ours", "twin"), SCORES, ids=["precision", "recall", "f1"])
@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("zero", [0.0, 1.0, np.nan])
def test_scores_of_labels_are_scikit_learns(ours, twin, seed, zero):
    true, pred, weight = labelled(seed)
    pred[:] = pred if seed else 0  # with seed 0 nothing is called positive
    for w in (None, weight):
        for label in (0, 1):
            expected = twin(true, pred, pos_label=label, sample_weight=w, zero_division=zero)
            assert_allclose(ours(true, pred, pos_label=label, sample_weight=w, zero_division=zero), expected)
    true, pred, weight = labelled(seed, 5, n=12)
    for average in ("macro", "micro", "weighted", None):
        expected = twin(true, pred, average=average, sample_weight=weight, zero_division=zero)
        assert_allclose(ours(true, pred, average=average, sample_weight=weight, zero_division=zero), expected)


def test_nothing_called_positive_is_0_or_what_one_says():
    assert precision_score([0, 1], [0, 0]) == 0.0
    assert recall_score([0, 0], [0, 1]) == 0.0
    assert f1_score([0, 0], [0, 0]) == 0.0
    assert precision_score([0, 1], [0, 0], zero_division=1.0) == 1.0
    assert np.isnan(f1_score([0, 0], [0, 0], zero_division=np.nan))


def test_f1_is_the_harmonic_mean():
    true, pred, _ = labelled(3)
    p, r = precision_score(true, pred), recall_score(true, pred)
    assert_allclose(f1_score(true, pred), 2 / (1 / p + 1 / r))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("weighted", [False, True])
def test_the_report_reads_as_scikit_learns(seed, weighted):
    true, pred, weight = labelled(seed, 3)
    names = np.array(["ant", "bee", "a longer name"])
    w = weight if weighted else None
    expected = theirs.classification_report(names[true], names[pred], sample_weight=w, zero_division=0)
    report = classification_report(names[true], names[pred], sample_weight=w)
    if not weighted:  # a weighted support of 13 is printed as 13 here, as 13.0 there
        assert str(report).split() == expected.split()
    exact = theirs.classification_report(
        names[true], names[pred], sample_weight=w, zero_division=0, output_dict=True
    )
    assert_allclose(report.accuracy, exact.pop("accuracy"))
    for name, row in exact.items():
        assert_allclose(report.rows[name], list(row.values()))


def test_the_columns_of_the_report_stand_in_line():
    lines = str(classification_report([0, 1, 1], [0, 1, 0])).splitlines()
    assert len({len(line) for line in lines if line}) == 1, lines
