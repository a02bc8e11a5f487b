"""Turning a category into a number that a model can use: what the target did on average where it occurred."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike

from firsthand._typing import Floats, Indices


def target_encode(
    categories: ArrayLike, y: ArrayLike, new_categories: ArrayLike, smoothing: float = 10.0
) -> Floats:
    """Give `basics.preprocessing.target_encode`, in O((n + m) log n) for any number of categories.

    Parameters and result as there.
    """
    levels, at = np.unique(np.asarray(categories), return_inverse=True)  # (k,), (n,)
    y, new = np.asarray(y, dtype=np.float64), np.asarray(new_categories)
    mean = y.mean()
    encoded = (np.bincount(at, weights=y) + smoothing * mean) / (np.bincount(at) + smoothing)  # (k,)

    index = np.searchsorted(levels, new).clip(max=len(levels) - 1)  # (m,): where each stands, if it is there
    return np.where(levels[index] == new, encoded[index], mean)


def target_encode_out_of_fold(
    categories: ArrayLike, y: ArrayLike, folds: Iterable[tuple[Indices, Indices]], smoothing: float = 10.0
) -> Floats:
    """Encode the training rows without any row seeing its own target.

    Each fold's rows are replaced by what `target_encode` learns from the
    other rows. A category that occurs once becomes the mean of others and
    tells nothing, where encoding it from all rows would give its target away.

    Parameters
    ----------
    categories : array of shape (n,)
    y : array of shape (n,)
    folds : pairs (others, own) of row numbers
        Every row is in one `own`; `k_fold_indices` gives such folds.
    smoothing : float, default=10.0

    Returns
    -------
    ndarray of float, shape (n,); NaN for a row that is in no fold
    """
    categories, y = np.asarray(categories), np.asarray(y, dtype=np.float64)
    encoded = np.full(len(y), np.nan)
    for others, own in folds:
        encoded[own] = target_encode(categories[others], y[others], categories[own], smoothing)
    return encoded
