"""Comparing models by cross-validation: the same folds for all, intervals, and a choice with a reason."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.base import clone

from firsthand.classical.selection import Rows, k_fold
from firsthand.tabular.encoders import Floats
from firsthand.tabular.kinds import Column, clean
from firsthand.tabular.models import candidates, fit_model, predict_model
from firsthand.tabular.preparing import Preparer
from firsthand.tabular.target import Target, Task

Progress = Callable[[int, int, str], None]
Interval = tuple[float, float]
SURE = 1.96  # standard errors on either side of a mean that hold it in 95 of 100 samples
LEAST_PROBABILITY = 1e-15


@dataclass(frozen=True, eq=False)
class Result:
    """How one model did on rows it had not seen.

    `score` is the metric that chooses, lower is better, with its 95 %
    interval `low` to `high`; `metrics` and `intervals` hold it and the other
    one. `losses` has the loss of each row (log loss, squared error),
    `predictions` probabilities (n, k) or numbers (n,), `folds` the score in
    each fold, `seconds` the fitting of all folds.
    """

    name: str
    metrics: Mapping[str, float]
    intervals: Mapping[str, Interval]
    losses: Floats
    folds: Floats
    predictions: Floats
    seconds: float

    @property
    def score(self) -> float:
        return next(iter(self.metrics.values()))

    @property
    def low(self) -> float:
        return next(iter(self.intervals.values()))[0]

    @property
    def high(self) -> float:
        return next(iter(self.intervals.values()))[1]


@dataclass(frozen=True, eq=False)
class Comparison:
    """All models on the same folds.

    `best` has the lowest score, `chosen` is the simplest as good as that, and
    `why` says so. `truth` holds the targets that the predictions are held against.
    """

    task: Task
    metric: str
    results: dict[str, Result]
    folds: list[tuple[Rows, Rows]]
    models: dict[str, Any]
    truth: NDArray[Any]
    best: str
    chosen: str
    why: str

    def table(self) -> pd.DataFrame:
        """One row a model: each metric with the ends of its interval, and the seconds it took."""
        rows = []
        for result in self.results.values():
            row: dict[str, Any] = {"model": result.name}
            for metric, value in result.metrics.items():
                low, high = result.intervals[metric]
                row |= {metric: value, f"{metric} from": low, f"{metric} to": high}
            rows.append(row | {"seconds": result.seconds})
        return pd.DataFrame(rows).set_index("model")


def compare(
    frame: pd.DataFrame,
    target: Target,
    kinds: Mapping[str, Column],
    models: Mapping[str, Any] | None = None,
    n_folds: int = 5,
    random_state: int = 0,
    progress: Progress | None = None,
) -> Comparison:
    """Cross-validate models on identical folds, preparing the columns anew inside each fold.

    Each fold's training rows, and they alone, tell the preparer and then
    every model what there is to learn; the fold's other rows judge. The
    intervals come from how much the loss differs from row to row.

    Parameters
    ----------
    frame : DataFrame of n rows
    target : Target
        Its y has n entries: give `frame.iloc[target.rows]`.
    kinds : mapping of column name to Column
    models : mapping of name to estimator, simplest first, default=None
        None takes `candidates`; the first is the baseline.
    n_folds : int, default=5
    random_state : int, default=0
    progress : callable (done, total, what), default=None

    Returns
    -------
    Comparison
    """
    n = len(frame)
    given = dict(models or candidates(target.task, n, target.n_classes, random_state))
    stratify = target.y if target.task == "classification" else None
    folds = k_fold(n, min(n_folds, n), shuffle=True, random_state=random_state, stratify=stratify)
    table = clean(frame, kinds)
    predictions: dict[str, Floats] = {name: _room(target) for name in given}
    seconds = dict.fromkeys(given, 0.0)
    done, total = 0, len(folds) * len(given)
    for number, (train, held_out) in enumerate(folds, 1):
        preparer = Preparer(kinds, target.task)
        X, y = preparer.fit_transform(table.iloc[train], target.y[train]), target.y[train]
        X_held_out = preparer.transform(table.iloc[held_out])
        for name, model in given.items():
            if progress:
                progress(done, total, f"fold {number} of {len(folds)}: {name}")
            start = time.perf_counter()
            fitted = fit_model(clone(model), X, y)
            seconds[name] += time.perf_counter() - start
            predictions[name][held_out] = predict_model(fitted, X_held_out, target.task)
            done += 1
    if progress:
        progress(total, total, "compared")
    return _judge(target, given, folds, predictions, seconds)


def _room(target: Target) -> Floats:
    n = len(target.y)
    return np.zeros((n, target.n_classes) if target.task == "classification" else n)


def _judge(
    target: Target,
    models: dict[str, Any],
    folds: list[tuple[Rows, Rows]],
    predictions: Mapping[str, Floats],
    seconds: Mapping[str, float],
) -> Comparison:
    results = {
        name: _result(name, target, predictions[name], [own for _, own in folds], seconds[name])
        for name in models
    }
    best = min(results, key=lambda name: results[name].score)
    chosen, why = choose(results)
    metric = next(iter(results[best].metrics))
    return Comparison(target.task, metric, results, folds, models, target.y, best, chosen, why)


def _result(name: str, target: Target, predicted: Floats, folds: list[Rows], seconds: float) -> Result:
    losses = row_losses(target, predicted)
    if target.task == "classification":
        right = (predicted.argmax(axis=1) == target.y).astype(np.float64)
        metrics = {"log loss": losses.mean(), "accuracy": right.mean()}
        intervals = {"log loss": interval(losses), "accuracy": interval(right)}
        by_fold = np.array([losses[own].mean() for own in folds])
    else:
        spread = float(np.var(target.y))
        low, high = interval(losses)
        metrics = {"RMSE": np.sqrt(losses.mean()), "R²": 1 - losses.mean() / spread}
        intervals = {
            "RMSE": (np.sqrt(max(low, 0.0)), np.sqrt(high)),
            "R²": (1 - high / spread, 1 - low / spread),
        }
        by_fold = np.array([np.sqrt(losses[own].mean()) for own in folds])
    plain = {metric: float(value) for metric, value in metrics.items()}
    ends = {metric: (float(low), float(high)) for metric, (low, high) in intervals.items()}
    return Result(name, plain, ends, losses, by_fold, predicted, seconds)


def row_losses(target: Target, predicted: Floats) -> Floats:
    """The loss of each row: -log of the probability of its class, or the squared error. Shape (n,)."""
    if target.task == "regression":
        return np.asarray((predicted - target.y) ** 2)
    given = predicted[np.arange(len(target.y)), target.y]
    return np.asarray(-np.log(given.clip(LEAST_PROBABILITY, 1.0)))


def interval(values: NDArray[np.float64]) -> Interval:
    """The 95 % interval of a mean over rows: 1.96 standard errors on either side."""
    mean, error = float(values.mean()), standard_error(values)
    return mean - SURE * error, mean + SURE * error


def standard_error(values: NDArray[np.float64]) -> float:
    """By how much a mean over other rows of the same kind would typically differ; 0 for a single row."""
    return float(values.std(ddof=1) / np.sqrt(len(values))) if len(values) > 1 else 0.0


def choose(results: Mapping[str, Result]) -> tuple[str, str]:
    """Choose the simplest model whose loss is within one standard error of the best, and say why.

    The models were judged on the same rows, so their losses are compared row
    by row: the standard error is that of the difference. That is far smaller
    than the interval of either, for rows that are hard are hard for both.

    Parameters
    ----------
    results : mapping of name to Result, simplest first

    Returns
    -------
    tuple of the name and a sentence
    """
    best = min(results.values(), key=lambda result: result.score)
    metric = next(iter(best.metrics))
    baseline = next(iter(results))
    name = next(name for name, result in results.items() if _as_good(result.losses - best.losses))
    if name == baseline and len(results) > 1:
        return name, (
            f"No model is better than the baseline ({baseline}) by more than one standard error: the columns tell "
            "next to nothing about the target."
        )
    if name == best.name:
        return (
            name,
            f"{name} has the lowest {metric}, and no simpler model comes within one standard error of it.",
        )
    return name, (
        f"{best.name} has the lowest {metric}, {best.score:.4g}. {name}, which is simpler, has {results[name].score:.4g}: "
        "row by row that is worse by less than one standard error, so the simpler one is chosen."
    )


def _as_good(worse: Floats) -> bool:
    return bool(worse.mean() <= standard_error(worse))
