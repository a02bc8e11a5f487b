"""What every metric asks of its arguments before it counts."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from firsthand._typing import Floats
from firsthand.classical.blockwise import check_weight


def check_labels(**named: ArrayLike) -> list[NDArray[Any]]:
    """Turn named label lists into arrays of one length and one kind, text or numbers.

    Raises
    ------
    ValueError
        If one is empty, not one-dimensional, of another length, holds NaN, or
        text stands in one and numbers in another.
    """
    arrays = [_labels(name, values) for name, values in named.items()]
    names = " and ".join(named)
    if len({len(array) for array in arrays}) > 1:
        raise ValueError(f"{names} must be equally long, got {[len(array) for array in arrays]}.")
    if len({array.dtype.kind in "US" for array in arrays}) > 1:
        raise ValueError(
            f"{names} must hold the same kind of label, got text in one and numbers in the other."
        )
    return arrays


def _labels(name: str, values: ArrayLike) -> NDArray[Any]:
    array = np.asarray(values)
    if array.dtype.kind not in "biufUS":
        array = np.array(array.tolist())  # a column of objects: text, as a rule
    if array.ndim == 2 and array.shape[1] == 1:
        array = array[:, 0]
    if array.ndim != 1 or not len(array):
        raise ValueError(f"{name} must hold one label a row, at least one; got shape {array.shape}.")
    if array.dtype.kind == "f" and np.isnan(array).any():
        raise ValueError(
            f"{name} holds NaN in row {int(np.isnan(array).argmax())}. Drop or fill such rows first."
        )
    return array


def check_numbers(name: str, values: ArrayLike, n_rows: int) -> Floats:
    """Turn values into finite floats of shape (n_rows,)."""
    array = np.asarray(values, dtype=np.float64)
    if array.shape != (n_rows,):
        raise ValueError(f"{name} must have shape ({n_rows},), one number a row; got {array.shape}.")
    if not np.isfinite(array).all():
        row = int(np.isfinite(array).argmin())
        raise ValueError(f"{name} must be finite, got {array[row]} in row {row}.")
    return array


def weights(sample_weight: ArrayLike | None, n_rows: int) -> Floats:
    """Give the weight of every row: 1 where none are given."""
    weight = check_weight(sample_weight, n_rows)
    return np.ones(n_rows) if weight is None else weight


def positive(y_true: NDArray[Any], pos_label: Any) -> NDArray[np.bool_]:
    """Mark the rows of the positive class; by default that is 1, True, or the later of two labels.

    Raises
    ------
    ValueError
        If there are more than two labels, or pos_label is not among two, or
        a single label leaves it open which class is meant.
    """
    labels = np.unique(y_true)
    if len(labels) > 2:
        raise ValueError(f"y_true must hold two classes, got {len(labels)}: {labels[:5].tolist()} …")
    if pos_label is None:
        if len(labels) == 1 and labels[0] not in (0, 1, -1):
            raise ValueError(
                f"y_true holds {labels.tolist()[0]!r} alone. Name the positive class with pos_label."
            )
        pos_label = labels[1] if len(labels) == 2 else 1
    elif len(labels) == 2 and pos_label not in labels:
        raise ValueError(f"pos_label={pos_label!r} is not in y_true, which holds {labels.tolist()}.")
    return np.asarray(y_true == pos_label)
