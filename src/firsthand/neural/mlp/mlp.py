"""The network for daily use: the derivation of `propagation`, written over the same memory again and again."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from firsthand._typing import Array
from firsthand.neural.mlp.activations import ACTIVATIONS, Activation


class Perceptron:
    """Layers of neurons whose numbers all stand in one row, so that an optimizer moves them at once.

    Letters: n rows of a batch, n_0 inputs, layers of n_1, n_2, ... neurons.

    Parameters
    ----------
    sizes : sequence of int
        n_0, n_1, ..., the last being the number of scores.
    activation : {"relu", "tanh", "sigmoid"}
        After every layer but the last.
    dtype : float32 or float64

    Attributes
    ----------
    theta, gradient : ndarrays of shape (n_parameters,)
        All weights, then all biases, and the slope of the loss along them.
    weights, biases : lists of arrays of shape (n_i, n_{i+1}) and (n_{i+1},)
        Views of theta: to write to them is to write to it.
    """

    def __init__(self, sizes: Sequence[int], activation: str, dtype: Any) -> None:
        self.sizes, self.activation = list(sizes), activation
        self._activation: Activation = ACTIVATIONS[activation]
        shapes = list(pairwise(sizes))
        n_parameters = sum(n_in * n_out + n_out for n_in, n_out in shapes)
        self.theta, self.gradient = np.zeros((2, n_parameters), dtype)
        self.weights, self.biases = _views(self.theta, shapes)
        self._weight_gradients, self._bias_gradients = _views(self.gradient, shapes)
        self._kept: list[Array] = []
        self._make_room(0)

    def __reduce__(self) -> Any:
        # Pickled as they are, the views would come back as arrays of their own.
        return _again, (self.sizes, self.activation, self.theta)

    @property
    def decayed(self) -> slice:
        """Where in theta the weights stand, before the biases."""
        return slice(sum(W.size for W in self.weights))

    def forward(self, X: Array) -> Array:
        """Give the scores of a batch, shape (n, n_last); the next batch writes over them."""
        if len(X) > len(self._outputs[0]):
            self._make_room(len(X))
        outputs = [X]
        for i, room in enumerate(self._outputs):
            z = np.matmul(outputs[-1], self.weights[i], out=room[: len(X)])  # (n, n_{i+1})
            z += self.biases[i]
            if i < len(self._deltas):
                self._activation.bend(z)
            outputs.append(z)
        self._kept = outputs
        return outputs[-1]

    def backward(self, delta: Array) -> None:
        """Fill `gradient`, from the slope of the loss along the scores that `forward` gave."""
        for i in reversed(range(len(self.weights))):
            np.matmul(self._kept[i].T, delta, out=self._weight_gradients[i])
            np.sum(delta, axis=0, out=self._bias_gradients[i])
            if i > 0:
                room = self._deltas[i - 1][: len(delta)]
                delta = np.matmul(delta, self.weights[i].T, out=room)  # (n, n_i)
                self._activation.pull_back(delta, self._kept[i])

    def _make_room(self, n: int) -> None:
        """Set memory aside for n rows: fresh memory for each batch would cost more than some of the sums."""
        self._outputs = [np.empty((n, len(b)), b.dtype) for b in self.biases]
        self._deltas = [np.empty((n, len(b)), b.dtype) for b in self.biases[:-1]]


def scores(X: Array, weights: Sequence[Array], biases: Sequence[Array], activation: str) -> Array:
    """Send rows through a network that is not being trained; gives shape (n, n_last)."""
    a = X
    for i, (W, b) in enumerate(zip(weights, biases, strict=True)):
        a = a @ W + b
        if i < len(weights) - 1:
            ACTIVATIONS[activation].bend(a)
    return a


def _again(sizes: Sequence[int], activation: str, theta: Array) -> Perceptron:
    net = Perceptron(sizes, activation, theta.dtype)
    net.theta[:] = theta
    return net


def _views(row: Array, shapes: Sequence[tuple[int, int]]) -> tuple[list[Array], list[Array]]:
    """Cut a row of numbers into weights, then biases, without copying."""
    ends = np.cumsum([n_in * n_out for n_in, n_out in shapes] + [n_out for _, n_out in shapes])
    parts = np.split(row, ends[:-1])
    weights = [part.reshape(shape) for part, shape in zip(parts, shapes, strict=False)]
    return weights, parts[len(shapes) :]
