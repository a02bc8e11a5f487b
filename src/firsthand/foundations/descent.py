"""Walking downhill: slopes by measuring, gradient descent, momentum."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray


def numerical_gradient(f: Callable[[Any], Any], x: ArrayLike) -> Any:
    """Measure the gradient of f at x by central differences.

    Nudge one entry of x at a time by a small h, to either side, and divide
    the change in f by the distance 2h. Going to both sides cancels the error
    that one side alone makes wherever f bends.

    Parameters
    ----------
    f : callable
        Takes something shaped like x and returns one number.
    x : number or array of any shape
        Where to measure. Whole numbers count as floats.

    Returns
    -------
    float or ndarray of the shape of x
        The slope of f along each entry; at a corner, such as that of abs
        at 0, the mean of the slopes on its two sides.

    Notes
    -----
    Around 1e-5 is a good h. A much larger h misses the bend of the curve, a
    much smaller one drowns in rounding. (Beside entries of millions 1e-5 is
    much smaller: scipy.optimize.approx_fprime lets h grow with the entry.)
    """
    x, h = np.asarray(x, dtype=float), 1e-5
    gradient = np.zeros_like(x)
    for index in np.ndindex(x.shape):  # a number has one place, ()
        nudge = np.zeros_like(x)
        nudge[index] = h
        gradient[index] = (f(x + nudge) - f(x - nudge)) / (2 * h)
    return gradient if x.ndim else float(gradient)


def gradient_descent(
    gradient: Callable[[Any], Any], start: ArrayLike, rate: float, steps: int
) -> NDArray[np.float64]:
    """Walk downhill: step against the gradient, again and again, and keep every point.

    The gradient points uphill, so each step goes to x - rate * gradient(x).

    Parameters
    ----------
    gradient : callable
        Takes a point and returns the gradient there, in the shape of the point.
    start : number or array of any shape
        The first point. Whole numbers count as floats.
    rate : float
        The learning rate: how far to step for each unit of slope.
    steps : int
        How many steps to take; 0 gives the start alone.

    Returns
    -------
    ndarray of shape (steps + 1, *shape of start)
        The whole path, the start first; from a number, shape (steps + 1,).
    """
    x = np.array(start, dtype=float)
    path = [x]
    for _ in range(steps):
        x = x - rate * gradient(x)  # a new array: x -= ... would change the points already in the path
        path.append(x)
    return np.array(path)


def momentum_descent(
    gradient: Callable[[Any], Any], start: ArrayLike, rate: float, momentum: float, steps: int
) -> NDArray[np.float64]:
    """Walk downhill like a heavy ball: keep a share of the velocity, and every point.

    Each step updates the velocity, v = momentum * v + gradient(x), which is 0
    at the start, and then moves by it: x = x - rate * v. Slopes that agree add
    up, to as much as 1 / (1 - momentum) times one slope; slopes that flip sign
    cancel. With momentum 0 this is gradient_descent.

    Parameters
    ----------
    gradient : callable
        Takes a point and returns the gradient there, in the shape of the point.
    start : number or array of any shape
        The first point. Whole numbers count as floats.
    rate : float
        The learning rate: how far to step for each unit of velocity.
    momentum : float
        The share of the velocity that survives a step, from 0 to below 1.
    steps : int
        How many steps to take; 0 gives the start alone.

    Returns
    -------
    ndarray of shape (steps + 1, *shape of start)
        The whole path, the start first; from a number, shape (steps + 1,).

    References
    ----------
    Polyak (1964), Some methods of speeding up the convergence of iteration
    methods, doi:10.1016/0041-5553(64)90137-5.
    """
    x = np.array(start, dtype=float)
    velocity = np.zeros_like(x)
    path = [x]
    for _ in range(steps):
        velocity = momentum * velocity + gradient(x)
        x = x - rate * velocity
        path.append(x)
    return np.array(path)
