"""Losses of probabilities and errors of numbers are scikit-learn's."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from sklearn import metrics as theirs

from firsthand.classical import (
    brier_score_loss,
    log_loss,
    mean_squared_error,
    r2_score,
)

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
