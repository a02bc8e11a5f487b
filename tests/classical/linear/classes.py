"""Classes that overlap, and their loss."""

import numpy as np

from firsthand.classical.linear.logistic_loss import LogLoss


def problem(seed, n=120, d=4, k=2):
    """Overlapping classes, weights of which some are 0, columns of different spread."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, d)) * rng.uniform(0.3, 3, d) + rng.normal(size=d)
    y = (X @ rng.normal(size=(d, k)) + 2 * rng.gumbel(size=(n, k))).argmax(axis=1)
    y[:k] = range(k)
    weight = rng.uniform(0, 2, n)
    weight[k : k + 5] = 0
    return X, y, weight


def loss_of(X, y, weight=None, intercept=True, penalty=0.5):
    mean = np.average(X, axis=0, weights=weight) if intercept else np.zeros(X.shape[1])
    return LogLoss(X, y, weight, mean, intercept, penalty, len(np.unique(y)))
