import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn import metrics as theirs
from sklearn.calibration import calibration_curve as their_calibration

from firsthand.classical import (
    accuracy_score,
    brier_score_loss,
    calibration_curve,
    classification_report,
    confusion_matrix,
    f1_score,
    log_loss,
    mean_squared_error,
    precision_recall_curve,
    precision_score,
    r2_score,
    recall_score,
    roc_auc_score,
    roc_curve,
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


def scored(seed, n=60, steps=12):
    """Labels and scores with many ties."""
    rng = np.random.default_rng(seed)
    y = rng.integers(2, size=n)
    y[:2] = 0, 1
    weight = rng.integers(3, size=n) * 0.5
    weight[:2] = 1
    return y, np.round((y + 2 * rng.random(n)) / 3 * steps) / steps, weight


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


@pytest.mark.parametrize("kind", [np.array, list, pd.Series, lambda v: np.array(v, dtype=object)])
def test_text_labels_of_any_container(kind):
    true, pred = kind(["cat", "dog", "cat", "eel"]), kind(["cat", "cat", "cat", "dog"])
    assert_array_equal(confusion_matrix(true, pred), [[2, 0, 0], [1, 0, 0], [0, 1, 0]])
    assert precision_score(kind(["no", "yes"]), kind(["yes", "yes"]), pos_label="yes") == 0.5


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


# Scores.


@pytest.mark.parametrize("seed", range(10))
def test_curves_are_scikit_learns(seed):
    y, score, weight = scored(seed)
    for w in (None, weight):
        expected = theirs.roc_curve(y, score, sample_weight=w, drop_intermediate=False)
        for ours, twin in zip(roc_curve(y, score, sample_weight=w), expected, strict=True):
            assert_allclose(ours, twin, atol=1e-12)
        expected = theirs.precision_recall_curve(y, score, sample_weight=w)
        for ours, twin in zip(precision_recall_curve(y, score, sample_weight=w), expected, strict=True):
            assert_allclose(ours, twin, atol=1e-12)
        assert_allclose(
            roc_auc_score(y, score, sample_weight=w), theirs.roc_auc_score(y, score, sample_weight=w)
        )


@pytest.mark.parametrize("seed", range(5))
def test_auc_is_the_chance_that_a_positive_scores_higher_and_a_tie_counts_half(seed):
    y, score, weight = scored(seed)
    pairs = score[y == 1][:, None] - score[y == 0]
    worth = weight[y == 1][:, None] * weight[y == 0]
    expected = ((pairs > 0) + 0.5 * (pairs == 0)) * worth
    assert_allclose(roc_auc_score(y, score, sample_weight=weight), expected.sum() / worth.sum())


def test_auc_when_all_tie_is_a_half_in_any_order_of_rows():
    assert roc_auc_score([0, 0, 1, 1], [3, 3, 3, 3]) == 0.5
    assert roc_auc_score([1, 1, 0, 0], [3, 3, 3, 3]) == 0.5


def test_auc_knows_order_only():
    y, score, _ = scored(1)
    assert_allclose(roc_auc_score(y, np.exp(5 * score)), roc_auc_score(y, score))
    assert_allclose(roc_auc_score(y, -score), 1 - roc_auc_score(y, score))


def test_which_class_is_positive():
    assert roc_auc_score(["no", "yes"], [0.1, 0.9]) == 1.0
    assert roc_auc_score(["no", "yes"], [0.1, 0.9], pos_label="no") == 0.0
    assert roc_auc_score([-1, 1], [0.1, 0.9]) == 1.0
    assert roc_auc_score([False, True], [0.1, 0.9]) == 1.0


@pytest.mark.parametrize("strategy", ["uniform", "quantile"])
@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("n_bins", [1, 5, 20])
def test_calibration_is_scikit_learns(strategy, seed, n_bins):
    y, score, _ = scored(seed)
    score[:4] = 0, 1, 0.2, 0.8
    expected = their_calibration(y, score, n_bins=n_bins, strategy=strategy)
    assert_allclose(calibration_curve(y, score, n_bins=n_bins, strategy=strategy), expected)


# Losses.


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("k", [2, 4])
def test_losses_of_probabilities_are_scikit_learns(seed, k):
    rng = np.random.default_rng(seed)
    proba = rng.dirichlet(np.ones(k), size=30)
    proba[0] = np.eye(k)[0]
    y = rng.integers(k, size=30)
    y[:k] = np.arange(k)[::-1]
    weight = rng.random(30)
    for w in (None, weight):
        assert_allclose(log_loss(y, proba, sample_weight=w), theirs.log_loss(y, proba, sample_weight=w))
        assert_allclose(
            brier_score_loss(y, proba, sample_weight=w), theirs.brier_score_loss(y, proba, sample_weight=w)
        )
        if k == 2:
            one = proba[:, 1]
            assert_allclose(log_loss(y, one, sample_weight=w), theirs.log_loss(y, one, sample_weight=w))
            assert_allclose(
                brier_score_loss(y, one, sample_weight=w), theirs.brier_score_loss(y, one, sample_weight=w)
            )


def test_a_class_that_does_not_occur_is_named_by_labels():
    proba = [[0.5, 0.3, 0.2], [0.1, 0.8, 0.1]]
    assert_allclose(log_loss([0, 1], proba, labels=[0, 1, 2]), -np.log([0.5, 0.8]).mean())
    with pytest.raises(ValueError, match=r"3 columns for 2 classes\. Name all classes with labels"):
        log_loss([0, 1], proba)
    with pytest.raises(ValueError, match="does not name"):
        log_loss([0, 9], proba, labels=[0, 1, 2])


def test_a_certainty_that_fails_costs_36_and_not_infinity():
    assert_allclose(log_loss([0, 1], [1.0, 1.0]), -np.log(np.finfo(float).eps) / 2)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("t", [None, 3])
def test_errors_of_numbers_are_scikit_learns(seed, t):
    rng = np.random.default_rng(seed)
    true = rng.normal(size=(20, t) if t else 20) + 1e4
    pred = true + rng.normal(size=true.shape)
    for w in (None, rng.random(20)):
        expected = theirs.mean_squared_error(true, pred, sample_weight=w)
        assert_allclose(mean_squared_error(true, pred, sample_weight=w), expected)
        assert_allclose(r2_score(true, pred, sample_weight=w), theirs.r2_score(true, pred, sample_weight=w))


def test_r2_has_two_fixed_points():
    y = np.array([1.0, 2.0, 4.0])
    assert r2_score(y, y) == 1.0
    assert_allclose(r2_score(y, np.full(3, y.mean())), 0, atol=1e-15)


def test_r2_of_a_target_that_does_not_vary():
    assert r2_score([2, 2], [2, 2]) == theirs.r2_score([2, 2], [2, 2]) == 1.0
    assert r2_score([2, 2], [2, 3]) == theirs.r2_score([2, 2], [2, 3]) == 0.0
    assert np.isnan(r2_score([2], [3]))


# What is refused.


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: accuracy_score([0, 1], [0]), r"y_true and y_pred must be equally long, got \[2, 1\]"),
        (lambda: accuracy_score([], []), r"at least one; got shape \(0,\)"),
        (lambda: accuracy_score([0, np.nan], [0, 1]), "y_true holds NaN in row 1"),
        (lambda: accuracy_score(["a", "b"], [0, 1]), "text in one and numbers in the other"),
        (lambda: precision_score([0, 1, 2], [0, 1, 2]), 'average="binary" needs two classes, got 3'),
        (
            lambda: recall_score(["a", "b"], ["a", "b"]),
            r"pos_label=1 is neither of the two classes, \['a', 'b'\]",
        ),
        (lambda: f1_score([0, 1], [0, 1], average="mean"), "got 'mean'"),
        (lambda: roc_auc_score([1, 1], [0.2, 0.3]), "must hold both classes, got positives alone"),
        (lambda: roc_curve([0, 0], [0.2, 0.3]), "must hold both classes, got negatives alone"),
        (lambda: precision_recall_curve([0, 0], [0.2, 0.3]), "must hold a positive row"),
        (lambda: roc_auc_score([0, 1, 2], [0.1, 0.2, 0.3]), "must hold two classes, got 3"),
        (
            lambda: roc_auc_score([0, 1], [0.1, 0.2], pos_label=7),
            r"pos_label=7 is not in y_true, which holds \[0, 1\]",
        ),
        (lambda: roc_auc_score([0, 1], [0.1, np.nan]), "y_score must be finite, got nan in row 1"),
        (lambda: roc_auc_score([0, 1], [[0.1, 0.9], [0.2, 0.8]]), r"y_score must have shape \(2,\)"),
        (lambda: brier_score_loss(["a", "a"], [0.1, 0.2]), "'a' alone. Name the positive class"),
        (lambda: brier_score_loss([0, 1], [0.1, 1.2]), "from 0 to 1, got 0.1 to 1.2"),
        (lambda: calibration_curve([0, 1], [-0.1, 1]), "from 0 to 1, got -0.1 to 1"),
        (lambda: calibration_curve([0, 1], [0, 1], n_bins=0), "n_bins must be 1 or more"),
        (lambda: log_loss([0, 1], [[0.5, 0.4], [0.5, 0.5]]), "row 0 is off by 0.1"),
        (lambda: log_loss([0, 1], [[0.5, 0.5]]), "a row for each of 2 labels"),
        (
            lambda: mean_squared_error([1, 2], [[1], [2], [3]]),
            r"must have one shape, .* got \(2, 1\) and \(3, 1\)",
        ),
        (lambda: r2_score([1, np.inf], [1, 2]), "must be finite"),
        (lambda: accuracy_score([0, 1], [0, 1], sample_weight=[0, 0]), "not zero alone"),
    ],
)
def test_refusals_name_what_came(call, said):
    with pytest.raises(ValueError, match=said):
        call()
