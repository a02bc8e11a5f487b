"""Data that several tests of the classical models use."""

import os
from pathlib import Path

import numpy as np
import pytest
from sklearn.datasets import make_friedman1

BESIDE = Path(__file__).parents[3] / "shared" / "data"


def _california():
    """The real table: in the folder that FIRSTHAND_DATA names, or beside the checkout."""
    for folder in (os.environ.get("FIRSTHAND_DATA"), BESIDE):
        path = Path(folder or ".") / "california_housing" / "cal_housing.data"
        if path.is_file():
            table = np.loadtxt(path, delimiter=",")
            return table[:, :8], table[:, 8] / 1e5
    pytest.skip(f"no California housing: neither FIRSTHAND_DATA nor {BESIDE} has it")


def _invented():
    return make_friedman1(20_640, 8, noise=1.0, random_state=0)


@pytest.fixture(
    scope="session", params=[_invented, _california], ids=["invented", "california_from_outside_the_checkout"]
)
def houses(request):
    """X_train, X_test, y_train, y_test: 16,512 and 4,128 rows of 8 features."""
    X, y = request.param()
    order = np.random.default_rng(42).permutation(len(X))
    test, train = order[:4128], order[4128:]
    return X[train], X[test], y[train], y[test]


@pytest.fixture(scope="session")
def numbers():
    """X_train, X_test, y_train, y_test: twice 1,000 rows, of whose 8 features the last 3 say nothing."""
    X, y = make_friedman1(2000, 8, noise=1.0, random_state=0)
    return X[:1000], X[1000:], y[:1000], y[1000:]
