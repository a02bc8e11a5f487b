"""Other correct ways to read logits, set rates, shorten gradients and stop."""

import math
from typing import Any

import numpy as np


def accuracy_by_softmax(logits: Any, labels: Any) -> Any:
    if logits.ndim == 1:
        with np.errstate(over="ignore"):
            return np.mean((1 / (1 + np.exp(-logits)) > 0.5) == labels)
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.mean(np.argmax(shifted / shifted.sum(axis=1, keepdims=True), axis=1) == labels)


def accuracy_by_loop(logits: Any, labels: Any) -> Any:
    right = 0
    for row, label in zip(logits, labels, strict=True):
        scores = [0.0, row] if logits.ndim == 1 else list(row)
        right += scores.index(max(scores)) == label
    return right / len(labels)


def accuracy_with_two_columns(logits: Any, labels: Any) -> Any:
    if logits.ndim == 1:
        logits = np.column_stack([np.zeros(len(logits)), logits])
    return (np.argmax(logits, axis=-1) == labels).sum() / labels.size


def rate_by_min(step: Any, n_steps: Any, peak: Any, n_warmup: Any = 0) -> Any:
    climb = (step + 1) / n_warmup if n_warmup else 1.0
    share = max(0, step - n_warmup) / (n_steps - n_warmup)
    return peak * min(1.0, climb) * 0.5 * (1.0 + np.cos(np.pi * share))


def rate_from_a_table(step: Any, n_steps: Any, peak: Any, n_warmup: Any = 0) -> Any:
    climb = np.arange(1, n_warmup + 1) / max(n_warmup, 1)
    down = 0.5 + 0.5 * np.cos(np.linspace(0, np.pi, n_steps - n_warmup, endpoint=False))
    return peak * np.concatenate([climb, down])[step]


def rate_by_squares(step: Any, n_steps: Any, peak: Any, n_warmup: Any = 0) -> Any:
    if step + 1 <= n_warmup:
        return peak / n_warmup * (step + 1)
    return peak * math.cos(math.pi / 2 * (step - n_warmup) / (n_steps - n_warmup)) ** 2


def clipped_as_one_vector(gradients: Any, max_norm: Any) -> Any:
    flat = np.concatenate([np.ravel(gradient) for gradient in gradients])
    length = np.linalg.norm(flat)
    if length > max_norm:
        return [gradient * (max_norm / length) for gradient in gradients]
    return [gradient.copy() for gradient in gradients]


def clipped_as_torch_does(gradients: Any, max_norm: Any) -> Any:
    norms = [np.linalg.norm(gradient) for gradient in gradients]
    factor = max_norm / (np.linalg.norm(norms) + 1e-6)
    return [gradient * np.clip(factor, 0, 1) for gradient in gradients]


def clipped_by_dividing(gradients: Any, max_norm: Any) -> Any:
    total = 0.0
    for gradient in gradients:
        for number in gradient.flat:
            total += number * number
    return [gradient / max(1.0, total**0.5 / max_norm) for gradient in gradients]


def stop_by_the_lowest(losses: Any, patience: Any) -> Any:
    return np.nanargmin(losses) + patience < len(losses)


def stop_by_waiting(losses: Any, patience: Any) -> Any:
    lowest, waited = float("inf"), 0
    for loss in losses:
        waited = 0 if loss < lowest else waited + 1
        lowest = loss if loss < lowest else lowest
    return waited >= patience


def stop_by_window(losses: Any, patience: Any) -> Any:
    if len(losses) <= patience:
        return False
    lowest = min(loss for loss in losses[:-patience] if loss == loss)
    return all(not loss < lowest for loss in losses[-patience:])
