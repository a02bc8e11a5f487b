"""What a model makes of a feature: how much worse it gets when the feature's values are shuffled."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.utils import check_random_state


class PermutationImportance(NamedTuple):
    """The fall of the score for each feature: its mean and spread over the repeats, (d,), and all, (d, repeats)."""

    mean: NDArray[np.float64]
    std: NDArray[np.float64]
    all: NDArray[np.float64]


def permutation_importance(
    model: Any,
    X: ArrayLike,
    y: ArrayLike,
    *,
    n_repeats: int = 5,
    random_state: int | np.random.RandomState | None = None,
) -> PermutationImportance:
    """Measure by how much the score of a fitted model falls when one feature is shuffled.

    Shuffling cuts what ties the feature to the rest and leaves its values as they are. Measure on rows that the
    model has not seen, otherwise what it learned by heart counts too. Of two features that tell the same, either
    may look useless. Costs n_features * n_repeats predictions.

    Parameters
    ----------
    model : fitted estimator with score(X, y), in whose units the importances are
    X, y : arrays of shape (n_samples, n_features) and (n_samples,)
    n_repeats : int, default=5
    random_state : int, RandomState or None, default=None

    References
    ----------
    Breiman (2001), Random Forests, section 10, doi:10.1023/A:1010933404324.
    """
    rng = check_random_state(random_state)
    X = np.array(X)  # a copy: the columns are shuffled in it
    whole = model.score(X, y)
    falls = np.empty((X.shape[1], n_repeats))
    for feature in range(X.shape[1]):
        column = X[:, feature].copy()
        for repeat in range(n_repeats):
            X[:, feature] = rng.permutation(column)
            falls[feature, repeat] = whole - model.score(X, y)
        X[:, feature] = column
    return PermutationImportance(falls.mean(axis=1), falls.std(axis=1), falls)
