"""How models did on rows they had not seen, and which of them is taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from firsthand._typing import Floats, Indices
from firsthand.tabular.columns.target import Target, part
from firsthand.tabular.modelling.metrics import (
    HIGHER_IS_BETTER,
    OF_FACTORS,
    Interval,
    metric_losses,
    metric_value,
    score,
    standard_error,
)


@dataclass(frozen=True, eq=False)
class CrossValidationResult:
    """How one model did on rows it had not seen.

    `score` is the metric that chooses, with its 95 % interval `low` to
    `high`; `metrics` and `intervals` hold it and the others. `losses` has
    what each row adds to it, lower is better (log loss, squared error), and
    `bounded` a loss that no single row can rule (squared distance of the
    probabilities from the truth, absolute error),
    `predictions` probabilities (n, k) or numbers (n,), `folds` the score in
    each fold, `seconds` the fitting of all folds.
    """

    name: str
    metrics: Mapping[str, float]
    intervals: Mapping[str, Interval]
    losses: Floats
    bounded: Floats
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


def judge(
    name: str, target: Target, predicted: Floats, places: list[Indices], seconds: float, metric: str
) -> CrossValidationResult:
    """Hold out-of-fold predictions against the truth; `places` has the rows that each fold judged."""
    found = score(target, predicted, metric)
    losses = metric_losses(metric, target, predicted)
    bounded = _bounded_losses(metric, target, predicted, losses)
    by_fold = np.array([metric_value(metric, part(target, own), predicted[own]) for own in places])
    return CrossValidationResult(
        name, found.metrics, found.intervals, losses, bounded, by_fold, predicted, seconds
    )


def _bounded_losses(metric: str, target: Target, predicted: Floats, losses: Floats) -> Floats:
    if metric in ("RMSE", "R²", OF_FACTORS):
        return np.sqrt(losses)  # each loss is a square
    if metric != "log loss":
        return losses
    truth = np.zeros_like(predicted)
    truth[np.arange(len(target.y)), target.y] = 1.0
    return np.asarray(((predicted - truth) ** 2).sum(axis=1))


def choose(results: Mapping[str, CrossValidationResult]) -> tuple[str, str]:
    """Choose the simplest model whose loss is within one standard error of the best, and say why.

    The models were judged on the same rows, so their losses are compared row
    by row: the standard error is that of the difference. That is far smaller
    than the interval of either, for rows that are hard are hard for both. A
    single row with a huge loss makes any standard error huge, so a simpler
    model must hold its own by a bounded loss too.

    Parameters
    ----------
    results : mapping of name to CrossValidationResult, simplest first

    Returns
    -------
    tuple of the name and a sentence
    """
    best = min(results.values(), key=lambda result: float(result.losses.mean()))
    metric = next(iter(best.metrics))
    most = "highest" if metric in HIGHER_IS_BETTER else "lowest"
    baseline = next(iter(results))
    name = next(
        name
        for name, result in results.items()
        if _as_good(result.losses - best.losses) and _as_good(result.bounded - best.bounded)
    )
    if name == baseline and len(results) > 1:
        return name, (
            f"No model is better than the baseline ({baseline}) by more than one standard error: the columns tell "
            "next to nothing about the target."
        )
    if name == best.name:
        return (
            name,
            f"{name} has the {most} {metric}, and no simpler model comes within one standard error of it.",
        )
    return name, (
        f"{best.name} has the {most} {metric}, {best.score:.4g}. {name}, which is simpler, has {results[name].score:.4g}: "
        "row by row that is worse by less than one standard error, so the simpler one is chosen."
    )


def _as_good(worse: Floats) -> bool:
    return bool(worse.mean() <= standard_error(worse))
