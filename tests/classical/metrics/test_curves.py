"""Curves, and the areas under them, are scikit-learn's."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from sklearn import metrics as theirs
from sklearn.calibration import calibration_curve as their_calibration

from firsthand.classical import (
    calibration_curve,
    precision_recall_curve,
    roc_auc_score,
    roc_curve,
)


def scored(seed, n=60, steps=12):
    """Labels and scores with many ties."""
    rng = np.random.default_rng(seed)
    y = rng.integers(2, size=n)
    y[:2] = 0, 1
    weight = rng.integers(3, size=n) * 0.5
    weight[:2] = 1
    return y, np.round((y + 2 * rng.random(n)) / 3 * steps) / steps, weight


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


@pytest.mark.parametrize("strategy", ["uniform", "quantile"])
@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("n_bins", [1, 5, 20])
def test_calibration_is_scikit_learns(strategy, seed, n_bins):
    y, score, _ = scored(seed)
    score[:4] = 0, 1, 0.2, 0.8
    expected = their_calibration(y, score, n_bins=n_bins, strategy=strategy)
    assert_allclose(calibration_curve(y, score, n_bins=n_bins, strategy=strategy), expected)
