"""What bends the layers: ReLU, tanh and the sigmoid, with their slopes."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

Array = NDArray[Any]


def relu(z: Any) -> Array:
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


def relu_gradient(z: Any) -> NDArray[np.float64]:
    """Compute the slope of relu at z, entry by entry: 1 where z is above 0, else 0.

    At 0 itself there is a corner, and any number from 0 to 1 would do; like
    PyTorch we say 0.

    Parameters
    ----------
    z : array of any shape
        What went into relu.

    Returns
    -------
    ndarray of float, shape of z
    """
    return np.where(np.asarray(z) > 0, 1.0, 0.0)


class Activation(NamedTuple):
    """An activation that overwrites what it is given, for speed.

    `bend(z)` turns z into the activations a. `pull_back(slope, a)` multiplies
    the slope along a by da/dz, written in terms of a: then z need not be kept.
    """

    bend: Callable[[Array], Any]
    pull_back: Callable[[Array, Array], Any]


def _relu(z: Array) -> None:
    np.maximum(z, 0, out=z)


def _pull_back_relu(slope: Array, a: Array) -> None:
    slope *= a > 0


def _tanh(z: Array) -> None:
    np.tanh(z, out=z)


def _pull_back_tanh(slope: Array, a: Array) -> None:
    slope *= 1 - a * a


def _sigmoid(z: Array) -> None:
    expit(z, out=z)


def _pull_back_sigmoid(slope: Array, a: Array) -> None:
    slope *= a * (1 - a)


ACTIVATIONS = {
    "relu": Activation(_relu, _pull_back_relu),
    "tanh": Activation(_tanh, _pull_back_tanh),
    "sigmoid": Activation(_sigmoid, _pull_back_sigmoid),
}
