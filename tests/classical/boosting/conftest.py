"""Tables that most tests of this room learn."""

import numpy as np
import pytest
from sklearn.datasets import make_friedman1


@pytest.fixture(scope="session")
def few_values():
    """A table whose features have at most 60 values and gaps, so that every library's bins are the values."""
    rng = np.random.default_rng(0)
    X = rng.integers(0, 60, size=(2000, 5)).astype(float)
    X[rng.random(X.shape) < 0.05] = np.nan
    filled = np.nan_to_num(X)
    y = filled[:, 0] / 30 + np.sin(filled[:, 1] / 10) * filled[:, 2] / 40 + rng.normal(size=2000) * 0.3
    return X, y, rng.uniform(0.5, 2, size=2000)


@pytest.fixture(scope="session")
def friedman():
    X, y = make_friedman1(1500, 6, noise=1.0, random_state=0)
    return X[:1000], X[1000:], y[:1000], y[1000:]
