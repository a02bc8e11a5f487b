"""Lines and probabilities beside scikit-learn: the same answer first, then the time."""

import numpy as np
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge

from benchmarks.harness import Job
from firsthand import classical as ours

COLUMNS = 50


def line(rows):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(rows, COLUMNS)) + 10
    return X, X @ rng.normal(size=COLUMNS) + rng.normal(size=rows)


def classes(rows):
    """Two classes that overlap, in columns that lean on one another."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(rows, COLUMNS)) @ (np.eye(COLUMNS) + rng.normal(size=(COLUMNS, COLUMNS)) / 10)
    score = X @ rng.normal(size=COLUMNS) / 3 + 0.3
    return X, (score + rng.logistic(size=rows) > 0).astype(int)


def answer(model):
    def fit(data):
        model.fit(*data)
        return np.r_[model.coef_, model.intercept_]

    return fit


def loss(model):
    """Fit, and give what is minimised: the penalised loss a row."""

    def fit(data):
        X, y = data
        model.fit(X, y)
        score = X @ model.coef_[0] + model.intercept_[0]
        return np.mean(np.logaddexp(0, score) - y * score) + (model.coef_**2).sum() / 2 / len(X)

    return fit


def same_loss(got, expected):
    np.testing.assert_allclose(got, expected, atol=1e-6)


JOBS = [
    Job(
        "linear regression",
        line,
        (10_000, 100_000, 1_000_000),
        {"ours": answer(ours.LinearRegression()), "scikit-learn": answer(LinearRegression())},
        size_label=f"rows × {COLUMNS}",
    ),
    Job(
        "ridge regression",
        line,
        (10_000, 100_000, 1_000_000),
        {"ours": answer(ours.Ridge()), "scikit-learn": answer(Ridge())},
        size_label=f"rows × {COLUMNS}",
    ),
    Job(
        "logistic regression",
        classes,
        (2_000, 20_000, 200_000),
        {
            "ours": loss(ours.LogisticRegression()),
            "newton-cholesky": loss(LogisticRegression(solver="newton-cholesky")),
            # At its usual 1e-4 its loss is 2e-6 off.
            "lbfgs": loss(LogisticRegression(solver="lbfgs", tol=1e-5)),
        },
        same_loss,
        size_label=f"rows × {COLUMNS}",
    ),
]
