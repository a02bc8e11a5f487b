"""The foundations beside NumPy and SciPy. Ours explain themselves; the race shows what that costs."""

import numpy as np
import scipy.special
from sklearn.metrics import log_loss

from benchmarks.harness import Job
from firsthand import foundations as ours


def pair(size):
    rng = np.random.default_rng(0)
    return rng.normal(size=size), rng.normal(size=size)


def square(size):
    rng = np.random.default_rng(0)
    side = int(size**0.5)
    return rng.normal(size=(side, side)), rng.normal(size=(side, side))


def rows(size):
    rng = np.random.default_rng(0)
    return rng.normal(size=(size // 10, 10)), rng.integers(10, size=size // 10)


def layer(size):
    rng = np.random.default_rng(0)
    return rng.normal(size=(size // 100, 100)), rng.normal(size=(32, 100)), rng.normal(size=32)


SIZES = (1_000, 10_000, 100_000)

JOBS = [
    Job("dot", pair, SIZES, {"ours": lambda v: ours.dot(*v), "NumPy": lambda v: np.dot(*v)}),
    Job("norm", pair, SIZES, {"ours": lambda v: ours.norm(v[0]), "NumPy": lambda v: np.linalg.norm(v[0])}),
    Job("matmul", square, SIZES, {"ours": lambda v: ours.matmul(*v), "NumPy": lambda v: v[0] @ v[1]}),
    Job(
        "linear layer",
        layer,
        SIZES,
        {"ours": lambda v: ours.linear_layer(*v), "NumPy": lambda v: v[0] @ v[1].T + v[2]},
    ),
    Job(
        "softmax",
        rows,
        SIZES,
        {"ours": lambda v: ours.softmax(v[0]), "SciPy": lambda v: scipy.special.softmax(v[0], axis=-1)},
    ),
    Job(
        "log_sum_exp",
        rows,
        SIZES,
        {"ours": lambda v: ours.log_sum_exp(v[0]), "SciPy": lambda v: scipy.special.logsumexp(v[0], axis=-1)},
    ),
    Job(
        "cross_entropy",
        rows,
        SIZES,
        {
            "ours": lambda v: ours.cross_entropy(*v),
            "SciPy and scikit-learn": lambda v: log_loss(
                v[1], scipy.special.softmax(v[0], axis=-1), labels=range(10)
            ),
        },
    ),
]
