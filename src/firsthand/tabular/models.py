"""The models that are compared, from the simplest to the most involved."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.exceptions import ConvergenceWarning

from firsthand.classical import (
    GradientBoostingClassifier,
    GradientBoostingRegressor,
    LogisticRegression,
    RandomForestClassifier,
    RandomForestRegressor,
    RidgeRegression,
)
from firsthand.tabular.encoders import Floats
from firsthand.tabular.target import Task

LEAST_SHARE = (
    10_000  # a forest's leaf holds at least one row in so many: deep trees on a million rows fill the memory
)
FEW_ROWS = 20_000
MANY_CLASSES = 10  # each round of boosting grows a tree a class


def candidates(task: Task, n_rows: int, n_classes: int = 2, random_state: int = 0) -> dict[str, Any]:
    """Give fresh models for a task, simplest first; the first is the baseline that looks at no column.

    Settings are the customary ones, the same for all that boost: 200 trees
    of depth 4 in steps of 0.05 (50 in steps of 0.2 above 10 classes).

    Parameters
    ----------
    task : "classification" or "regression"
    n_rows : int
        How many rows they will learn from: a forest's leaves grow with it.
    n_classes : int, default=2
    random_state : int, default=0
    """
    rounds, rate = (50, 0.2) if n_classes > MANY_CLASSES else (200, 0.05)
    # Threads that wait for one another cost more than they bring on few rows.
    common = {"random_state": random_state, "n_jobs": 1 if n_rows < FEW_ROWS else -1}
    boosting = {"n_estimators": rounds, "learning_rate": rate, "max_depth": 4, **common}
    forest = {"n_estimators": 100, "min_samples_leaf": max(2, n_rows // LEAST_SHARE), **common}
    if task == "classification":
        return {
            "majority class": DummyClassifier(strategy="prior"),
            "logistic regression": _make(LogisticRegression),
            "random forest": _make(RandomForestClassifier, **forest),
            "gradient boosting": _make(GradientBoostingClassifier, **boosting),
            "XGBoost": _xgboost("XGBClassifier", **boosting),
            "LightGBM": _lightgbm("LGBMClassifier", **boosting),
        }
    return {
        "mean": DummyRegressor(strategy="mean"),
        "ridge regression": _make(RidgeRegression),
        "random forest": _make(RandomForestRegressor, **forest, max_features=1 / 3),
        "gradient boosting": _make(GradientBoostingRegressor, **boosting),
        "XGBoost": _xgboost("XGBRegressor", **boosting),
        "LightGBM": _lightgbm("LGBMRegressor", **boosting),
    }


def _make(kind: Any, **settings: Any) -> Any:
    return kind(**settings)


def _xgboost(kind: str, **settings: Any) -> Any:
    import xgboost  # a second to import, which no other command should wait for

    return getattr(xgboost, kind)(**settings, tree_method="hist", verbosity=0)


def _lightgbm(kind: str, **settings: Any) -> Any:
    import lightgbm

    return getattr(lightgbm, kind)(**settings, num_leaves=15, verbosity=-1)


def fit_model(model: Any, X: Floats, y: NDArray[Any]) -> Any:
    """Fit a model without warnings that are about its own settings. Returns it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return model.fit(X, y)


def predict_model(model: Any, X: Floats, task: Task) -> Floats:
    """Give probabilities of shape (n, k), or numbers of shape (n,)."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "X does not have valid feature names", UserWarning)
        found = model.predict_proba(X) if task == "classification" else model.predict(X)
    return np.asarray(found, dtype=np.float64)
