"""Ways down to the lowest loss."""

import numpy as np
from numpy.testing import assert_allclose
from tests.classical.linear.classes import loss_of, problem

from firsthand.classical.linear.solvers import downhill, newton, newton_step


def test_no_step_of_newton_raises_the_loss():
    X, y, weight = problem(5, k=3)
    loss = loss_of(X * 30, y, weight, penalty=1e-6)
    losses = []
    for steps in range(1, 12):
        losses.append(loss.look(newton(loss, tol=0, max_iter=steps).theta, curved=False).loss)
    assert all(np.diff(losses) <= 1e-14), losses
    assert losses[-1] < losses[0]


def test_a_direction_without_curvature_is_left_alone():
    H, gradient = np.array([[4.0, 2.0], [2.0, 1.0]]), np.array([[2.0, 1.0]])
    step = newton_step(gradient, H)
    assert_allclose(H @ step[0], -gradient[0])
    assert np.abs(step).max() < 1


def test_a_step_that_overshoots_is_shortened():
    """Far out on the flat of the sigmoid the parabola is so wide that the full step flies off."""
    loss = loss_of(np.array([[-1.0], [1.0]]), np.array([0, 1]), penalty=1e-3)
    far = np.array([[-30.0, 0.0]])
    here = loss.look(far, curved=True)
    assert loss.look(far + newton_step(here.gradient, here.H), curved=False).loss > here.loss
    _, there = downhill(loss, far, here, curved=False)
    assert there.loss < here.loss
