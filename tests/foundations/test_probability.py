"""Probability against SciPy and scikit-learn, at the edges, and against measured gradients."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.special import log_softmax, logsumexp
from scipy.special import softmax as scipy_softmax
from scipy.stats import binomtest
from sklearn.metrics import log_loss

from firsthand.foundations import (
    cross_entropy,
    cross_entropy_gradient,
    log_sum_exp,
    numerical_gradient,
    softmax,
    softmax_temperature,
    wilson_interval,
)
from firsthand.neural import autograd

LOGITS = [
    [0.0],
    [2.0, 1.0, 0.1],
    [1000.0, -1000.0, 999.0],
    [-1000.0, -1001.0],
    [3, 3, 3],
    [0.0, -np.inf],
    [[1, 2], [3, 4], [-5, 0]],
    np.float32([[0.1, 0.2, 1e4]]),
    np.arange(24.0).reshape(2, 3, 4) % 5,
    np.arange(6.0).reshape(2, 1, 3),
]


@pytest.mark.parametrize("logits", LOGITS)
def test_softmax_and_log_sum_exp_equal_scipys_along_every_axis(logits):
    for axis in range(-np.ndim(logits), np.ndim(logits)):
        assert_allclose(softmax(logits, axis=axis), scipy_softmax(logits, axis=axis), rtol=1e-6, atol=1e-300)
        assert_allclose(log_sum_exp(logits, axis=axis), logsumexp(logits, axis=axis), rtol=1e-6)
        assert np.shape(log_sum_exp(logits, axis=axis)) == np.shape(logsumexp(logits, axis=axis))


@pytest.mark.parametrize("logits", LOGITS)
def test_softmax_gives_probabilities(logits):
    p = softmax(logits)
    assert p.dtype == np.float64
    assert (p >= 0).all()
    assert_allclose(p.sum(axis=-1), 1)


def test_softmax_does_not_change_when_every_score_moves_by_as_much():
    logits = np.array([[2.0, 1.0, 0.1], [0.0, -3.0, 5.0]])
    assert_allclose(softmax(logits + 1e6), softmax(logits), rtol=1e-9)
    assert_allclose(log_sum_exp(logits + 1e6), log_sum_exp(logits) + 1e6, rtol=1e-12)


def test_log_sum_exp_lies_between_the_largest_and_log_k_above_it():
    logits = np.array([[5.0, 5.0, 5.0], [1000.0, 0.0, -1000.0]])
    over = log_sum_exp(logits) - logits.max(axis=-1)
    assert_allclose(over, [np.log(3), 0], atol=1e-12)


def test_roadmap_numbers():
    logits = [2, 1, 0.1]
    assert_array_equal(np.round(softmax(logits), 3), [0.659, 0.242, 0.099])
    assert round(cross_entropy(logits, 0), 4) == 0.4170
    assert round(cross_entropy(logits, 2), 4) == 2.3170
    assert_array_equal(softmax([1000, -1000]), [1, 0])
    assert cross_entropy([1000, -1000], 0) == 0
    assert cross_entropy([1000, -1000], 1) == 2000


def test_inputs_are_left_as_they_were():
    logits, targets = np.array([[2.0, 1.0], [0.0, 5.0]]), np.array([0, 1])
    before = logits.copy()
    softmax(logits)
    log_sum_exp(logits)
    cross_entropy(logits, targets)
    cross_entropy_gradient(logits, targets)
    softmax_temperature(logits, 2.0)
    assert_array_equal(logits, before)
    assert_array_equal(targets, [0, 1])


@pytest.mark.parametrize("function", [softmax, log_sum_exp])
@pytest.mark.parametrize("empty", [[], np.zeros((2, 0))])
def test_among_no_scores_none_is_the_largest(function, empty):
    with pytest.raises(ValueError, match="no identity"):
        function(empty)


def test_no_rows_give_no_rows():
    assert softmax(np.zeros((0, 3))).shape == (0, 3)
    assert log_sum_exp(np.zeros((0, 3))).shape == (0,)


@pytest.mark.parametrize("bad", [[np.nan, 1.0], [np.inf, 1.0], [-np.inf, -np.inf]])
@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")
def test_scores_that_have_no_answer_give_nan(bad):
    assert np.isnan(softmax(bad)).any()
    assert np.isnan(log_sum_exp(bad))


@pytest.mark.parametrize(
    ("logits", "targets"),
    [
        ([[2.0, 1.0, 0.1], [0.0, 0.0, 0.0]], [0, 2]),
        ([[-3.0, 8.0]], [0]),
        (np.float32([[1000, -1000], [5, 5]]), np.uint8([1, 0])),
        ([[1, 2, 3], [3, 2, 1], [0, 0, 9]], np.int32([2, 2, 2])),
    ],
)
def test_cross_entropy_equals_scipys_log_softmax(logits, targets):
    picked = log_softmax(np.asarray(logits, dtype=float), axis=-1)[np.arange(len(targets)), targets]
    assert_allclose(cross_entropy(logits, targets), -picked.mean(), rtol=1e-9)


def test_cross_entropy_equals_scikit_learns_log_loss():
    logits, targets = np.array([[2.0, 1.0, 0.1], [0.5, 0.0, -1.0]]), [2, 0]
    assert_allclose(cross_entropy(logits, targets), log_loss(targets, softmax(logits), labels=[0, 1, 2]))


def test_a_single_row_is_a_batch_of_one():
    row = [2.0, 1.0, 0.1]
    assert cross_entropy(row, 2) == cross_entropy([row], [2])
    assert_array_equal(cross_entropy_gradient(row, 2), cross_entropy_gradient([row], [2])[0])


def test_a_masked_target_is_infinitely_surprising_and_another_mask_is_not():
    assert cross_entropy([0.0, -np.inf], 1) == np.inf
    assert cross_entropy([0.0, -np.inf], 0) == 0


def test_a_constant_row_costs_log_k():
    assert_allclose(cross_entropy(np.full((3, 7), 5.0), [0, 3, 6]), np.log(7))


@pytest.mark.parametrize("function", [cross_entropy, cross_entropy_gradient])
@pytest.mark.parametrize("targets", [[0, 3], [0, 1, 2], [0.0, 1.0]])
def test_targets_that_name_no_class_are_refused(function, targets):
    with pytest.raises(IndexError):
        function([[1.0, 2.0, 3.0], [1.0, 2.0, 3.0]], targets)


def test_autograds_is_the_same_and_refuses_minus_one_too_as_the_docstring_says():
    logits, targets = np.sin(np.arange(12.0)).reshape(4, 3) * 9, np.array([2, 0, 1, 1])
    scores = autograd.Tensor(logits, requires_grad=True)
    loss = autograd.cross_entropy(scores, targets)
    loss.backward()
    assert_allclose(cross_entropy(logits, targets), loss.item(), rtol=1e-12)
    assert_allclose(cross_entropy_gradient(logits, targets), scores.grad, rtol=1e-12)
    with pytest.raises(ValueError, match="got -1"):
        autograd.cross_entropy(scores, [-1, 0, 0, 0])


@pytest.mark.parametrize("n", [1, 2, 5])
def test_cross_entropy_gradient_equals_the_measured_one(n):
    logits, targets = np.sin(np.arange(n * 3.0)).reshape(n, 3) * 4, np.arange(n) % 3
    measured = numerical_gradient(lambda z: cross_entropy(z, targets), logits)
    assert_allclose(cross_entropy_gradient(logits, targets), measured, atol=1e-9)


def test_every_row_of_the_gradient_sums_to_zero():
    gradient = cross_entropy_gradient([[1000.0, -1000.0, 0.0], [1.0, 1.0, 1.0]], [1, 2])
    assert_allclose(gradient.sum(axis=-1), 0, atol=1e-15)
    assert_allclose(gradient[0], [0.5, -0.5, 0])


@pytest.mark.parametrize("temperature", [0.01, 0.5, 1, 2.0, 1e6, np.inf])
def test_softmax_temperature_is_the_softmax_of_divided_scores(temperature):
    logits = np.array([[2.0, 1.0, 0.1], [1000.0, -1000.0, 0.0]])
    assert_allclose(softmax_temperature(logits, temperature), scipy_softmax(logits / temperature, axis=-1))


@pytest.mark.parametrize("temperature", [0, 0.0, -1.0, np.nan])
def test_a_temperature_that_is_not_above_zero_is_refused(temperature):
    with pytest.raises(ValueError, match=r"temperature must be above 0, got .*argmax"):
        softmax_temperature([1.0, 2.0], temperature)


@pytest.mark.parametrize(("right", "n"), [(0, 1), (1, 1), (0, 20), (17, 20), (20, 20), (500, 1000)])
def test_the_interval_is_wilsons(right, n):
    theirs = binomtest(right, n).proportion_ci(method="wilson")
    assert_allclose(wilson_interval(right, n), [theirs.low, theirs.high], atol=1e-7)


@pytest.mark.parametrize(("right", "n"), [(1, 0), (3, 2), (-1, 2)])
def test_no_share_without_counts(right, n):
    with pytest.raises(ValueError, match=f"got right={right} and n={n}"):
        wilson_interval(right, n)
