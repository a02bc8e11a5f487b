"""The steps of `optimizers`, written over the weights in place: no new memory in a loop of thousands."""

import numpy as np

from firsthand._typing import Array


class SGD:
    """Plain descent, or with momentum: `momentum_step`, in place."""

    def __init__(self, theta: Array, rate: float, momentum: float) -> None:
        self.rate, self.momentum = rate, momentum
        self.velocity = np.zeros_like(theta)
        self._room = np.empty_like(theta)

    def step(self, theta: Array, gradient: Array) -> None:
        """Move theta against the gradient."""
        self.velocity *= self.momentum
        self.velocity += gradient
        theta -= np.multiply(self.velocity, self.rate, out=self._room)


class Adam:
    """`adam_step`, in place.

    The two corrections are single numbers, so they are drawn out of the
    arrays: rate * m_hat / (sqrt(v_hat) + epsilon) is
    rate / (1 - beta1**t) * m / (sqrt(v) / sqrt(1 - beta2**t) + epsilon).
    """

    BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8

    def __init__(self, theta: Array, rate: float) -> None:
        self.rate, self.t = rate, 0
        self.m, self.v = np.zeros_like(theta), np.zeros_like(theta)
        self._room = np.empty_like(theta)

    def step(self, theta: Array, gradient: Array) -> None:
        """Move theta, each entry at a rate of its own."""
        self.t += 1
        room = self._room
        self.m *= self.BETA1
        self.m += np.multiply(gradient, 1 - self.BETA1, out=room)
        self.v *= self.BETA2
        np.multiply(gradient, gradient, out=room)
        room *= 1 - self.BETA2
        self.v += room

        np.sqrt(self.v, out=room)
        room *= (1 - self.BETA2**self.t) ** -0.5
        room += self.EPSILON
        np.divide(self.m, room, out=room)
        room *= self.rate / (1 - self.BETA1**self.t)
        theta -= room
