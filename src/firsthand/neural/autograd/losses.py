"""Losses in PyTorch's names, each in one operation: stable, and with the short gradient p − y."""

from __future__ import annotations

from typing import Any

import numpy as np

from firsthand._typing import Array
from firsthand.neural.autograd.operations import Made
from firsthand.neural.autograd.operations import sigmoid as sigmoid_operation
from firsthand.neural.autograd.tensor import Tensor, apply, tensor


def cross_entropy(input: Tensor, target: Any) -> Tensor:
    """Mean over the rows of −log of the probability that softmax gives to the right class.

    The same number as the `cross_entropy` of foundations, which leaves wrong classes to NumPy.

    Parameters
    ----------
    input : Tensor of shape (n, k)
        Scores (logits), not probabilities.
    target : array of shape (n,)
        The right class of each row, whole numbers from 0 to k − 1.

    Raises
    ------
    ValueError
        When the shapes do not match, or a class is none of the k.
    """
    classes = np.asarray(target)
    if input.ndim != 2 or classes.shape != input.shape[:1] or classes.dtype.kind not in "iu":
        raise ValueError(
            f"input must have shape (n, k) and target hold n whole numbers, got {input.shape} and "
            f"{classes.dtype} of shape {classes.shape}."
        )
    if classes.size and not (classes.min() >= 0 and classes.max() < input.shape[1]):
        wrong = classes.min() if classes.min() < 0 else classes.max()
        raise ValueError(f"target must lie between 0 and {input.shape[1] - 1}, got {wrong}.")
    return apply("cross entropy", _cross_entropy, input, classes=classes)


def _cross_entropy(scores: Array, classes: Array) -> Made:
    rows = np.arange(len(classes))
    n = len(classes) or np.nan
    shifted = scores - scores.max(axis=1, keepdims=True, initial=-np.inf)  # (n, k)
    weights = np.exp(shifted)
    sums = weights.sum(axis=1, keepdims=True)  # (n, 1)
    loss = (np.log(sums[:, 0]) - shifted[rows, classes]).sum() / n

    def pull(g: Array) -> Array:
        gradient = weights / sums  # softmax
        gradient[rows, classes] -= 1
        gradient *= g / n
        return gradient

    return loss, (pull,)


def binary_cross_entropy_with_logits(input: Tensor, target: Any) -> Tensor:
    """Mean of −log of the probability that the sigmoid of each score gives to what happened.

    Parameters
    ----------
    input : Tensor of any shape
        Scores (logits), not probabilities.
    target : array of the same shape
        0 or 1, or a probability in between.

    Raises
    ------
    ValueError
        When the shapes differ.
    """
    truth = tensor(target).data
    _same_shape(input.shape, truth.shape)
    return apply("BCE", _binary_cross_entropy, input, truth=truth.astype(input.dtype))


def _binary_cross_entropy(scores: Array, truth: Array) -> Made:
    n = scores.size or np.nan
    # log(1 + exp(z)) − yz, in a form that does not overflow.
    losses = np.maximum(scores, 0) - scores * truth + np.log1p(np.exp(-np.abs(scores)))
    return losses.sum() / n, (lambda g: (sigmoid_operation(scores)[0] - truth) * (g / n),)


def mse_loss(input: Tensor, target: Any) -> Tensor:
    """Mean of the squared differences.

    Raises
    ------
    ValueError
        When the shapes differ: (n, 1) against (n,) would silently compare all with all.
    """
    wanted = tensor(target)
    _same_shape(input.shape, wanted.shape)
    difference = input - wanted
    return (difference * difference).mean()


def _same_shape(input: tuple[int, ...], target: tuple[int, ...]) -> None:
    if input != target:
        raise ValueError(f"input and target must have the same shape, got {input} and {target}. Reshape one.")
