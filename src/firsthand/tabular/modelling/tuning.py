"""Trying other settings of the models within a budget of time, on the folds that the others were judged on."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.base import clone

from firsthand._typing import Floats, OnProgress
from firsthand.tabular.columns.target import Target, part
from firsthand.tabular.formatting import counted
from firsthand.tabular.modelling.blending import MAX_OF_A_KIND, of_true_class, row_errors
from firsthand.tabular.modelling.fitted_folds import KeptModels
from firsthand.tabular.modelling.fold_tables import FoldTable, FoldTables
from firsthand.tabular.modelling.metrics import metric_value, standard_error
from firsthand.tabular.modelling.models import LogTarget, fit_part, predict_model

Settings = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Trial:
    """One model with settings of its own, and how it did.

    `predictions` are out of fold, of the form that a comparison's are, and `score` is the metric on them; both are None
    where it was given up after the first fold.
    """

    name: str
    kind: str
    settings: Settings
    model: Any
    predictions: Floats | None
    score: float | None
    seconds: float

    def spelled(self) -> str:
        """The settings in a few words."""
        return ", ".join(
            f"{name.replace('_', ' ')} {f'{value:.3g}' if isinstance(value, float) else value}"
            for name, value in self.settings.items()
        )


@dataclass(frozen=True, eq=False)
class Search:
    """What was tried, and whether somebody ended it before its time."""

    trials: list[Trial]
    seconds: float
    interrupted: bool = False

    def summary(self) -> str:
        """What was done, in a sentence."""
        whole = sum(trial.predictions is not None for trial in self.trials)
        given_up = len(self.trials) - whole
        end = " Ended by hand; what was found until then counts." if self.interrupted else ""
        return (
            f"Tuning: {counted(len(self.trials), 'setting')} tried in {self.seconds:.0f} seconds, {whole} on all folds; "
            f"{given_up} given up after the first fold, where they were clearly worse than the best of their kind.{end}"
        )


def settings_of(kind: str, n_classes: int, random: np.random.Generator) -> Iterator[Settings]:
    """Settings to try for a kind of model, one after another; none for a kind that is not tuned.

    Linear models have a few penalties, boosters are drawn without end. The
    number of trees goes with the size of the steps, so that their product,
    how far the trees can go, stays within what is usual.
    """
    if kind == "ridge regression":
        yield from ({"alpha": alpha} for alpha in (10.0, 30.0, 3.0, 100.0, 300.0, 0.1))
    elif kind == "logistic regression":
        yield from ({"C": C} for C in (0.1, 10.0, 0.3, 0.03, 3.0, 0.01))
    elif kind in ("gradient boosting", "XGBoost", "LightGBM"):
        while True:
            yield _boosting(kind, n_classes, random)


def _boosting(kind: str, n_classes: int, random: np.random.Generator) -> Settings:
    def between(low: float, high: float) -> float:
        return float(np.exp(random.uniform(np.log(low), np.log(high))))

    rate, depth = between(0.02, 0.15), int(random.integers(3, 8))
    way = between(8.0, 50.0) / (1 if n_classes <= 3 else 2)
    settings: Settings = {
        "learning_rate": rate,
        "n_estimators": round(way / rate),
        "max_depth": depth,
        "min_child_weight": between(0.3, 20.0),
        "reg_lambda": between(0.1, 20.0),
        "subsample": float(random.uniform(0.6, 1.0)),
        "colsample_bytree": between(0.2, 1.0),
    }
    return settings | (
        {"num_leaves": min(2**depth - 1, int(random.integers(7, 64)))} if kind == "LightGBM" else {}
    )


def with_settings(model: Any, settings: Settings) -> Any:
    """A fresh copy of a model with other settings; of a model of the logarithm, those of the model inside."""
    within = "model__" if isinstance(model, LogTarget) else ""
    return clone(model).set_params(**{within + name: value for name, value in settings.items()})


def search(
    models: Mapping[str, Any],
    predictions: Mapping[str, Floats],
    folds: FoldTables,
    target: Target,
    metric: str,
    budget: float,
    progress: OnProgress | None = None,
    random_state: int = 0,
    kept: KeptModels | None = None,
) -> Search:
    """Try settings, each kind of model as long as another, until the time is up, or Ctrl-C.

    Each is fitted on the first fold, and on the others where it is not worse
    there than the best of its kind by more than a standard error. What the
    time cuts off is dropped. How many are reached depends on the machine.

    Parameters
    ----------
    models : mapping of name to estimator
        As they were compared.
    predictions : mapping of name to array
        What they predicted out of fold, (n, k) or (n,).
    folds, target, metric
        What they were judged on.
    budget : float
        Seconds.
    kept : KeptModels, default=None
        Where the fitted models of the best trials of each kind go.
    """
    start = time.perf_counter()
    race = _Race(folds, target, metric, start + budget, kept or KeptModels())
    random = np.random.default_rng(random_state)
    waiting = {kind: settings_of(kind, target.n_classes, random) for kind in models}
    spent, trials = dict.fromkeys(models, 0.0), list[Trial]()
    try:
        while waiting:
            kind = min(waiting, key=lambda kind: spent[kind])
            settings = next(waiting[kind], None)
            if settings is None:
                del waiting[kind]
                continue
            if progress:
                gone = min(round(time.perf_counter() - start), round(budget))
                progress(gone, round(budget), f"tuning {kind}, seconds; {len(trials)} tried")
            race.enter(kind, predictions[kind])
            name = f"{kind} {1 + sum(trial.kind == kind for trial in trials)}"
            trial = race.run(name, kind, settings, models[kind])
            if trial is None:
                break
            trials.append(trial)
            spent[kind] += trial.seconds
    except KeyboardInterrupt:
        return Search(trials, time.perf_counter() - start, interrupted=True)
    return Search(trials, time.perf_counter() - start)


class _Race:
    """The folds, the time that is left, and for each kind the row losses to beat on the first fold."""

    def __init__(self, folds: FoldTables, target: Target, metric: str, end: float, kept: KeptModels) -> None:
        self._folds, self._target, self._metric, self._end = folds, target, metric, end
        self._kept = kept
        self._ranked: dict[str, list[tuple[float, str]]] = {}
        self._to_beat: dict[str, Floats] = {}
        self._longest: dict[str, float] = {}

    def enter(self, kind: str, predictions: Floats) -> None:
        """Tell a kind's first model, if it has none yet, by its out-of-fold predictions."""
        own = self._folds[0].held_out
        self._to_beat.setdefault(kind, self._losses(predictions[own], own))

    def run(self, name: str, kind: str, settings: Settings, model: Any) -> Trial | None:
        """Try settings; None where there is no time for it."""
        tried, start = with_settings(model, settings), time.perf_counter()
        n, k = len(self._target.y), self._target.n_classes
        predictions = np.zeros((n, k) if k else n)
        on_folds = []
        for number in range(len(self._folds)):
            if time.perf_counter() + self._longest.get(kind, 0.0) / 2 > self._end:
                return None
            fold = self._folds[number]
            fitted, predictions[fold.held_out] = self._fit_predict(tried, kind, fold)
            on_folds.append(fitted)
            if number == 0 and not self._keeps_up(kind, predictions[fold.held_out], fold):
                return Trial(name, kind, settings, tried, None, None, time.perf_counter() - start)
        judged = self._folds.judged
        self._keep_the_best(name, kind, on_folds, float(self._losses(predictions[judged], judged).mean()))
        score = metric_value(self._metric, part(self._target, judged), predictions[judged])
        return Trial(name, kind, settings, tried, predictions, score, time.perf_counter() - start)

    def _fit_predict(self, model: Any, kind: str, fold: FoldTable) -> tuple[Any, Floats]:
        start = time.perf_counter()
        fitted = fit_part(clone(model), fold.X, fold.y, self._target.n_classes)
        found = predict_model(fitted, fold.X_held_out, self._target.task)
        self._longest[kind] = max(self._longest.get(kind, 0.0), time.perf_counter() - start)
        return fitted, found

    def _keep_the_best(self, name: str, kind: str, on_folds: list[Any], loss: float) -> None:
        """Keep the fitted models of the trials that may still be chosen or blended."""
        ranked = self._ranked.setdefault(kind, [])
        ranked.append((loss, name))
        ranked.sort()
        if len(ranked) > MAX_OF_A_KIND:
            _, worst = ranked.pop()
            self._kept.drop(worst)
        if (loss, name) in ranked:
            self._kept.keep(name, on_folds)

    def _keeps_up(self, kind: str, predicted: Floats, fold: FoldTable) -> bool:
        losses = self._losses(predicted, fold.held_out)
        worse = losses - self._to_beat[kind]
        if worse.mean() < 0:
            self._to_beat[kind] = losses
        return bool(worse.mean() <= standard_error(worse))

    def _losses(self, predicted: Floats, rows: Any) -> Floats:
        own = part(self._target, rows)
        return row_errors(self._metric, of_true_class(predicted, own), own.y, own.task)
