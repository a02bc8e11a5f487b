"""Comparing models by cross-validation: the same folds for all, intervals, and a choice with a reason."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.base import clone

from firsthand._typing import Floats, Indices, OnProgress
from firsthand.tabular.columns.column_types import Column
from firsthand.tabular.columns.target import Target, Task, part
from firsthand.tabular.formatting import listed
from firsthand.tabular.modelling.blending import N_ROUNDS, Blend, greedy_weights, nested_mix, of_true_class
from firsthand.tabular.modelling.cross_validation import Folds, random_folds
from firsthand.tabular.modelling.cv_result import CrossValidationResult, choose, judge
from firsthand.tabular.modelling.fitted_folds import FittedFolds, KeptModels
from firsthand.tabular.modelling.fold_tables import FoldTables
from firsthand.tabular.modelling.metrics import find_metric
from firsthand.tabular.modelling.models import candidates, fit_part, predict_model
from firsthand.tabular.modelling.tuning import Search, search

BLEND = "blend"


@dataclass(frozen=True, eq=False)
class Comparison:
    """All models on the same folds.

    `best` has the best score, `chosen` is the simplest as good as that, and
    `why` says so. `judged` are the rows that were held out at some time, `truth` their targets, against which the
    predictions are held; `description` how the folds came about. `weights` has the members of the blend, by the name of a model
    or of a trial, largest first; it is empty without one. `search` is what was tried in the budget, None without. `fitted`
    has the chosen model as it was fitted on each fold, for `explain`; None where that was let go.
    """

    task: Task
    metric: str
    results: dict[str, CrossValidationResult]
    folds: list[tuple[Indices, Indices]]
    models: dict[str, Any]
    truth: NDArray[Any]
    best: str
    chosen: str
    why: str
    judged: Indices
    description: str
    weights: dict[str, float] = field(default_factory=dict)
    search: Search | None = None
    fitted: FittedFolds | None = None

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
    progress: OnProgress | None = None,
    metric: str | None = None,
    folds: Folds | None = None,
    budget: float = 0.0,
) -> Comparison:
    """Cross-validate models on identical folds, tune them while the budget lasts, and blend all that was fitted.

    Each fold's training rows, and they alone, tell the preprocessor and then
    every model what there is to learn; the fold's other rows judge. The
    intervals come from how much the loss differs from row to row.

    A tuned model and the blend choose by out-of-fold predictions, so their
    scores are nested: what predicts a fold was chosen on the other folds.

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
    metric : str, default=None
        The metric that chooses: log loss, accuracy, AUC (of two classes), F1
        (mean over classes), RMSE, MAE, R² or RMSLE. None takes log loss or RMSE.
    folds : Folds, default=None
        Which rows teach and which judge; None draws n_folds at random.
    budget : float, default=0.0
        Seconds to try other settings in: see `tuning.search`.

    Returns
    -------
    Comparison
    """
    metric = find_metric(metric, target.task, target.n_classes)
    given = dict(models or candidates(target.task, len(frame), target.n_classes, random_state))
    split = folds or random_folds(target, n_folds, random_state)
    tables = FoldTables(frame, target, kinds, split.pairs)
    kept = KeptModels()
    predictions, seconds = _out_of_fold(given, tables, target, kept, progress)
    tried = None
    if budget and len(tables) > 1:  # one fold cannot choose and judge
        able = dict(list(given.items())[1:])
        tried = search(able, predictions, tables, target, metric, budget, progress, random_state, kept)
    judged = tables.judged
    aim, places = part(target, judged), [np.searchsorted(judged, own) for _, own in split.pairs]
    pool = _Pool(aim, places, metric)
    for name, model in given.items():
        pool.add(name, name, model, predictions[name][judged], seconds[name])
    for trial in tried.trials if tried else ():
        if trial.predictions is not None:
            pool.add(trial.name, trial.kind, trial.model, trial.predictions[judged], trial.seconds)
    every, results, weights = pool.judged(list(given))
    best = min(results, key=lambda name: float(results[name].losses.mean()))
    chosen, why = choose(results)
    fitted = FittedFolds(tables, target, every[chosen], kept, pool.name_of(every[chosen]))
    return Comparison(
        target.task, metric, results, split.pairs, every, aim.y, best, chosen, why, judged, split.description, weights, tried,
        fitted,
    )  # fmt: skip


def about_blend(comparison: Comparison) -> str:
    """What the blend is made of and what its score means; "" without one."""
    if not comparison.weights:
        return ""
    members = listed((f"{name} {weight:.2f}" for name, weight in comparison.weights.items()), 12)
    return (
        f"The blend is the weighted mean of what models predict: {members}. Its score is of weights that were found "
        "without the fold that they are judged on."
    )


def _out_of_fold(
    models: Mapping[str, Any],
    tables: FoldTables,
    target: Target,
    kept: KeptModels,
    progress: OnProgress | None,
) -> tuple[dict[str, Floats], dict[str, float]]:
    """What each model predicts for rows it was not fitted on, and the seconds that its fitting took."""
    n, k = len(target.y), target.n_classes
    predictions = {name: np.zeros((n, k) if k else n) for name in models}
    seconds = dict.fromkeys(models, 0.0)
    on_folds: dict[str, list[Any]] = {name: [] for name in models}
    done, total = 0, len(tables) * len(models)
    for number in range(len(tables)):
        fold = tables[number]
        for name, model in models.items():
            if progress:
                progress(done, total, f"fold {number + 1} of {len(tables)}: {name}")
            start = time.perf_counter()
            fitted = fit_part(clone(model), fold.X, fold.y, k)
            seconds[name] += time.perf_counter() - start
            on_folds[name].append(fitted)
            predictions[name][fold.held_out] = predict_model(fitted, fold.X_held_out, target.task)
            done += 1
    if progress:
        progress(total, total, "compared")
    for name, models_of_folds in on_folds.items():
        kept.keep(name, models_of_folds)
    return predictions, seconds


class _Pool:
    """All that was fitted on all folds: what models are tuned and blended from."""

    def __init__(self, target: Target, places: list[Indices], metric: str) -> None:
        self._target, self._places, self._metric = target, places, metric
        self._kinds: list[str] = []
        self._models: dict[str, Any] = {}
        self._predictions: list[Floats] = []
        self._seconds: list[float] = []

    def add(self, name: str, kind: str, model: Any, predictions: Floats, seconds: float) -> None:
        """Add a model and what it predicted for the judged rows."""
        self._models[name] = model
        self._kinds.append(kind)
        self._predictions.append(predictions)
        self._seconds.append(seconds)

    def name_of(self, model: Any) -> str:
        """What a model that was fitted is called; "" for one that was put together of others."""
        return next((name for name, one in self._models.items() if one is model), "")

    def judged(
        self, given: Sequence[str]
    ) -> tuple[dict[str, Any], dict[str, CrossValidationResult], dict[str, float]]:
        """Models and results of those given, the blend and the best settings of each; and the blend's weights.

        The blend stands before the tuned models, and is taken where none of them is clearly better: a mean of several
        owes its place to luck less than the best of many.
        """
        models = {name: self._models[name] for name in given}
        results = {
            name: self._result(name, self._predictions[k], self._seconds[k]) for k, name in enumerate(given)
        }
        if len(self._places) < 2:
            return models, results, {}
        own = [k for k, kind in enumerate(self._kinds) if kind != given[0]]
        weights = self._weights(own) if own else {}
        if len(weights) > 1:
            models[BLEND] = Blend({name: self._models[name] for name in weights}, weights)
            results[BLEND] = self._nested(BLEND, own)
        for kind in given[1:]:
            own, name = [k for k, one in enumerate(self._kinds) if one == kind], f"{kind}, tuned"
            (best,) = self._weights(own, rounds=1)
            if best != kind:
                models[name], results[name] = self._models[best], self._nested(name, own, rounds=1)
        return models, results, weights if len(weights) > 1 else {}

    def _weights(self, own: list[int], rounds: int = N_ROUNDS) -> dict[str, float]:
        """The weights by name, largest first, of those that have one."""
        said = np.stack([of_true_class(self._predictions[k], self._target) for k in own])
        kinds = [self._kinds[k] for k in own]
        weights = greedy_weights(said, self._target.y, self._target.task, self._metric, kinds, rounds)
        names = list(self._models)
        return {names[own[k]]: float(weights[k]) for k in np.argsort(-weights, kind="stable") if weights[k]}

    def _nested(self, name: str, own: list[int], rounds: int = N_ROUNDS) -> CrossValidationResult:
        predictions, kinds = [self._predictions[k] for k in own], [self._kinds[k] for k in own]
        found = nested_mix(predictions, self._target, self._places, self._metric, kinds, rounds)
        return self._result(name, found, sum(self._seconds[k] for k in own))

    def _result(self, name: str, predictions: Floats, seconds: float) -> CrossValidationResult:
        return judge(name, self._target, predictions, self._places, seconds, self._metric)
