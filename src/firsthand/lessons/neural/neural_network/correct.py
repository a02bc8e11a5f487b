"""Other correct ways to write the exercises: each must pass."""

import math
from typing import Any

import numpy as np


def relu_by_product(z: Any) -> Any:
    return z * (z > 0)


def relu_by_where(z: Any) -> Any:
    return np.where(z > 0, z, 0)


def relu_by_absolute(z: Any) -> Any:
    return (np.abs(z) + z) / 2


def relu_in_a_copy(z: Any) -> Any:
    out = z.copy()
    out[out < 0] = 0
    return out


def slope_by_comparison(z: Any) -> Any:
    return (z > 0).astype(float)


def slope_by_heaviside(z: Any) -> Any:
    return np.heaviside(z, 0)


def slope_by_masks(z: Any) -> Any:
    slope = np.zeros_like(z)
    slope[z > 0] = 1
    return slope


def slope_as_whole_numbers(z: Any) -> Any:
    return (z > 0) * 1


def he_from_standard_normal(n_in: int, n_out: int, rng: Any) -> Any:
    return rng.standard_normal((n_in, n_out)) * np.sqrt(2.0 / n_in)


def he_one_by_one(n_in: int, n_out: int, rng: Any) -> Any:
    W = np.zeros((n_in, n_out))
    for j in range(n_out):
        for i in range(n_in):
            W[i, j] = rng.normal(0, (2 / n_in) ** 0.5)
    return W


def he_turned(n_in: int, n_out: int, rng: Any) -> Any:
    return math.sqrt(2 / n_in) * rng.normal(size=(n_out, n_in)).T


def forward_by_number(X: Any, weights: Any, biases: Any) -> Any:
    a, outputs = X, [X]
    for i in range(len(weights)):
        z = np.dot(a, weights[i]) + biases[i]
        a = np.maximum(0, z) if i < len(weights) - 1 else z
        outputs.append(a)
    return outputs


def forward_row_by_row(X: Any, weights: Any, biases: Any) -> Any:
    outputs = [np.array(X, dtype=float)]
    for i, (W, b) in enumerate(zip(weights, biases, strict=True)):
        z = np.array([[row @ W[:, j] + b[j] for j in range(W.shape[1])] for row in outputs[-1]])
        outputs.append(z if i == len(weights) - 1 else z * (z > 0))
    return tuple(outputs)


def forward_by_einsum(X: Any, weights: Any, biases: Any) -> Any:
    outputs = [X]
    last = len(weights) - 1
    for i, (W, b) in enumerate(zip(weights, biases, strict=True)):
        z = np.einsum("ni,ij->nj", outputs[-1], W) + b
        outputs.append(np.where(z > 0, z, 0) if i != last else z)
    return outputs


def loss_by_cases(logits: Any, y: Any) -> Any:
    z = logits[:, 0]
    loss = np.where(y == 1, np.logaddexp(0, -z), np.logaddexp(0, z)).mean()
    p = 1 / (1 + np.exp(-z))
    return loss, ((p - y) / len(y))[:, np.newaxis]


def loss_by_loop(logits: Any, y: Any) -> Any:
    total, gradient = 0.0, np.zeros(logits.shape)
    for i, (z, truth) in enumerate(zip(logits.ravel(), y, strict=True)):
        total += max(z, 0) - z * truth + math.log1p(math.exp(-abs(z)))
        small = math.exp(-abs(z))
        p = 1 / (1 + small) if z >= 0 else small / (1 + small)
        gradient[i, 0] = (p - truth) / len(y)
    return total / len(y), gradient


def loss_by_tanh(logits: Any, y: Any) -> Any:
    y = y[:, None]
    p = 0.5 * (1 + np.tanh(logits / 2))
    loss = np.mean(np.maximum(logits, 0) - logits * y + np.log1p(np.exp(-np.abs(logits))))
    return [loss, (p - y) / logits.shape[0]]


def backward_by_appending(outputs: Any, weights: Any, score_gradient: Any) -> Any:
    dWs, dbs, delta = [], [], score_gradient
    for a, W in zip(outputs[-2::-1], weights[::-1], strict=True):
        dWs.append(np.dot(a.T, delta))
        dbs.append(np.sum(delta, axis=0))
        delta = np.dot(delta, W.T) * (a > 0)
    return dWs[::-1], dbs[::-1]


def backward_into_lists(outputs: Any, weights: Any, score_gradient: Any) -> Any:
    L = len(weights)
    dWs, dbs = [None] * L, [None] * L
    delta = score_gradient
    for i in range(L - 1, -1, -1):
        dWs[i] = np.einsum("ni,nj->ij", outputs[i], delta)
        dbs[i] = np.ones(len(delta)) @ delta
        if i > 0:
            delta = delta @ weights[i].T
            delta[outputs[i] <= 0] = 0
    return dWs, dbs


def backward_case_by_case(outputs: Any, weights: Any, score_gradient: Any) -> Any:
    dWs = [np.zeros(W.shape) for W in weights]
    dbs = [np.zeros(W.shape[1]) for W in weights]
    for row in range(len(score_gradient)):
        delta = score_gradient[row]
        for i in reversed(range(len(weights))):
            a = outputs[i][row]
            dWs[i] += np.outer(a, delta)
            dbs[i] += delta
            delta = (weights[i] @ delta) * np.where(a > 0, 1, 0)
    return dWs, dbs


def softmax_gradient_at_once(logits: Any, targets: Any) -> Any:
    weights = np.exp(logits - logits.max(axis=1, keepdims=True))
    return (weights / weights.sum(axis=1, keepdims=True) - targets) / logits.shape[0]


def softmax_gradient_by_logarithm(logits: Any, targets: Any) -> Any:
    largest = np.max(logits, axis=1)[:, None]
    log_sum = largest + np.log(np.sum(np.exp(logits - largest), axis=1))[:, None]
    return np.exp(logits - log_sum) / len(targets) - targets / len(targets)


def softmax_gradient_by_jacobian(logits: Any, targets: Any) -> Any:
    """The chain rule in full: the slope of -log p, through the Jacobian of the softmax."""
    rows = []
    for z, t in zip(np.asarray(logits, dtype=float), targets, strict=True):
        p = np.exp(z - z.max())
        p = p / p.sum()
        jacobian = np.diag(p) - np.outer(p, p)
        seen = np.where(p > 0, p, 1)  # what has rounded to 0 has no slope either
        rows.append(np.where(p.min() > 0, jacobian @ (-t / seen), p - t))
    return np.array(rows) / len(logits)


def sgd_by_shrinking(weights: Any, gradient: Any, rate: float, weight_decay: float = 0.0) -> Any:
    return (1 - rate * weight_decay) * weights - rate * gradient


def sgd_in_two_lines(weights: Any, gradient: Any, rate: float, weight_decay: float = 0.0) -> Any:
    slope = gradient + weight_decay * weights
    return weights - rate * slope


def sgd_in_a_copy(weights: Any, gradient: Any, rate: float, weight_decay: float = 0.0) -> Any:
    moved = weights.copy()
    moved -= rate * gradient
    moved -= rate * weight_decay * weights
    return moved
