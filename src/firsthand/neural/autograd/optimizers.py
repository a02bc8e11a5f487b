"""Optimisers in PyTorch's vocabulary: they change the parameters in place."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from firsthand._typing import Array
from firsthand.neural.autograd.tensor import Tensor


class SGD:
    """Step against the gradient: v = momentum · v + gradient, parameter −= lr · v.

    `weight_decay` times the parameter is added to its gradient. Parameters
    without a gradient stay as they are.

    Parameters
    ----------
    params : iterable of Tensor
    lr : float
        Learning rate.
    momentum, weight_decay : float, default=0
    """

    def __init__(
        self, params: Iterable[Tensor], lr: float, momentum: float = 0.0, weight_decay: float = 0.0
    ) -> None:
        self.params = _checked(params, lr)
        self.lr, self.momentum, self.weight_decay = lr, momentum, weight_decay
        self._velocity: dict[Tensor, Array] = {}

    def zero_grad(self) -> None:
        """Forget the gradients, so that the next `backward()` begins anew."""
        _forget(self.params)

    def step(self) -> None:
        """Change every parameter that has a gradient."""
        for one in self.params:
            if one.grad is not None:
                one.data -= self.lr * self._direction(one, _decayed(one, self.weight_decay))

    def _direction(self, one: Tensor, gradient: Array) -> Array:
        if not self.momentum:
            return gradient
        velocity = self._velocity.setdefault(one, np.zeros_like(one.data))
        velocity *= self.momentum
        velocity += gradient
        return velocity


class Adam:
    """Steps of about lr in each direction: the mean of recent gradients over the root of their mean square.

    Both means start at 0; dividing by 1 − βᵗ undoes that. Kingma and Ba
    (2015), arXiv:1412.6980. `weight_decay` is added to the gradient.

    Parameters
    ----------
    params : iterable of Tensor
    lr : float, default=0.001
    betas : two floats, default=(0.9, 0.999)
        How much of each mean survives a step.
    eps : float, default=1e-8
    weight_decay : float, default=0
    """

    def __init__(
        self,
        params: Iterable[Tensor],
        lr: float = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0.0,
    ) -> None:
        self.params = _checked(params, lr)
        self.lr, self.betas, self.eps, self.weight_decay = lr, betas, eps, weight_decay
        self._means = {one: (np.zeros_like(one.data), np.zeros_like(one.data)) for one in self.params}
        self._steps = dict.fromkeys(self.params, 0)

    def zero_grad(self) -> None:
        """Forget the gradients, so that the next `backward()` begins anew."""
        _forget(self.params)

    def step(self) -> None:
        """Change every parameter that has a gradient."""
        for one in self.params:
            if one.grad is not None:
                self._steps[one] += 1
                self._move(one, _decayed(one, self.weight_decay), self._steps[one])

    def _move(self, one: Tensor, gradient: Array, t: int) -> None:
        (first, second), (beta1, beta2) = self._means[one], self.betas
        first += (1 - beta1) * (gradient - first)
        second += (1 - beta2) * (gradient * gradient - second)
        root = np.sqrt(second / (1 - beta2**t))
        one.data -= self.lr / (1 - beta1**t) * first / (root + self.eps)


def _checked(params: Iterable[Tensor], lr: float) -> list[Tensor]:
    found = list(params)
    if not found:
        raise ValueError("params is empty. Pass model.parameters().")
    if not lr > 0:
        raise ValueError(f"lr must be above 0, got {lr}.")
    return found


def _forget(params: Iterable[Tensor]) -> None:
    for one in params:
        one.grad = None


def _decayed(one: Tensor, weight_decay: float) -> Array:
    assert one.grad is not None
    return one.grad + weight_decay * one.data if weight_decay else one.grad
