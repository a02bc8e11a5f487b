"""Making numbers of a table's columns, with everything that is learned from the training rows alone."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from firsthand.classical.rows import Floats


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
        Categories of the same type. One that never occurred in `train` gets zeros throughout.

    Returns
    -------
    train, test : ndarrays of float, shapes (n, k) and (m, k)
        With k the number of different categories in `train`.
    """
    train, test = np.asarray(train), np.asarray(test)
    levels = np.unique(train)  # (k,)
    return (train[:, np.newaxis] == levels).astype(float), (test[:, np.newaxis] == levels).astype(float)
