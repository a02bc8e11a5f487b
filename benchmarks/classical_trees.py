"""Forests and boosting beside scikit-learn, XGBoost and LightGBM, two threads each: as good first, then as fast.

Every contestant gives its error on rows that it has not seen; ours may not be worse than the best of the others
by more than chance makes of it.
"""

import os
import subprocess
import sys
import tempfile
import warnings
from functools import cache
from pathlib import Path

import numpy as np
from lightgbm import LGBMRegressor
from sklearn.datasets import make_friedman1
from sklearn.ensemble import RandomForestClassifier
from xgboost import XGBRegressor

from benchmarks.harness import Job, Measure
from firsthand import classical as ours

warnings.filterwarnings(
    "ignore", message="X does not have valid feature names"
)  # LightGBM's, of its own making

THREADS = 2
TREES = {"n_estimators": 200, "max_depth": 6, "learning_rate": 0.1, "n_jobs": THREADS}
HOUSES = "california_housing/cal_housing.data"
FOLDERS = (os.environ.get("FIRSTHAND_DATA", "."), Path(__file__).parents[2] / "shared" / "data")


def boosters():
    return {
        "ours": ours.GradientBoostingRegressor(**TREES),
        "XGBoost": XGBRegressor(tree_method="hist", **TREES),
        "LightGBM": LGBMRegressor(num_leaves=64, verbose=-1, **TREES),  # as many leaves as six levels hold
    }


def classes(rows):
    """Two classes in 50 features, a fifth of the rows for the test."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(rows * 5 // 4, 50))
    score = X[:, :10] @ rng.normal(size=10) + X[:, 0] * X[:, 1] + rng.normal(size=len(X))
    y = (score > 0).astype(int)
    return X[:rows], y[:rows], X[rows:], y[rows:]


def houses(rows):
    """California housing where it lies at hand, else invented houses; the first rows of a fixed order."""
    found = [path for folder in FOLDERS if (path := Path(folder) / HOUSES).is_file()]
    if found:
        table = np.loadtxt(found[0], delimiter=",")
        X, y = table[:, :8], table[:, 8] / 1e5
    else:
        X, y = make_friedman1(20_640, 8, noise=1.0, random_state=0)
    order = np.random.default_rng(42).permutation(len(X))
    train, test = order[4128 : 4128 + rows], order[:4128]
    return X[train], y[train], X[test], y[test]


def numbers(rows):
    """30 features, of which ten count, in single precision as large tables often are."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(rows + 20_000, 30)).astype(np.float32)
    y = X[:, :10] @ np.linspace(0, 2, 10) + X[:, 0] * X[:, 1] + np.sin(3 * X[:, 2]) + rng.normal(size=len(X))
    return X[:rows], y[:rows], X[rows:], y[rows:]


def accuracy(model):
    def fit(data):
        X, y, X_test, y_test = data
        return model.fit(X, y).score(X_test, y_test)

    return fit


def error(name):
    def fit(data):
        X, y, X_test, y_test = data
        return np.sqrt(np.mean((boosters()[name].fit(X, y).predict(X_test) - y_test) ** 2))

    return fit


@cache
def fitted(name):
    X, y, _, _ = numbers(50_000)
    return boosters()[name].fit(X, y)


def answers(name):
    return lambda data: fitted(name).predict(data[0])


def no_less_accurate(got, ours):
    assert ours > got - 0.03, f"accuracy {ours:.4f} beside {got:.4f}"


def no_worse(got, ours):
    assert ours < got * 1.02, f"error {ours:.4f} beside {got:.4f}"


def alike(got, ours):
    assert np.corrcoef(got, ours)[0, 1] > 0.99


FIRST_CALL = """
import time
import numpy as np
from firsthand.classical import GradientBoostingRegressor, RandomForestRegressor
X = np.random.default_rng(0).normal(size=(200, 3))
start = time.perf_counter()
GradientBoostingRegressor(n_estimators=2).fit(X, X[:, 0]).predict(X)
RandomForestRegressor(2).fit(X, X[:, 0]).predict(X)
print(time.perf_counter() - start)
"""


def first_call(cache):
    """Seconds of the first forest and the first boosting of a new process, its compiled code kept in that folder."""
    env = {**os.environ, "NUMBA_CACHE_DIR": str(cache)}
    done = subprocess.run(
        [sys.executable, "-c", FIRST_CALL], env=env, check=True, capture_output=True, text=True
    )
    return float(done.stdout)


def compiling():
    with tempfile.TemporaryDirectory() as empty:
        return first_call(empty)


@cache
def _filled_cache():
    folder = tempfile.TemporaryDirectory()
    first_call(folder.name)
    return folder


MEASURES = [
    Measure("first forest and boosting ever: compiles", compiling, rounds=3),
    Measure(
        "first ones of a process: compiled code from the cache",
        lambda: first_call(_filled_cache().name),
        rounds=3,
    ),
]
JOBS = [
    Job(
        "random forest (100 trees)",
        classes,
        (200, 2_000, 20_000),
        {
            "ours": accuracy(ours.RandomForestClassifier(100, n_jobs=THREADS, random_state=0)),
            "scikit-learn": accuracy(RandomForestClassifier(100, n_jobs=THREADS, random_state=0)),
        },
        agree=no_less_accurate,
        size_label="rows × 50",
        rounds=5,
        own_process=True,
    ),
    Job(
        "boosting (200 trees, California)",
        houses,
        (165, 1_651, 16_512),
        {name: error(name) for name in boosters()},
        agree=no_worse,
        size_label="rows × 8",
        own_process=True,
    ),
    Job(
        "boosting (200 trees)",
        numbers,
        (10_000, 100_000, 1_000_000),
        {name: error(name) for name in boosters()},
        agree=no_worse,
        size_label="rows × 30",
        rounds=3,
        own_process=True,
    ),
    Job(
        "boosted prediction (200 trees)",
        numbers,
        (1_000, 10_000, 100_000, 1_000_000),
        {name: answers(name) for name in boosters()},
        agree=alike,
        size_label="rows × 30",
        rounds=5,
        own_process=True,
    ),
]
