"""Cross-validation in its plainest form: which rows each fold tests."""

import numpy as np

from firsthand._typing import Indices


def k_fold_indices(
    n_rows: int, n_splits: int, random_state: int | None = None
) -> list[tuple[Indices, Indices]]:
    """Cut the rows into folds, and let each fold in turn be the test while the others train.

    Every row is in exactly one test, and never in the training that goes with it.

    Parameters
    ----------
    n_rows : int
    n_splits : int
        Number of folds, from 2 to n_rows. Where n_rows does not divide evenly
        some folds are one row longer than others; no row is left out.
    random_state : int or None, default=None
        None cuts the rows as they stand. An int shuffles them first: the same
        int gives the same folds every time, another int others.

    Returns
    -------
    list of n_splits pairs (train, test) of row numbers
    """
    order = np.arange(n_rows)
    if random_state is not None:
        np.random.RandomState(random_state).shuffle(order)
    folds = []
    for fold in np.array_split(order, n_splits):
        in_test = np.zeros(n_rows, dtype=bool)
        in_test[fold] = True
        folds.append((np.flatnonzero(~in_test), np.flatnonzero(in_test)))
    return folds
