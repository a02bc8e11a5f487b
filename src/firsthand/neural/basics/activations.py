"""What bends the layers: ReLU, tanh and the sigmoid, with their slopes."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray


def relu(z: ArrayLike) -> NDArray[Any]:
    """Let what is above 0 through, and put 0 for the rest: max(z, 0).

    Parameters
    ----------
    z : array of any shape

    Returns
    -------
    ndarray, shape of z
        A new array: z stays as it is.
    """
    return np.maximum(z, 0)


def relu_gradient(z: ArrayLike) -> NDArray[np.float64]:
    """Compute the slope of relu at z, entry by entry: 1 where z is above 0, else 0.

    At 0 itself there is a corner, and any number from 0 to 1 would do; like
    PyTorch we say 0.

    Parameters
    ----------
    z : array of any shape
        What went into relu.

    Returns
    -------
    ndarray, shape of z
    """
    return np.where(np.asarray(z) > 0, 1.0, 0.0)
