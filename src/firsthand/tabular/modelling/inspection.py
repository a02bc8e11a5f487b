"""What the chosen model goes by, and where it goes wrong: both on rows that it had not seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from firsthand._typing import Floats, OnProgress
from firsthand.classical import confusion_matrix
from firsthand.tabular.columns.column_types import Column
from firsthand.tabular.columns.target import Target, part
from firsthand.tabular.modelling.blending import Blend
from firsthand.tabular.modelling.cv_result import CrossValidationResult
from firsthand.tabular.modelling.fitted_folds import FittedFolds
from firsthand.tabular.modelling.fold_tables import FoldTables
from firsthand.tabular.modelling.metrics import HIGHER_IS_BETTER, metric_value, row_losses
from firsthand.tabular.modelling.model_comparison import Comparison
from firsthand.tabular.modelling.models import predict_model

N_REPEATS = 3
MAX_SHUFFLED_COLUMNS = 60  # columns that are shuffled; of a wider table those that go most with the target
MAX_ROWS_OF_A_FOLD = 5000  # held-out rows of a fold that are predicted for each shuffle
N_WORST_ROWS = 10
FOLDS_OF_A_BLEND = 2  # all its models are fitted and asked again in each


@dataclass(frozen=True, eq=False)
class Explanation:
    """What matters, and what goes wrong.

    Attributes
    ----------
    importances : DataFrame with column, importance, spread
        By how much the metric that chose gets worse when the column is shuffled on
        held-out rows, and its standard deviation over folds and repeats;
        largest first.
    worst : DataFrame
        The rows with the largest loss, with what is true and what was predicted.
    confusion : ndarray of shape (k, k), or None for a regression
        A row for what is true, a column for what was predicted.
    n_unasked : int
        Columns of a very wide table that were not shuffled.
    """

    importances: pd.DataFrame
    worst: pd.DataFrame
    confusion: NDArray[Any] | None
    n_unasked: int = 0


def explain(
    frame: pd.DataFrame,
    target: Target,
    kinds: Mapping[str, Column],
    comparison: Comparison,
    random_state: int = 0,
    progress: OnProgress | None = None,
) -> Explanation:
    """Explain the chosen model of a comparison, on the rows that each fold held out.

    Takes the arguments of `compare` and its result, and asks the models that
    `compare` fitted on the folds; a blend is explained on two of the folds.
    All features that come from one column of the table are shuffled together,
    as if the column itself were: its values stay, what ties them to the row is cut.
    """
    model = comparison.models[comparison.chosen]
    n_folds = (
        min(len(comparison.folds), FOLDS_OF_A_BLEND) if isinstance(model, Blend) else len(comparison.folds)
    )
    folds = comparison.fitted or FittedFolds(
        FoldTables(frame, target, kinds, comparison.folds), target, model
    )
    random = np.random.default_rng(random_state)
    rises: dict[str, list[float]] = {}
    n_unasked = 0
    for number in range(n_folds):
        if progress:
            progress(number, n_folds, f"explaining {comparison.chosen}")
        fold, fitted = folds[number]
        if not rises:
            asked = _asked(fold.X, fold.y, fold.sources)
            rises, n_unasked = {name: [] for name in asked}, len(set(fold.sources)) - len(asked)
        at = random.permutation(len(fold.held_out))[:MAX_ROWS_OF_A_FOLD]
        X, own = fold.X_held_out[at], part(target, fold.held_out[at])
        found = shuffled_rises(fitted, X, own, fold.sources, list(rises), random, comparison.metric)
        for name, values in found.items():
            rises[name] += values
    if progress:
        progress(n_folds, n_folds, "explained")
    chosen = comparison.results[comparison.chosen]
    judged, own = frame.iloc[comparison.judged], part(target, comparison.judged)
    return Explanation(_ranked(rises), worst_rows(judged, own, chosen), _confusion(own, chosen), n_unasked)


def shuffled_rises(
    model: Any,
    X: Floats,
    target: Target,
    sources: list[str],
    asked: list[str],
    random: np.random.Generator,
    metric: str,
    repeats: int = N_REPEATS,
) -> dict[str, list[float]]:
    """Measure by how much the metric gets worse when all features of one column are shuffled together.

    Parameters
    ----------
    model : fitted estimator
    X : array of shape (n, d)
    target : Target with n entries
    sources : list of d str
        The column that each feature comes from.
    asked : list of str
        The columns to shuffle.
    random : Generator
    metric : str
    repeats : int, default=3

    Returns
    -------
    dict of column to `repeats` rises
    """
    plain, came_from = _badness(metric, model, X, target), np.array(sources)
    X = X.copy()
    rises: dict[str, list[float]] = {name: [] for name in asked}
    for name, own in rises.items():
        at = np.flatnonzero(came_from == name)
        kept = X[:, at].copy()
        for _ in range(repeats):
            X[:, at] = kept[random.permutation(len(X))]
            own.append(_badness(metric, model, X, target) - plain)
        X[:, at] = kept
    return rises


def _badness(metric: str, model: Any, X: Floats, target: Target) -> float:
    value = metric_value(metric, target, predict_model(model, X, target.task))
    return -value if metric in HIGHER_IS_BETTER else value


def _asked(X: Floats, y: NDArray[Any], sources: list[str]) -> list[str]:
    """The columns to shuffle: all, or of a wide table those with a feature that goes most with the target."""
    names = list(dict.fromkeys(sources))
    if len(names) <= MAX_SHUFFLED_COLUMNS:
        return names
    targets = (y[:, np.newaxis] == np.unique(y) if y.dtype.kind in "iu" else y[:, np.newaxis]).astype(
        np.float64
    )
    centred, aim = X - X.mean(axis=0), targets - targets.mean(axis=0)
    scale = np.sqrt((centred**2).sum(axis=0))[:, np.newaxis] * np.sqrt((aim**2).sum(axis=0))
    strength = (np.abs(centred.T @ aim) / np.where(scale > 0, scale, np.inf)).max(axis=1)
    by_column = (
        pd.Series(strength).groupby(np.array(sources)).max().sort_values(ascending=False, kind="stable")
    )
    kept = set(by_column.index[:MAX_SHUFFLED_COLUMNS])
    return [name for name in names if name in kept]


def _ranked(rises: Mapping[str, list[float]]) -> pd.DataFrame:
    # A fold of one class has no AUC.
    known = [[value for value in values if np.isfinite(value)] or [0.0] for values in rises.values()]
    table = pd.DataFrame(
        {
            "column": list(rises),
            "importance": [float(np.mean(values)) for values in known],
            "spread": [float(np.std(values)) for values in known],
        }
    )
    return table.sort_values("importance", ascending=False, kind="stable", ignore_index=True)


def worst_rows(frame: pd.DataFrame, target: Target, result: CrossValidationResult) -> pd.DataFrame:
    """The rows with the largest loss: what is true, what was predicted (and how surely), then their columns."""
    losses = result.losses if target.classes is None else row_losses(target, result.predictions)
    at = np.argsort(-losses, kind="stable")[:N_WORST_ROWS]
    if target.classes is None:
        columns = {"true": target.y[at], "predicted": result.predictions[at]}
    else:
        probability = result.predictions[at]
        columns = {
            "true": target.classes[target.y[at]],
            "predicted": target.classes[probability.argmax(axis=1)],
            "sure": probability.max(axis=1),
        }
    beside = pd.DataFrame(columns, index=frame.index[at])
    return pd.concat([beside, frame.iloc[at].rename(columns=lambda name: _free(name, columns))], axis=1)


def _free(name: str, taken: Mapping[str, Any]) -> str:
    return f"{name} (column)" if name in taken else name


def _confusion(target: Target, result: CrossValidationResult) -> NDArray[Any] | None:
    if target.classes is None:
        return None
    return confusion_matrix(target.y, result.predictions.argmax(axis=1), labels=np.arange(target.n_classes))
