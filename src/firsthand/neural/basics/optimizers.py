"""One step downhill, three ways: plain, with momentum, and Adam."""

import numpy as np

from firsthand._typing import Array


def sgd_step(weights: Array, gradient: Array, rate: float, weight_decay: float = 0.0) -> Array:
    """Take one step of gradient descent, with weight decay.

    Weight decay is the slope of the penalty weight_decay / 2 * sum(weights**2).
    It is added to the gradient, so each step also shrinks the weights a
    little.

    Parameters
    ----------
    weights : array of floats, of any shape
    gradient : array of the same shape
        The slope of the loss, without the penalty.
    rate : float
        The learning rate.
    weight_decay : float, default=0

    Returns
    -------
    ndarray of float, shape of weights
        The new weights; the old ones stay as they are.
    """
    return weights - rate * (gradient + weight_decay * weights)


def momentum_step(
    weights: Array, gradient: Array, velocity: Array, rate: float, momentum: float = 0.9
) -> tuple[Array, Array]:
    """Take one step like a heavy ball: the velocity keeps a share of itself, and moves the weights.

    The new velocity is momentum * velocity + gradient, and the weights move
    against it by rate * (new velocity).

    Parameters
    ----------
    weights, gradient : arrays of floats, of the same shape
    velocity : array of the same shape
        As the step before returned it; zeros at the start.
    rate : float
        The learning rate.
    momentum : float, default=0.9
        The share of the velocity that survives, from 0 to below 1.

    Returns
    -------
    tuple of two ndarrays of float
        The new weights and the new velocity; the arguments stay as they are.

    References
    ----------
    Polyak (1964), Some methods of speeding up the convergence of iteration
    methods, doi:10.1016/0041-5553(64)90137-5.
    """
    velocity = momentum * velocity + gradient
    return weights - rate * velocity, velocity


def adam_step(
    weights: Array,
    gradient: Array,
    m: Array,
    v: Array,
    t: int,
    rate: float = 0.001,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> tuple[Array, Array, Array]:
    """Take one step of Adam: momentum, with a rate of its own for each weight.

    m is a running mean of the gradient and v one of its square:
    m = beta1 * m + (1 - beta1) * gradient, v = beta2 * v + (1 - beta2) * gradient**2.
    Both start at 0 and are too small at first, so they are corrected:
    m_hat = m / (1 - beta1**t), v_hat = v / (1 - beta2**t).
    The weights move by -rate * m_hat / (sqrt(v_hat) + epsilon).

    Parameters
    ----------
    weights, gradient : arrays of floats, of the same shape
    m, v : arrays of the same shape
        As the step before returned them; zeros at the start.
    t : int
        Which step this is; the first is 1.
    rate : float, default=0.001
        The learning rate: about how far each weight moves.
    beta1, beta2 : float, default=0.9 and 0.999
        The share of m, and of v, that survives.
    epsilon : float, default=1e-8
        Keeps the division sane where v is 0.

    Returns
    -------
    tuple of three ndarrays of float
        The new weights, m and v (without the correction); the arguments stay
        as they are.

    References
    ----------
    Kingma and Ba (2015), Adam, arXiv:1412.6980.
    """
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return weights - rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v
