"""Other correct ways to write the exercises: each must pass."""

import math
from typing import Any

import numpy as np

from firsthand.foundations import log_sum_exp, softmax


def softmax_by_loops(logits: Any, axis: int = -1) -> Any:
    rows = np.moveaxis(np.array(logits, dtype=float), axis, -1)
    for place in np.ndindex(rows.shape[:-1]):
        weights = [math.exp(score - max(rows[place])) for score in rows[place]]
        rows[place] = [weight / sum(weights) for weight in weights]
    return np.moveaxis(rows, -1, axis)


def softmax_by_logarithms(logits: Any, axis: int = -1) -> Any:
    shifted = logits - np.max(logits, axis=axis, keepdims=True)
    return np.exp(shifted - np.log(np.sum(np.exp(shifted), axis=axis, keepdims=True)))


def softmax_along_slices(logits: Any, axis: int = -1) -> Any:
    def one(row: Any) -> Any:
        weights = np.exp(row - np.amax(row))
        return weights / np.sum(weights)

    return np.apply_along_axis(one, axis, np.asarray(logits, dtype=float))


def log_sum_exp_by_loops(logits: Any, axis: int = -1) -> Any:
    def one(row: Any) -> float:
        top = max(row)
        return float(top + math.log(sum(math.exp(score - top) for score in row)))

    return np.apply_along_axis(one, axis, logits.astype(float))


def log_sum_exp_over_keepdims(logits: Any, axis: int = -1) -> Any:
    top = np.amax(logits, axis=axis, keepdims=True)
    return np.squeeze(np.log(np.exp(logits - top).sum(axis=axis, keepdims=True)) + top, axis=axis)


def cross_entropy_by_loops(logits: Any, targets: Any) -> float:
    rows, answers = (logits, targets) if np.ndim(logits) == 2 else ([logits], [targets])
    total = 0.0
    for row, answer in zip(rows, answers, strict=True):
        top = max(map(float, row))
        total += top + math.log(sum(math.exp(float(score) - top) for score in row)) - float(row[answer])
    return total / len(rows)


def cross_entropy_by_one_hot(logits: Any, targets: Any) -> Any:
    logits = np.atleast_2d(logits)
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return -(np.eye(logits.shape[1])[np.atleast_1d(targets)] * log_p).sum(axis=1).mean()


def cross_entropy_by_gaps(logits: Any, targets: Any) -> Any:
    """The loss of a row is the log-sum-exp of each score's gap to the target's."""
    rows = np.atleast_2d(logits)
    gaps = rows - np.take_along_axis(rows, np.atleast_1d(targets)[:, None], axis=1)
    return log_sum_exp(gaps, axis=1).mean()


def gradient_by_subtracting_in_place(logits: Any, targets: Any) -> Any:
    p = softmax(np.atleast_2d(logits))
    p[np.arange(len(p)), targets] -= 1
    return p.reshape(np.shape(logits)) / len(p)


def gradient_by_loops(logits: Any, targets: Any) -> Any:
    rows, answers = np.atleast_2d(logits).astype(float), np.atleast_1d(targets)
    gradient = np.zeros_like(rows)
    for i, answer in enumerate(answers):
        weights = [math.exp(score - max(rows[i])) for score in rows[i]]
        for j, weight in enumerate(weights):
            gradient[i, j] = (weight / sum(weights) - (j == answer)) / len(rows)
    return gradient.reshape(logits.shape)


def gradient_by_one_hot(logits: Any, targets: Any) -> Any:
    return (softmax(logits) - np.eye(logits.shape[-1])[targets]) / np.size(targets)


def temperature_by_hand(logits: Any, temperature: float) -> Any:
    if temperature <= 0:
        raise ValueError("The temperature must be positive.")
    weights = np.exp((logits - logits.max(axis=-1, keepdims=True)) / temperature)
    return weights / weights.sum(axis=-1, keepdims=True)


def temperature_by_inverse(logits: Any, temperature: float) -> Any:
    if temperature <= 0:
        raise ValueError(f"temperature={temperature}")
    return softmax((1 / temperature) * logits, axis=-1)


def cross_entropy_at_once(logits: Any, targets: Any) -> Any:
    rows = np.atleast_2d(logits)
    return np.mean(log_sum_exp(rows) - rows[np.arange(len(rows)), targets])


def gradient_at_once(logits: Any, targets: Any) -> Any:
    p = np.atleast_2d(softmax(logits))
    p[np.arange(len(p)), targets] -= 1
    return p.reshape(np.shape(logits)) / len(p)


def temperature_at_once(logits: Any, temperature: float) -> Any:
    return softmax(logits / temperature)
