"""The three losses of the estimators: each gives the mean loss, and turns the scores into its slope in place.

They are `bce_with_logits` and its kin without new memory. `y` is what `fit` made of the targets.
"""

import numpy as np
from scipy.special import expit

from firsthand._typing import Array


def binary(scores: Array, y: Array) -> float:
    """Binary cross-entropy; scores (n, 1) become (p - y) / n, y (n,) holds 0 and 1."""
    z = scores[:, 0]
    loss = float(np.mean(np.logaddexp(0, z) - y * z))
    expit(z, out=z)
    z -= y
    z /= len(z)
    return loss


def multinomial(scores: Array, y: Array) -> float:
    """Cross-entropy of the softmax; scores (n, k) become (p - y) / n, y (n,) holds numbers of classes."""
    rows = np.arange(len(scores))
    scores -= scores.max(axis=1, keepdims=True)  # the largest is 0: exp cannot overflow
    of_targets = scores[rows, y]  # a copy
    np.exp(scores, out=scores)
    total = scores.sum(axis=1)
    loss = float(np.mean(np.log(total) - of_targets))
    scores /= total[:, None]
    scores[rows, y] -= 1
    scores /= len(scores)
    return loss


def squared(scores: Array, y: Array) -> float:
    """Mean squared error; scores (n, 1) become 2 (score - y) / n, y (n,) holds numbers."""
    misses = scores[:, 0]
    misses -= y
    loss = float(np.mean(misses * misses))
    misses *= 2 / len(misses)
    return loss
