"""What the chosen model goes by, and where it goes wrong: both on rows that it had not seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.base import clone

from firsthand.classical import confusion_matrix
from firsthand.tabular.comparing import Comparison, Progress, Result, row_losses
from firsthand.tabular.encoders import Floats
from firsthand.tabular.kinds import Column, clean
from firsthand.tabular.models import fit_model, predict_model
from firsthand.tabular.preparing import Preparer
from firsthand.tabular.target import Target

REPEATS = 3
MOST_COLUMNS = 60  # columns that are shuffled; of a wider table those that go most with the target
MOST_ROWS = 5000  # held-out rows of a fold that are predicted for each shuffle
WORST = 10


@dataclass(frozen=True, eq=False)
class Explanation:
    """What matters, and what goes wrong.

    Attributes
    ----------
    importances : DataFrame with column, importance, spread
        The rise of the metric that chose when the column is shuffled on
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
    progress: Progress | None = None,
) -> Explanation:
    """Explain the chosen model of a comparison, on the rows that each fold held out.

    Takes the arguments of `compare` and its result. All features that come
    from one column of the table are shuffled together, as if the column
    itself were: its values stay, what ties them to the row is cut.
    """
    model = comparison.models[comparison.chosen]
    table, random = clean(frame, kinds), np.random.default_rng(random_state)
    rises: dict[str, list[float]] = {}
    n_unasked = 0
    for number, (train, held_out) in enumerate(comparison.folds):
        if progress:
            progress(number, len(comparison.folds), f"explaining {comparison.chosen}")
        preparer = Preparer(kinds, target.task)
        X = preparer.fit_transform(table.iloc[train], target.y[train])
        if not rises:
            asked = _asked(X, target.y[train], preparer.sources_)
            rises, n_unasked = {name: [] for name in asked}, len(set(preparer.sources_)) - len(asked)
        fitted = fit_model(clone(model), X, target.y[train])
        rows = random.permutation(held_out)[:MOST_ROWS]
        found = shuffled_rises(fitted, preparer.transform(table.iloc[rows]), _part(target, rows), preparer.sources_,
                               list(rises), random)  # fmt: skip
        for name, values in found.items():
            rises[name] += values
    if progress:
        progress(len(comparison.folds), len(comparison.folds), "explained")
    chosen = comparison.results[comparison.chosen]
    return Explanation(
        _ranked(rises), worst_rows(frame, target, chosen), _confusion(target, chosen), n_unasked
    )


def _part(target: Target, rows: NDArray[np.intp]) -> Target:
    return Target(target.name, target.task, target.y[rows], target.classes, rows)


def shuffled_rises(
    model: Any,
    X: Floats,
    target: Target,
    sources: list[str],
    asked: list[str],
    random: np.random.Generator,
    repeats: int = REPEATS,
) -> dict[str, list[float]]:
    """Measure by how much the metric rises when all features of one column are shuffled together.

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
    repeats : int, default=3

    Returns
    -------
    dict of column to `repeats` rises
    """
    plain, came_from = _metric(model, X, target), np.array(sources)
    X = X.copy()
    rises: dict[str, list[float]] = {name: [] for name in asked}
    for name, own in rises.items():
        at = np.flatnonzero(came_from == name)
        kept = X[:, at].copy()
        for _ in range(repeats):
            X[:, at] = kept[random.permutation(len(X))]
            own.append(_metric(model, X, target) - plain)
        X[:, at] = kept
    return rises


def _metric(model: Any, X: Floats, target: Target) -> float:
    loss = float(row_losses(target, predict_model(model, X, target.task)).mean())
    return float(np.sqrt(loss)) if target.task == "regression" else loss


def _asked(X: Floats, y: NDArray[Any], sources: list[str]) -> list[str]:
    """The columns to shuffle: all, or of a wide table those with a feature that goes most with the target."""
    names = list(dict.fromkeys(sources))
    if len(names) <= MOST_COLUMNS:
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
    kept = set(by_column.index[:MOST_COLUMNS])
    return [name for name in names if name in kept]


def _ranked(rises: Mapping[str, list[float]]) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "column": list(rises),
            "importance": [float(np.mean(values)) for values in rises.values()],
            "spread": [float(np.std(values)) for values in rises.values()],
        }
    )
    return table.sort_values("importance", ascending=False, kind="stable", ignore_index=True)


def worst_rows(frame: pd.DataFrame, target: Target, result: Result) -> pd.DataFrame:
    """The rows with the largest loss: what is true, what was predicted (and how surely), then their columns."""
    at = np.argsort(-result.losses, kind="stable")[:WORST]
    if target.classes is None:
        told = {"true": target.y[at], "predicted": result.predictions[at]}
    else:
        probability = result.predictions[at]
        told = {
            "true": target.classes[target.y[at]],
            "predicted": target.classes[probability.argmax(axis=1)],
            "sure": probability.max(axis=1),
        }
    told_frame = pd.DataFrame(told, index=frame.index[at])
    return pd.concat([told_frame, frame.iloc[at].rename(columns=lambda name: _free(name, told))], axis=1)


def _free(name: str, taken: Mapping[str, Any]) -> str:
    return f"{name} (column)" if name in taken else name


def _confusion(target: Target, result: Result) -> NDArray[Any] | None:
    if target.classes is None:
        return None
    return confusion_matrix(target.y, result.predictions.argmax(axis=1), labels=np.arange(target.n_classes))
