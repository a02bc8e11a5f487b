"""Cutting the training rows into small batches, in a new order each time."""

from collections.abc import Iterator

from firsthand._typing import Array, Random


def minibatches(X: Array, y: Array, batch_size: int, rng: Random) -> Iterator[tuple[Array, Array]]:
    """Go once through all rows in random order, some at a time.

    Each call draws a new order, so two epochs with one rng differ.

    Parameters
    ----------
    X : array of shape (n, d)
    y : array of shape (n,)
        Each row of X keeps its own y.
    batch_size : int
        Rows a batch, 1 or more. What is left over makes a last, smaller batch.
    rng : numpy.random.Generator or RandomState
        The only source of chance: the same rng gives the same batches.

    Yields
    ------
    tuple of two arrays, shapes (batch_size, d) and (batch_size,)
        (A list of such pairs will do as well.)
    """
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        rows = order[start : start + batch_size]
        yield X[rows], y[rows]
