"""Walking through a large table in blocks of rows that stay in the processor's cache."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
EPS = float(np.finfo(float).eps)


def blocks(n_rows: int, height: int) -> Iterator[slice]:
    """Cut rows 0 to n_rows into slices of `height` that follow one another; the last may be shorter."""
    for start in range(0, n_rows, height):
        yield slice(start, min(start + height, n_rows))


def mean_of_columns(X: NDArray[Any], weight: Floats | None) -> Floats:
    """Give the (weighted) mean of each column; X has shape (n, d) and may be float32."""
    if weight is None:
        return X.mean(axis=0, dtype=np.float64)
    return weight @ X / weight.sum()


def check_weight(sample_weight: ArrayLike | None, n_rows: int) -> Floats | None:
    """Check that the weights are one finite number, 0 or more, for each row.

    Parameters
    ----------
    sample_weight : array of shape (n_rows,), one number for all rows, or None
        None stands for "every row counts once" and is given back as it is.
    n_rows : int

    Returns
    -------
    ndarray of float, shape (n_rows,), or None

    Raises
    ------
    ValueError
        If the shape is wrong, a weight is negative, NaN or infinite, or all are 0.
    """
    if sample_weight is None:
        return None
    weight = np.asarray(sample_weight, dtype=np.float64)
    if weight.ndim == 0:
        weight = np.full(n_rows, float(weight))
    if weight.shape != (n_rows,):
        raise ValueError(f"sample_weight must have shape ({n_rows},), one weight a row; got {weight.shape}.")
    if not (np.isfinite(weight).all() and (weight >= 0).all() and weight.any()):
        raise ValueError(
            "sample_weight must hold finite numbers of 0 or more, and not zero alone; got "
            f"a smallest of {weight.min()} and a largest of {weight.max()}."
        )
    return weight
