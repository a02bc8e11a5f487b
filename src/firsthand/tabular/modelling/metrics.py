"""Metrics as means over rows, so that each has an interval and two models can be compared row by row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from firsthand._typing import Floats
from firsthand.errors import FirsthandError
from firsthand.tabular.columns.target import Target, Task
from firsthand.tabular.formatting import listed

Interval = tuple[float, float]
SURE = 1.96  # standard errors on either side of a mean that hold it in 95 of 100 samples
# One row that a model was certain of and wrong about must not outweigh a thousand others.
LEAST_PROBABILITY = 1e-6
HIGHER_IS_BETTER = ("accuracy", "AUC", "F1", "R²")
OF_CLASSES = ("log loss", "accuracy", "AUC", "F1")
OF_NUMBERS = ("RMSE", "MAE", "R²")
OF_FACTORS = "RMSLE"  # of numbers of 0 or more; shown only where it is asked for


@dataclass(frozen=True)
class Scores:
    """Metrics of one model on rows it had not seen, each with its 95 % interval; the one that chooses is first."""

    metrics: dict[str, float]
    intervals: dict[str, Interval]


def find_metric(name: str | None, task: Task, n_classes: int) -> str:
    """The metric that is meant, however it is written; without a name log loss or RMSE.

    Raises
    ------
    FirsthandError
        If there is none of that name for this task.
    """
    known = [*metrics_of(task, n_classes), *([OF_FACTORS] if task == "regression" else [])]
    if name is None:
        return known[0]
    plain = name.lower().replace("_", "").replace("-", "").replace(" ", "").replace("²", "2")
    found = {one.lower().replace(" ", "").replace("²", "2"): one for one in known}
    if plain not in found:
        kind = f"a classification of {n_classes} classes" if task == "classification" else "a regression"
        raise FirsthandError(f"There is no metric {name} for {kind}. Choose one of {listed(known)}.")
    return found[plain]


def metrics_of(task: Task, n_classes: int) -> list[str]:
    """The metrics of a task; AUC for two classes only."""
    if task == "regression":
        return list(OF_NUMBERS)
    return [metric for metric in OF_CLASSES if metric != "AUC" or n_classes == 2]


def score(target: Target, predicted: Floats, first: str | None = None) -> Scores:
    """Compute all metrics of a task with their intervals, `first` before the others.

    Parameters
    ----------
    target : Target with n entries
    predicted : array of shape (n, k) or (n,)
        Probabilities or numbers.
    """
    names = metrics_of(target.task, target.n_classes)
    names = [first, *(name for name in names if name != first)] if first else names
    found = {name: _with_ends(name, target, predicted) for name in names}
    return Scores(
        {name: value for name, (value, _) in found.items()}, {name: ends for name, (_, ends) in found.items()}
    )


def metric_value(metric: str, target: Target, predicted: Floats) -> float:
    """One metric; NaN where the rows cannot tell (the AUC of one class)."""
    return _finish(metric, float(row_values(metric, target, predicted).mean()), target)


def _with_ends(metric: str, target: Target, predicted: Floats) -> tuple[float, Interval]:
    values = row_values(metric, target, predicted)
    most = 1.0 if metric in ("accuracy", "AUC", "F1") else np.inf
    ends = sorted(_finish(metric, end, target) for end in interval(values, 0.0, most))
    return _finish(metric, float(values.mean()), target), (ends[0], ends[1])


def _finish(metric: str, mean: float, target: Target) -> float:
    """From the mean over rows to the metric."""
    if metric in ("RMSE", OF_FACTORS):
        return float(np.sqrt(mean))
    if metric == "R²":
        spread = float(np.var(target.y))
        return 1 - mean / spread if spread else np.nan
    return mean


def row_values(metric: str, target: Target, predicted: Floats) -> Floats:
    """What each row adds to a metric; their mean is the metric (for RMSE, RMSLE and R² the mean squared error). Shape (n,).

    AUC and F1 are no means over rows. Their values are the metric plus the
    row's influence on it: the mean is the same, and its standard error that
    of DeLong (1988), doi:10.2307/2531595, and of the delta method.
    """
    if target.task == "regression":
        return _number_values(metric, target.y, predicted)
    if metric == "log loss":
        return row_losses(target, predicted)
    if metric == "accuracy":
        return np.asarray(predicted.argmax(axis=1) == target.y, dtype=np.float64)
    if metric == "AUC":
        return _auc_values(target.y == 1, predicted[:, 1])
    return _f1_values(target.y, predicted.argmax(axis=1))


def _number_values(metric: str, y: Floats, predicted: Floats) -> Floats:
    if metric == OF_FACTORS:  # log(1 + number), so that 0 is allowed; a prediction below 0 counts as 0
        return np.asarray((np.log1p(predicted.clip(min=0)) - np.log1p(y)) ** 2)
    missed = predicted - y
    return np.asarray(np.abs(missed) if metric == "MAE" else missed**2, dtype=np.float64)


def row_losses(target: Target, predicted: Floats) -> Floats:
    """The loss of each row: -log of the probability of its class, or the squared error. Shape (n,)."""
    if target.task == "regression":
        return np.asarray((predicted - target.y) ** 2)
    given = predicted[np.arange(len(target.y)), target.y]
    return np.asarray(-np.log(given.clip(LEAST_PROBABILITY, 1.0)))


def metric_losses(metric: str, target: Target, predicted: Floats) -> Floats:
    """What each row adds to a metric, turned so that lower is better. Shape (n,)."""
    values = row_values(metric, target, predicted)
    return 1 - values if metric in ("accuracy", "AUC", "F1") else values


def _auc_values(positive: NDArray[np.bool_], scores: Floats) -> Floats:
    n, n_positive = len(positive), int(positive.sum())
    n_negative = n - n_positive
    if not n_positive or not n_negative:
        return np.full(n, np.nan)
    # Of the rows of the other class, the share that a row stands on the right side of; ties count half.
    above = rankdata(scores)
    won = np.empty(n)
    won[positive] = (above[positive] - rankdata(scores[positive])) / n_negative
    won[~positive] = 1 - (above[~positive] - rankdata(scores[~positive])) / n_positive
    area = won[positive].mean()
    return np.asarray(area + (won - area) * np.where(positive, n / n_positive, n / n_negative))


def _f1_values(truth: NDArray[Any], guessed: NDArray[Any]) -> Floats:
    """F1 as the mean over the classes that are there, each as important as another."""
    total, classes = np.zeros(len(truth)), np.union1d(truth, guessed)
    for one in classes:
        both = ((truth == one) & (guessed == one)).astype(np.float64)
        size = (truth == one).astype(np.float64) + (guessed == one)
        f1 = 2 * both.mean() / size.mean()
        total += f1 + (2 * both - f1 * size) / size.mean()
    return total / len(classes)


def interval(values: NDArray[np.float64], least: float = -np.inf, most: float = np.inf) -> Interval:
    """The 95 % interval of a mean over rows: 1.96 standard errors on either side, within what the mean can be."""
    mean, error = float(values.mean()), standard_error(values)
    return max(least, mean - SURE * error), min(most, mean + SURE * error)


def standard_error(values: NDArray[np.float64]) -> float:
    """By how much a mean over other rows of the same kind would typically differ; 0 for a single row."""
    return float(values.std(ddof=1) / np.sqrt(len(values))) if len(values) > 1 else 0.0
