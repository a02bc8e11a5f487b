"""Numbers to predict from columns of different spread."""

import numpy as np


def problem(seed, n=60, d=4, t=None):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, d)) * rng.uniform(0.1, 10, d) + rng.normal(size=d)
    Y = X @ rng.normal(size=(d, t or 1)) + rng.normal(size=(n, t or 1)) + 3
    weight = rng.uniform(0, 2, n)
    weight[0] = 0
    return X, Y if t else Y[:, 0], weight
