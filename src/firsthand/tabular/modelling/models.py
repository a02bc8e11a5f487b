"""The models that are compared, from the simplest to the most involved."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, RegressorMixin, clone
from sklearn.dummy import DummyClassifier, DummyRegressor
from sklearn.exceptions import ConvergenceWarning

from firsthand._typing import Floats
from firsthand.classical import (
    GradientBoostingClassifier,
    GradientBoostingRegressor,
    LogisticRegression,
    RandomForestClassifier,
    RandomForestRegressor,
    Ridge,
)
from firsthand.errors import FirsthandError
from firsthand.tabular.columns.preprocessing import BLOCK_ROWS, Preprocessor
from firsthand.tabular.columns.target import Task

LEAST_SHARE = (
    10_000  # a forest's leaf holds at least one row in so many: deep trees on a million rows fill the memory
)
FEW_ROWS = 20_000
MANY_CLASSES = 10  # each round of boosting grows a tree a class


def candidates(task: Task, n_rows: int, n_classes: int = 2, random_state: int = 0) -> dict[str, Any]:
    """Give fresh models for a task, simplest first; the first is the baseline that looks at no column.

    Settings are the same for all that boost: 400 trees of depth 5 in steps
    of 0.05 (50 in steps of 0.2 above 10 classes), each from four fifths of
    the rows and half of the columns.

    Parameters
    ----------
    task : "classification" or "regression"
    n_rows : int
        How many rows they will learn from: a forest's leaves grow with it.
    n_classes : int, default=2
    random_state : int, default=0
    """
    rounds, rate = (50, 0.2) if n_classes > MANY_CLASSES else (400, 0.05)
    # Threads that wait for one another cost more than they bring on few rows.
    common = {"random_state": random_state, "n_jobs": 1 if n_rows < FEW_ROWS else -1}
    parts = {"subsample": 0.8, "colsample_bytree": 0.5}
    # A row weighs 1 for a number, at most 1/4 for two classes, and less the more classes there are.
    least = {"min_child_weight": 5.0 if n_classes <= 2 else 1.0}
    boosting = {"n_estimators": rounds, "learning_rate": rate, "max_depth": 5, **parts, **least, **common}
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
        "ridge regression": _make(Ridge),
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

    return getattr(lightgbm, kind)(**settings, num_leaves=24, subsample_freq=1, verbosity=-1)


def fit_model(model: Any, X: Floats, y: NDArray[Any]) -> Any:
    """Fit a model without warnings that are about its own settings. Returns it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        return model.fit(X, y)


class LogTarget(RegressorMixin, BaseEstimator):
    """A regressor that learns the logarithm of a positive target, and predicts the target itself.

    Where a target is 0, it learns log(1 + target).
    Predictions stay within a factor e of what was seen: a line that is a
    little too high in logarithms is absurdly high in the target's own unit.
    """

    def __init__(self, model: Any) -> None:
        self.model = model

    def fit(self, X: Floats, y: Floats) -> LogTarget:
        self.plus_ = 0.0 if y.min() > 0 else 1.0
        logs = np.log(y + self.plus_)
        self.low_, self.high_ = float(logs.min()) - 1, float(logs.max()) + 1
        self.model_ = fit_model(clone(self.model), X, logs)
        return self

    def predict(self, X: Floats) -> Floats:
        logs = predict_model(self.model_, X, "regression")
        return np.asarray(np.exp(logs.clip(self.low_, self.high_)) - self.plus_)


def log_models(models: Mapping[str, Any]) -> dict[str, Any]:
    """The same models of the target's logarithm; the baseline, which comes first, stays what it is called."""
    return {name: LogTarget(model) if k else model for k, (name, model) in enumerate(models.items())}


@dataclass(frozen=True)
class OfSomeClasses:
    """A model that was shown some of the classes only; the others have probability 0."""

    model: Any
    shown: NDArray[np.intp]
    n_classes: int

    def predict_proba(self, X: Floats) -> Floats:
        found = np.zeros((len(X), self.n_classes))
        found[:, self.shown] = self.model.predict_proba(X)
        return found


def fit_part(model: Any, X: Floats, y: NDArray[Any], n_classes: int) -> Any:
    """Fit a model on rows among which classes may be missing. `n_classes` is 0 for a regression.

    Raises
    ------
    FirsthandError
        If all rows are of one class.
    """
    shown = np.unique(y) if n_classes else y
    if not n_classes or len(shown) == n_classes:
        return fit_model(model, X, y)
    if len(shown) < 2:
        raise FirsthandError(
            "The rows that a fold learns from are all of one class. Choose another column for --group or --time."
        )
    return OfSomeClasses(fit_model(model, X, np.searchsorted(shown, y)), shown, n_classes)


def predict_model(model: Any, X: Floats, task: Task) -> Floats:
    """Give probabilities of shape (n, k), or numbers of shape (n,)."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "X does not have valid feature names", UserWarning)
        found = model.predict_proba(X) if task == "classification" else model.predict(X)
    return np.asarray(found, dtype=np.float64)


def predict_blocks(model: Any, preprocessor: Preprocessor, frame: pd.DataFrame, task: Task) -> Floats:
    """Predict the rows of a table, a block at a time: probabilities (n, k), or numbers (n,)."""
    blocks = (frame.iloc[start : start + BLOCK_ROWS] for start in range(0, len(frame), BLOCK_ROWS))
    return np.concatenate([predict_model(model, preprocessor.transform(block), task) for block in blocks])
