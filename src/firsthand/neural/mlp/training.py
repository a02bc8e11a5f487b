"""The training loop: epochs of mini-batches, each forward, backward, and a step."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from firsthand._typing import Array
from firsthand.neural.basics.initialization import he_init
from firsthand.neural.mlp.initialization import xavier_init
from firsthand.neural.mlp.inplace_optimizers import SGD, Adam
from firsthand.neural.mlp.mlp import Perceptron, scores

Objective = Callable[[Array, Array], float]


class Training:
    """A network on its way: its weights, its optimizer, its source of chance, and the losses so far.

    `settings` is the estimator; only its parameters are read.
    """

    def __init__(self, settings: Any, sizes: Sequence[int], dtype: Any, random: Any) -> None:
        self.sizes, self.dtype, self.random = list(sizes), np.dtype(dtype), random
        self.kind = (settings.activation, settings.solver)
        self.net = Perceptron(sizes, settings.activation, dtype)
        draw = _first_weights(settings)
        for W, (n_in, n_out) in zip(self.net.weights, pairwise(sizes), strict=True):
            W[:] = draw(n_in, n_out, random)
        self.optimizer = _optimizer(settings, self.net.theta)
        self.losses: list[float] = []
        self.held_out_losses: list[float] = []

    def check_same(self, settings: Any, sizes: Sequence[int], dtype: Any) -> None:
        """Refuse to go on with a network of another make."""
        kind = (settings.activation, settings.solver)
        if (self.sizes, self.dtype, self.kind) != (list(sizes), np.dtype(dtype), kind):
            raise ValueError(
                f"warm_start goes on with the network of the fit before: layers {self.sizes}, {self.dtype}, {self.kind}; "
                f"got layers {list(sizes)}, {np.dtype(dtype)}, {kind}. Set warm_start=False to start again."
            )

    def run(self, settings: Any, X: Array, y: Array, objective: Objective, held_out: Any) -> None:
        """Train for max_iter epochs, or until the loss on the held-out rows (X, y) no longer falls."""
        self.optimizer.rate = settings.learning_rate
        best, best_theta, waited = np.inf, self.net.theta.copy(), 0
        for _ in range(settings.max_iter):
            self.losses.append(self._epoch(settings, X, y, objective))
            self._check_finite(settings)
            if held_out is None:
                continue
            loss = objective(self._scores(held_out[0]), held_out[1])
            self.held_out_losses.append(loss)
            waited += 1
            if loss < best:
                best, best_theta, waited = loss, self.net.theta.copy(), 0
            if waited == settings.n_iter_no_change:
                break
        if held_out is not None:
            self.net.theta[:] = best_theta

    def parameters(self) -> tuple[list[Array], list[Array]]:
        """Copies of the weights and the biases: later training leaves them alone."""
        return [W.copy() for W in self.net.weights], [b.copy() for b in self.net.biases]

    def _epoch(self, settings: Any, X: Array, y: Array, objective: Objective) -> float:
        """Go once through the rows; gives the mean loss on the way."""
        n = len(X)
        size = min(settings.batch_size or n, n)
        order = self.random.permutation(n)
        room = np.empty((size, X.shape[1]), X.dtype)
        total = 0.0
        for start in range(0, n, size):
            rows = order[start : start + size]
            # With mode "raise", take would first write elsewhere, so as to leave `out` whole on an error.
            batch = np.take(X, rows, axis=0, out=room[: len(rows)], mode="clip")
            total += len(rows) * self._step(batch, y[rows], objective, settings.weight_decay)
        return total / n

    def _step(self, X: Array, y: Array, objective: Objective, weight_decay: float) -> float:
        net = self.net
        slope = net.forward(X)  # (n, n_last): scores, which the objective turns into their slope
        loss = objective(slope, y)
        net.backward(slope)
        if weight_decay:
            net.gradient[net.decayed] += weight_decay * net.theta[net.decayed]
        self.optimizer.step(net.theta, net.gradient)
        return loss

    def _scores(self, X: Array) -> Array:
        return scores(X, self.net.weights, self.net.biases, self.kind[0])

    def _check_finite(self, settings: Any) -> None:
        if not (np.isfinite(self.losses[-1]) and np.isfinite(self.net.theta).all()):
            raise ValueError(
                f"The loss left the range of numbers in epoch {len(self.losses)}: lower learning_rate="
                f"{settings.learning_rate}, or bring the columns of X (and y, in regression) to a spread near 1."
            )


def _first_weights(settings: Any) -> Callable[[int, int, Any], Array]:
    he = settings.init == "he" or (settings.init == "auto" and settings.activation == "relu")
    return he_init if he else xavier_init


def _optimizer(settings: Any, theta: Array) -> SGD | Adam:
    if settings.solver == "adam":
        return Adam(theta, settings.learning_rate)
    return SGD(theta, settings.learning_rate, settings.momentum)
