"""A blend: the weighted mean of what models predict, with weights found on rows that they had not seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, clone

from firsthand._typing import Floats, Indices
from firsthand.tabular.columns.target import Target
from firsthand.tabular.modelling.metrics import OF_FACTORS
from firsthand.tabular.modelling.models import fit_model, predict_model

N_ROUNDS = 25  # models are added so many times, so a weight is a multiple of 1/25 or a little coarser
MAX_OF_A_KIND = 6  # of many settings of one model, the best: the others only cost time
# A row that one model was certain of and wrong about must not decide: its loss is 6.9 at most.
LEAST_PROBABILITY = 1e-3


class Blend(BaseEstimator):
    """Predict the weighted mean of what several models predict.

    Parameters
    ----------
    models : mapping of name to estimator
    weights : mapping of name to float, together 1
    """

    def __init__(self, models: Mapping[str, Any], weights: Mapping[str, float]) -> None:
        self.models = models
        self.weights = weights

    def fit(self, X: Floats, y: NDArray[Any]) -> Blend:
        """Fit every model on the same rows."""
        self.models_ = {name: fit_model(clone(model), X, y) for name, model in self.models.items()}
        return self

    def of_fitted(self, fitted: Mapping[str, Any]) -> Blend:
        """The same blend of models that are fitted already."""
        blend = Blend(self.models, self.weights)
        blend.models_ = dict(fitted)
        return blend

    def predict(self, X: Floats) -> Floats:
        """The mean of the numbers, shape (n,)."""
        return mixed(
            [predict_model(model, X, "regression") for model in self.models_.values()], self._shares()
        )

    def predict_proba(self, X: Floats) -> Floats:
        """The mean of the probabilities, shape (n, k)."""
        return mixed(
            [predict_model(model, X, "classification") for model in self.models_.values()], self._shares()
        )

    def _shares(self) -> Floats:
        return np.array([self.weights[name] for name in self.models_])


def mixed(predictions: Sequence[Floats], weights: Floats) -> Floats:
    """The weighted sum of predictions of equal shape, of those with a weight."""
    return np.asarray(sum(weight * one for weight, one in zip(weights, predictions, strict=True) if weight))


def of_true_class(predictions: Floats, target: Target) -> Floats:
    """What of a prediction its loss depends on: the number, or the probability of the true class. Shape (n,)."""
    if target.task == "regression":
        return predictions
    return np.asarray(predictions[np.arange(len(target.y)), target.y])


def row_errors(metric: str, said: Floats, y: NDArray[Any], task: str) -> Floats:
    """The loss of each row that weights are found by, lower is better and bounded for probabilities.

    For classes it is the log loss, whatever the metric that chooses: accuracy, F1 and AUC move in steps, and follow it.
    For numbers it is the squared error, for MAE the absolute one, for RMSLE the squared difference of the logarithms.

    Parameters
    ----------
    metric : str
    said : array of shape (..., n)
        What `of_true_class` gives.
    y : array of shape (n,)
    task : "classification" or "regression"
    """
    if task == "classification":
        return np.asarray(-np.log(np.maximum(said, LEAST_PROBABILITY)))
    if metric == OF_FACTORS:
        return np.asarray((np.log1p(np.maximum(said, 0)) - np.log1p(y)) ** 2)
    return np.asarray(np.abs(said - y) if metric == "MAE" else (said - y) ** 2)


def greedy_weights(
    said: Floats, y: NDArray[Any], task: str, metric: str, kinds: Sequence[str], rounds: int = N_ROUNDS
) -> Floats:
    """Find weights by adding, again and again, the model that makes the mean of all added so far best.

    The same model may be added many times: how often is its weight. The mean
    is kept as it was when it was best. With one round it is the best model alone.
    O(rounds * models * n).

    Parameters
    ----------
    said : array of shape (m, n)
        What `of_true_class` gives, for each of m models.
    y : array of shape (n,)
    task : "classification" or "regression"
    metric : str
    kinds : list of m str
        Of one kind of model, the six best take part.
    rounds : int, default=25

    Returns
    -------
    ndarray of shape (m,), which sums to 1

    References
    ----------
    Caruana, Niculescu-Mizil, Crew and Ksikes (2004), Ensemble Selection from Libraries of Models,
    doi:10.1145/1015330.1015432.
    """
    able = _best_of_each_kind(row_errors(metric, said, y, task).mean(axis=1), kinds)
    total, added = np.zeros(said.shape[1]), np.zeros(len(said))
    least, weights = np.inf, added
    for count in range(1, rounds + 1):
        losses = row_errors(metric, (total + said[able]) / count, y, task).mean(axis=1)
        taken = able[losses.argmin()]
        total, added[taken] = total + said[taken], added[taken] + 1
        if losses.min() < least:
            least, weights = losses.min(), added / count
    return np.asarray(weights)


def _best_of_each_kind(losses: Floats, kinds: Sequence[str]) -> Indices:
    of_kind: dict[str, list[int]] = {}
    for at in np.argsort(losses, kind="stable"):
        of_kind.setdefault(kinds[at], []).append(int(at))
    return np.sort([at for found in of_kind.values() for at in found[:MAX_OF_A_KIND]])


def nested_mix(
    predictions: Sequence[Floats],
    target: Target,
    places: Sequence[Indices],
    metric: str,
    kinds: Sequence[str],
    rounds: int = N_ROUNDS,
) -> Floats:
    """Predict each fold by weights that were found on the other folds, so that no row chose what judges it.

    Parameters
    ----------
    predictions : list of m arrays of shape (n, k) or (n,)
        Out-of-fold predictions of m models.
    target : Target with n entries
    places : list of arrays
        The rows that each fold judged; together all n, and at least two folds.
    metric, kinds, rounds
        As for `greedy_weights`.

    Returns
    -------
    ndarray of shape (n, k) or (n,)
    """
    said = np.stack([of_true_class(one, target) for one in predictions])  # (m, n)
    found = np.empty_like(predictions[0])
    for own in places:
        others = np.setdiff1d(np.arange(len(target.y)), own)
        weights = greedy_weights(said[:, others], target.y[others], target.task, metric, kinds, rounds)
        found[own] = mixed([one[own] for one in predictions], weights)
    return found
