import numpy as np
import pytest
from numpy.testing import assert_allclose

from firsthand.classical.boosting.losses import LogLoss, SoftmaxLoss, SquaredError
from firsthand.foundations import numerical_gradient

N = 7
LOSSES = {
    "squares": (SquaredError(), 1, np.linspace(-1, 2, N)),
    "two classes": (LogLoss(), 1, np.arange(N) % 2),
    "three classes": (SoftmaxLoss(3), 3, np.arange(N) % 3),
}


@pytest.fixture(params=LOSSES)
def case(request):
    loss, k, y = LOSSES[request.param]
    return loss, y, np.random.default_rng(0).normal(size=(k, N))


@pytest.mark.parametrize("weighted", [False, True])
def test_gradients_are_those_of_the_loss(case, weighted):
    loss, y, scores = case
    w = np.linspace(0.5, 2, N) if weighted else None
    total = N if w is None else w.sum()
    # The mean squared error is told, but its half is descended.
    half = 2 if isinstance(loss, SquaredError) else 1
    numerical = numerical_gradient(lambda s: loss.slopes(y, s.reshape(scores.shape), w).loss, scores.ravel())
    assert_allclose(loss.slopes(y, scores, w).gradient.ravel(), numerical * total / half, atol=1e-6)


def test_curvatures_are_those_of_the_loss(case):
    loss, y, scores = case
    slopes, step = loss.slopes(y, scores, None), 1e-5
    curvature = np.ones_like(scores) if slopes.curvature is None else slopes.curvature
    factor = 2 if isinstance(loss, SoftmaxLoss) else 1
    for k in range(len(scores)):
        moved = np.zeros_like(scores)
        moved[k] = step
        change = loss.slopes(y, scores + moved, None).gradient - loss.slopes(y, scores - moved, None).gradient
        assert_allclose(curvature[k], factor * change[k] / (2 * step), rtol=1e-4)


@pytest.mark.parametrize("weighted", [False, True])
def test_no_other_constant_has_a_lower_loss_than_the_start(case, weighted):
    loss, y, _ = case
    w = np.linspace(0.5, 2, N) if weighted else None
    start = np.repeat(loss.start(y, w)[:, np.newaxis], N, axis=1)
    assert_allclose(loss.slopes(y, start, w).gradient.sum(axis=1), 0, atol=1e-12)


def test_certain_and_wrong_stays_finite():
    slopes = LogLoss().slopes(np.array([0, 1]), np.array([[800.0, -800.0]]), None)
    assert np.isfinite(slopes.loss)
    assert_allclose(slopes.gradient, [[1, -1]])
    assert (slopes.curvature > 0).all()
