"""The industry's versions, imported when a race is run."""

from typing import Any

import numpy as np


def scipy_entropy(labels: Any) -> float:
    from scipy import stats

    theirs: Any = stats.entropy  # it carries no types
    return float(theirs(np.bincount(labels), base=2))


def sklearn_split(x: Any, y: Any, impurity: Any) -> Any:
    tree = _sklearn_stump(x[:, np.newaxis], y, impurity.name)
    before, left, right = tree.impurity
    _, n_left, n_right = tree.n_node_samples
    return float(tree.threshold[0]), float(before - (n_left * left + n_right * right) / len(y))


def sklearn_stump(X: Any, y: Any) -> Any:
    tree = _sklearn_stump(X, y, "gini")
    _, left, right = tree.value[:, 0].argmax(axis=1)
    return int(tree.feature[0]), float(tree.threshold[0]), int(left), int(right)


def _sklearn_stump(X: Any, y: Any, criterion: str) -> Any:
    from sklearn.tree import DecisionTreeClassifier

    return DecisionTreeClassifier(criterion=criterion, max_depth=1).fit(X, y).tree_


def sklearn_resample(n: Any, rng: Any) -> Any:
    from sklearn.utils import resample

    return resample(np.arange(n), random_state=rng)


def numpy_difference(drawn: Any, n: Any) -> Any:
    return np.setdiff1d(np.arange(n), drawn)


def scipy_mode(votes: Any) -> Any:
    from scipy import stats

    theirs: Any = stats.mode
    return theirs(votes, axis=0).mode
