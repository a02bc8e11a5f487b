"""Turning a category into a number that a model can use: what the target did on average where it occurred."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from firsthand.classical.rows import Floats

Rows = NDArray[np.intp]


def target_encode(categories: Any, y: Any, new_categories: Any, smoothing: float = 10.0) -> Floats:
    """Replace each category by its mean target, pulled towards the mean of all rows.

    A category seen in n rows with mean target m becomes
    (n * m + smoothing * mean) / (n + smoothing), with mean the mean of y: as
    if it had been seen in `smoothing` more rows, all of them average. A rare
    category stays near the mean, a common one speaks for itself, and one that
    never occurred in `categories` is the mean. A row that helped to form the
    means must not be encoded by them: it would see its own target.

    Parameters
    ----------
    categories : array of shape (n,)
        The categories to learn from, text or whole numbers; n is at least 1.
    y : array of shape (n,)
        The target of each of these rows: numbers, or 0 and 1.
    new_categories : array of shape (m,)
        The categories to replace, of the same type; m may be 0.
    smoothing : float, default=10.0
        How many average rows are added to each category, 0 or more.

    Returns
    -------
    ndarray of float, shape (m,)
    """
    levels, at = np.unique(np.asarray(categories), return_inverse=True)  # (k,), (n,)
    y, new = np.asarray(y, dtype=np.float64), np.asarray(new_categories)
    mean = y.mean()
    encoded = (np.bincount(at, weights=y) + smoothing * mean) / (np.bincount(at) + smoothing)  # (k,)

    place = np.searchsorted(levels, new).clip(max=len(levels) - 1)  # (m,): where each stands, if it is there
    return np.where(levels[place] == new, encoded[place], mean)


def target_encode_out_of_fold(
    categories: ArrayLike, y: ArrayLike, folds: Iterable[tuple[Rows, Rows]], smoothing: float = 10.0
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
