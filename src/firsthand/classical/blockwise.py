"""Walking through a large table in blocks of rows that stay in the processor's cache, on all cores."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray
from threadpoolctl import ThreadpoolController

from firsthand._typing import Floats
from firsthand.classical.parallel import ThreadPool

T = TypeVar("T")
EPS = float(np.finfo(float).eps)
SHARE = 8192  # rows: fewer are not worth a second core
THINNING = 16


def blocks(rows: range, height: int) -> Iterator[slice]:
    """Cut a run of rows into slices of `height` that follow one another; the last may be shorter."""
    for start in range(rows.start, rows.stop, height):
        yield slice(start, min(start + height, rows.stop))


def on_all_cores(work: Callable[[range], T], n_rows: int, width: int) -> list[T]:
    """Let the cores call `work` on one run of rows after another; the results come in the rows' order.

    The runs do not depend on the number of cores, so neither do sums of the
    results. Each is 16 times as high as `width`: a result of size
    (width, width) a run is then small beside the table.
    """
    height = max(SHARE, 16 * width)
    shares = [(range(rows.start, rows.stop),) for rows in blocks(range(n_rows), height)]
    if len(shares) < 2:
        return [work(*share) for share in shares]
    # BLAS has one set of threads for the whole process: two callers would wait for one another.
    with _pools().limit(limits=1, user_api="blas"), ThreadPool(-1) as threads:
        return threads.starmap(work, shares)


@cache
def _pools() -> ThreadpoolController:
    return ThreadpoolController()


def pilot_mean(X: NDArray[Any], weight: Floats | None) -> Floats:
    """Give a number near each column's mean, good enough to centre by; X has shape (n, d) and may be float32.

    Without weights it is the mean of every 16th row. However the rows are
    ordered, that is less than 4 standard deviations from the mean of all: a
    16th of the rows, were it farther off, would itself make the deviation larger.
    """
    if weight is None:
        return X[::THINNING].mean(axis=0, dtype=np.float64)
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
