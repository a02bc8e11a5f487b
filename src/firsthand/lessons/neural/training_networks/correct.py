"""Other correct ways to write the exercises: each must pass."""

from typing import Any

import numpy as np


def batches_in_a_list(X: Any, y: Any, batch_size: int, rng: Any) -> Any:
    order = np.arange(len(X))
    rng.shuffle(order)
    batches = []
    while len(order):
        rows, order = order[:batch_size], order[batch_size:]
        batches.append((X[rows], y[rows]))
    return batches


def batches_by_sorting(X: Any, y: Any, batch_size: int, rng: Any) -> Any:
    order = np.argsort(rng.random(len(y)))
    X, y = X[order], y[order]
    for i in range(int(np.ceil(len(y) / batch_size))):
        part = slice(i * batch_size, (i + 1) * batch_size)
        yield [X[part], y[part]]


def batches_by_splitting(X: Any, y: Any, batch_size: int, rng: Any) -> Any:
    order = rng.permutation(len(X))
    cuts = range(batch_size, len(X), batch_size)
    return ((X[rows], y[rows]) for rows in np.split(order, cuts))


def momentum_in_two_lines(
    weights: Any, gradient: Any, velocity: Any, rate: float, momentum: float = 0.9
) -> Any:
    new_velocity = gradient + momentum * velocity
    new_weights = weights - rate * new_velocity
    return new_weights, new_velocity


def momentum_in_copies(weights: Any, gradient: Any, velocity: Any, rate: float, momentum: float = 0.9) -> Any:
    v, w = velocity.copy(), weights.copy()
    v *= momentum
    v += gradient
    w -= rate * v
    return [w, v]


def adam_by_rate(
    weights: Any,
    gradient: Any,
    m: Any,
    v: Any,
    t: int,
    rate: float = 0.001,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    m = m + (1 - beta1) * (gradient - m)
    v = v + (1 - beta2) * (gradient * gradient - v)
    root = np.sqrt(v) / np.sqrt(1 - beta2**t) + epsilon
    return weights - rate / (1 - beta1**t) * m / root, m, v


def adam_in_copies(
    weights: Any,
    gradient: Any,
    m: Any,
    v: Any,
    t: int,
    rate: float = 0.001,
    beta1: float = 0.9,
    beta2: float = 0.999,
    epsilon: float = 1e-8,
) -> Any:
    w, m, v = weights.copy(), m * beta1, v * beta2
    m += (1 - beta1) * gradient
    v += (1 - beta2) * np.square(gradient)
    mhat = m / (1 - np.power(beta1, t))
    vhat = v / (1 - np.power(beta2, t))
    w -= rate * mhat / (vhat**0.5 + epsilon)
    return [w, m, v]


def dropout_by_binomial(activations: Any, rate: float, rng: Any, training: bool = True) -> Any:
    if not training:
        return activations.copy()
    return activations * rng.binomial(1, 1 - rate, size=activations.shape) / (1 - rate)


def dropout_by_mask(activations: Any, rate: float, rng: Any, training: bool = True) -> Any:
    if training and rate > 0:
        mask = (rng.random(activations.shape) < 1 - rate) / (1 - rate)
        return activations * mask
    return activations


def dropout_in_a_copy(activations: Any, rate: float, rng: Any, training: bool = True) -> Any:
    out = np.array(activations, dtype=float)
    if training:
        out[rng.uniform(size=out.shape) < rate] = 0
        out /= 1 - rate
    return out
