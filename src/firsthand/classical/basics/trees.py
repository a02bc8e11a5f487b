"""What makes a split good, in the plainest form. `tree.grower` does the same in one pass over sorted values."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

Impurity = Callable[[NDArray[np.generic]], float]


def gini(labels: ArrayLike) -> float:
    """Measure how mixed a group is: the chance that two of its members, drawn with replacement, differ.

    1 - sum(p_k ** 2) over the shares p_k of the classes: 0 for a pure group,
    0.5 for two equal classes, and below 1 always.

    Parameters
    ----------
    labels : array of shape (n,)
        Labels of any kind, numbers or words. An empty group has nothing mixed
        in it: 0.

    Returns
    -------
    float
    """
    _, counts = np.unique(np.asarray(labels), return_counts=True)
    shares = counts / counts.sum()
    return float(1 - (shares**2).sum()) if len(shares) else 0.0


def entropy(labels: ArrayLike) -> float:
    """Measure how mixed a group is: the bits that one member's label costs on average.

    -sum(p_k log2(p_k)) over the shares p_k of the classes that occur: 0 for a
    pure group, 1 for two equal classes, log2(k) for k.

    Parameters
    ----------
    labels : array of shape (n,)
        Labels of any kind, numbers or words. An empty group costs nothing: 0.

    Returns
    -------
    float
        In bits.
    """
    _, counts = np.unique(np.asarray(labels), return_counts=True)
    shares = counts / counts.sum()
    return float((shares * np.log2(1 / shares)).sum())


def best_split(x: ArrayLike, y: ArrayLike, impurity: Impurity) -> tuple[float, float]:
    """Find where to cut one feature so that both sides are as pure as can be.

    A cut lies halfway between two neighbouring values. Rows with
    x <= threshold go left. It is worth the impurity of all rows minus the mean
    impurity of the two sides, each side counted by its share of the rows.

    Parameters
    ----------
    x : array of shape (n,)
        Numbers in any order, one at least; some may be equal.
    y : array of shape (n,)
        What is to be told apart: labels, or numbers.
    impurity : function
        Measures how mixed an array of entries of y is: gini, entropy, or
        np.var for numbers.

    Returns
    -------
    threshold : float
        Of equally good cuts any. NaN if all of x is one value: there is
        nowhere to cut.
    decrease : float
        What the cut is worth; 0 if there is none.
    """
    x, y = np.asarray(x, dtype=np.float64), np.asarray(y)
    values = np.unique(x)
    thresholds = (values[:-1] + values[1:]) / 2
    if len(thresholds) == 0:
        return np.nan, 0.0
    decreases = []
    for threshold in thresholds:
        left, right = y[x <= threshold], y[x > threshold]
        mean = (len(left) * impurity(left) + len(right) * impurity(right)) / len(y)
        decreases.append(impurity(y) - mean)
    best = int(np.argmax(decreases))
    return float(thresholds[best]), float(decreases[best])


def grow_stump(X: ArrayLike, y: ArrayLike) -> tuple[int, float, object, object]:
    """Grow the smallest tree: one question, and on either side the label that is most frequent there.

    The question, "is X[:, feature] <= threshold?", is the one with the largest
    decrease in gini impurity.

    Parameters
    ----------
    X : array of shape (n, d)
    y : array of shape (n,)
        Labels of any kind.

    Returns
    -------
    feature : int
        Number of the column that is asked about; of equally good ones any. A
        constant column cannot be asked about, even where no other question is
        worth anything.
    threshold : float
        Halfway between two neighbouring values of that column.
    left, right : labels
        The answers for X[:, feature] <= threshold and for the others; of
        equally frequent labels the smaller.

    Raises
    ------
    ValueError
        If every column is constant.
    """
    X, y = np.asarray(X, dtype=np.float64), np.asarray(y)
    splits = [(feature, *best_split(X[:, feature], y, gini)) for feature in range(X.shape[1])]
    possible = [split for split in splits if not np.isnan(split[1])]
    if not possible:
        raise ValueError(f"All {X.shape[1]} features are constant. A stump needs one with two values.")
    feature, threshold, _ = max(possible, key=lambda split: split[2])
    answers = []
    for side in (y[X[:, feature] <= threshold], y[X[:, feature] > threshold]):
        labels, counts = np.unique(side, return_counts=True)
        answers.append(labels[counts.argmax()])
    return feature, threshold, answers[0], answers[1]
