"""Activations that overwrite what they are given: the strong form of `basics.activations`."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from scipy.special import expit

from firsthand._typing import Array


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
