"""What makes a split good, in the plainest form. `growth` does the same in one pass over sorted values."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from firsthand.classical.binning import halfway

Impurity = Callable[[NDArray[np.generic]], float]


class Stump(NamedTuple):
    """A tree of one split: `left` answers for x[feature] <= threshold, `right` for the others."""

    feature: int
    threshold: float
    left: object
    right: object


def gini(labels: ArrayLike) -> float:
    """Measure how mixed a group is: the chance that two of its members, drawn with replacement, differ.

    1 - sum(p_k ** 2) over the shares p_k of the classes: 0 for a pure group, 0.5 for two equal classes, and
    below 1 always.

    Parameters
    ----------
    labels : array of shape (n,)
        Any labels. An empty group has nothing mixed in it: 0.

    Returns
    -------
    float
    """
    shares = _shares(labels)
    return float(1 - (shares**2).sum()) if len(shares) else 0.0


def entropy(labels: ArrayLike) -> float:
    """Measure how mixed a group is: the bits that one member's label costs on average.

    -sum(p_k log2(p_k)) over the shares p_k of the classes that occur: 0 for a pure group, 1 for two equal
    classes, log2(k) for k.

    Parameters
    ----------
    labels : array of shape (n,)
        Any labels. An empty group costs nothing: 0.

    Returns
    -------
    float
        In bits.
    """
    shares = _shares(labels)
    return float((shares * np.log2(1 / shares)).sum())


def variance(values: ArrayLike) -> float:
    """Measure how far the numbers of a group, shape (n,), lie from their mean, in squared units. Empty: 0."""
    values = np.asarray(values, dtype=np.float64)
    return float(values.var()) if len(values) else 0.0


def best_split(x: ArrayLike, y: ArrayLike, impurity: Impurity = gini) -> tuple[float, float]:
    """Find where to cut one feature so that both sides are as pure as can be.

    Every place halfway between two neighbouring values is tried. A cut is worth the impurity of the whole
    minus the mean impurity of the sides, each counted by its share of the rows.

    Parameters
    ----------
    x : array of shape (n,)
        Numbers; at least one.
    y : array of shape (n,)
        Labels, or numbers with impurity=variance.
    impurity : function of labels, default=gini

    Returns
    -------
    threshold : float
        Rows with x <= threshold go left; the first of equally good ones. NaN if x is constant.
    decrease : float
        What the cut is worth; 0 if x is constant.
    """
    x, y = np.asarray(x, dtype=np.float64), np.asarray(y)
    values = np.unique(x)
    thresholds = halfway(values[:-1], values[1:])
    if len(thresholds) == 0:
        return np.nan, 0.0
    decreases = [impurity(y) - _mean_impurity(y, x <= cut, impurity) for cut in thresholds]
    best = int(np.argmax(decreases))
    return float(thresholds[best]), decreases[best]


def grow_stump(X: ArrayLike, y: ArrayLike) -> Stump:
    """Grow the smallest tree: one question, and on either side the label that is most frequent there.

    Parameters
    ----------
    X : array of shape (n, d)
    y : array of shape (n,)
        Labels.

    Returns
    -------
    Stump
        Of the feature and threshold with the largest decrease in gini impurity, the first of equal ones.
        Of equally frequent labels the smaller answers.

    Raises
    ------
    ValueError
        If every feature is constant, so that there is nothing to ask.
    """
    X, y = np.asarray(X, dtype=np.float64), np.asarray(y)
    splits = [best_split(column, y) for column in X.T]
    feature = int(np.argmax([-np.inf if np.isnan(threshold) else decrease for threshold, decrease in splits]))
    threshold = splits[feature][0]
    if np.isnan(threshold):
        raise ValueError(f"All {X.shape[1]} features are constant. A stump needs one with two values.")
    goes_left = X[:, feature] <= threshold
    return Stump(feature, threshold, _most_frequent(y[goes_left]), _most_frequent(y[~goes_left]))


def _shares(labels: ArrayLike) -> NDArray[np.float64]:
    _, counts = np.unique(np.asarray(labels), return_counts=True)
    return counts / counts.sum()


def _mean_impurity(y: NDArray[np.generic], goes_left: NDArray[np.bool_], impurity: Impurity) -> float:
    share = goes_left.mean()
    return float(share * impurity(y[goes_left]) + (1 - share) * impurity(y[~goes_left]))


def _most_frequent(labels: NDArray[np.generic]) -> object:
    values, counts = np.unique(labels, return_counts=True)
    return values[counts.argmax()]
