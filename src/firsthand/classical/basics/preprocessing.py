"""Making numbers of a table's columns, with everything that is learned from the training rows alone."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from firsthand._typing import Floats


def fill_missing(train: ArrayLike, test: ArrayLike) -> tuple[Floats, Floats]:
    """Put the median of a training column wherever a number is missing, in training and test rows.

    The median stays where it is when a few values are enormous, which the mean does not. It is learned
    from the training rows alone: what the test rows hold must not change how anything is prepared.

    Parameters
    ----------
    train : array of shape (n,)
        NaN stands for missing; at least one number is there.
    test : array of shape (m,)
        NaN stands for missing; m may be 0.

    Returns
    -------
    train, test : ndarrays of float, shapes (n,) and (m,)
        New arrays, without NaN. The ones given stay as they are.
    """
    train, test = np.asarray(train, dtype=np.float64), np.asarray(test, dtype=np.float64)
    median = np.nanmedian(train)
    return np.where(np.isnan(train), median, train), np.where(np.isnan(test), median, test)


def one_hot(train: ArrayLike, test: ArrayLike) -> tuple[Floats, Floats]:
    """Give every category a column of its own: 1 where a row is of that category, 0 elsewhere.

    A category has no size, so it must not become one number: with 0, 1, 2 for three ports the third would be
    twice the second. The columns are those of the training rows, in the sorted order of their categories.

    Parameters
    ----------
    train : array of shape (n,)
        Categories, text or whole numbers; n is at least 1.
    test : array of shape (m,)
        Categories of the same type. One that never occurred in `train` gets zeros
        throughout; m may be 0.

    Returns
    -------
    train, test : ndarrays of 0 and 1, shapes (n, k) and (m, k)
        With k the number of different categories in `train`.
    """
    train, test = np.asarray(train), np.asarray(test)
    levels = np.unique(train)  # (k,)
    return (train[:, np.newaxis] == levels).astype(float), (test[:, np.newaxis] == levels).astype(float)


def target_encode(
    categories: ArrayLike, y: ArrayLike, new_categories: ArrayLike, smoothing: float = 10.0
) -> Floats:
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

    Notes
    -----
    It looks at all rows once for each category. Where there are thousands,
    `firsthand.classical.target_encoding` sorts them first.
    """
    categories, y, new = np.asarray(categories), np.asarray(y, dtype=float), np.asarray(new_categories)
    encoded = np.full(len(new), y.mean())  # of a category that never occurred
    for category in np.unique(categories):
        seen = y[categories == category]  # (n of the category,)
        encoded[new == category] = (seen.sum() + smoothing * y.mean()) / (len(seen) + smoothing)
    return encoded
