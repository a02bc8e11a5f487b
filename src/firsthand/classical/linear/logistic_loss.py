"""The penalised log-loss of logistic regression: its value, slope and curvature in one walk over the rows.

Letters: n rows, d columns, k scores (1 for two classes, else one a class). theta has shape (k, d + 1): the
weights of the centred columns, then the intercept. H is the curvature, of size k (d + 1).
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp

from firsthand._typing import Floats
from firsthand.classical.blockwise import EPS, blocks, on_all_cores


@dataclass(frozen=True)
class LossAndDerivatives:
    """What is seen from one theta: the loss, its gradient, shape (k, d + 1), and, if asked for, H (else empty)."""

    loss: float
    gradient: Floats
    H: Floats


@dataclass(frozen=True)
class LogLoss:
    """(sum(weight * -log(p of the true class)) + penalty * |coef|^2 / 2) / sum(weight), to be read in blocks.

    The columns are centred on the way, which changes the intercept and nothing
    else, and keeps the digits of columns far from 0.
    """

    X: NDArray[Any]  # (n, d)
    labels: NDArray[np.intp]  # (n,), from 0 to n_classes - 1
    weight: Floats | None  # (n,)
    mean: Floats  # (d,)
    intercept: bool
    penalty: float
    n_classes: int

    @property
    def shape(self) -> tuple[int, int]:
        """(k, d + 1), the shape of theta."""
        return (1 if self.n_classes == 2 else self.n_classes), self.X.shape[1] + 1

    @property
    def size(self) -> int:
        return self.shape[0] * self.shape[1]

    @property
    def total(self) -> float:
        return float(len(self.X) if self.weight is None else self.weight.sum())

    def thinned(self, step: int) -> "LogLoss":
        """Keep every step-th row, and as much of the penalty as of the weight: a rough likeness of the whole."""
        weight = None if self.weight is None else self.weight[::step]
        few = replace(self, X=self.X[::step], labels=self.labels[::step], weight=weight)
        return replace(few, penalty=self.penalty * few.total / self.total)

    def look(self, theta: Floats, curved: bool) -> LossAndDerivatives:
        """Walk over the rows once: O(n k d) for loss and gradient, O(n (k d)^2) with the curvature."""
        runs = on_all_cores(lambda run: self._look_at(run, theta, curved), len(self.X), self.size)
        losses, gradients, curvatures = zip(*runs, strict=True)
        return self._penalised(theta, sum(losses), sum(gradients), sum(curvatures))

    def _look_at(self, run: range, theta: Floats, curved: bool) -> tuple[float, Floats, Floats]:
        loss, gradient, H = 0.0, np.zeros(self.shape), np.zeros((self.size, self.size) if curved else (0, 0))
        classes = look_at_two if self.n_classes == 2 else look_at_many
        bend = curvature_of_two if self.n_classes == 2 else curvature_of_many
        for rows, Z in self._design(run):
            row_loss, p, residual = classes(Z @ theta.T, self.labels[rows])  # (b,), (b, k), (b, k)
            weight = None if self.weight is None else self.weight[rows]
            loss += float(row_loss.sum() if weight is None else weight @ row_loss)
            gradient += (residual if weight is None else residual * weight[:, None]).T @ Z
            if curved:
                H += bend(Z, p, weight)
        return loss, gradient, H

    def _penalised(self, theta: Floats, loss: float, gradient: Floats, H: Floats) -> LossAndDerivatives:
        penalty = np.full(self.shape, self.penalty)
        penalty[:, -1] = 0  # the intercepts are free
        loss += float((penalty * theta**2).sum()) / 2
        gradient = gradient + penalty * theta
        if H.size:
            H = H + np.diag(penalty.ravel())
            self._hold_the_intercepts(H)
            H /= self.total
        return LossAndDerivatives(loss / self.total, gradient / self.total, H)

    def _hold_the_intercepts(self, H: Floats) -> None:
        k, width = self.shape
        ours = np.arange(k) * width + width - 1
        if not self.intercept:
            H[ours, ours] = 1.0  # their row of H is 0 otherwise
        elif k > 1:
            # All k intercepts may rise together and no probability changes; this keeps their sum where it is.
            H[np.ix_(ours, ours)] += self.total / k

    def _design(self, run: range) -> Iterator[tuple[slice, Floats]]:
        """Yield slices of a run of rows with their [x - mean, 1], shape (b, d + 1); one buffer for all."""
        d = self.X.shape[1]
        height = min(2048, len(run))  # a block and its weighted copy stay in the cache
        buffer = np.full((height, d + 1), float(self.intercept))
        for rows in blocks(run, height):
            Z = buffer[: rows.stop - rows.start]
            np.subtract(self.X[rows], self.mean, out=Z[:, :d])
            yield rows, Z

    def spread(self) -> Floats:
        """Give each column's standard deviation (about 0 without an intercept), then 1: shape (d + 1,).

        A column that does not vary beyond its rounding gets 1 as well.
        """
        sums, squares = np.zeros(self.shape[1]), np.zeros(self.shape[1])
        for rows, Z in self._design(range(len(self.X))):
            weight = np.ones(len(Z)) if self.weight is None else self.weight[rows]
            sums += weight @ Z
            squares += weight @ (Z * Z)
        off = sums / self.total if self.intercept else np.zeros(self.shape[1])  # the mean's own rounding
        spread = np.sqrt(np.maximum(squares / self.total - off**2, 0))
        spread[:-1][spread[:-1] <= 4 * EPS * np.abs(self.mean)] = 1
        spread[-1] = 1
        return spread


def look_at_two(scores: Floats, labels: NDArray[np.intp]) -> tuple[Floats, Floats, Floats]:
    """Give each row's loss, shape (b,), the probability of class 1 and p - y, both (b, 1), from scores (b, 1)."""
    s = scores[:, 0]
    small = np.exp(-np.abs(s))  # from 0 to 1: nothing overflows, and one exp serves loss and p
    row_loss = np.log1p(small) + np.maximum(s, 0) - labels * s  # log(1 + exp(s)) - y s
    p = (np.where(s < 0, small, 1) / (1 + small))[:, None]
    return row_loss, p, p - labels[:, None]


def look_at_many(scores: Floats, labels: NDArray[np.intp]) -> tuple[Floats, Floats, Floats]:
    """Give each row's loss, shape (b,), the probabilities and p - y, both (b, k), from scores (b, k)."""
    each = np.arange(len(labels))
    total = logsumexp(scores, axis=1)  # (b,)
    p = np.exp(scores - total[:, None])
    residual = p.copy()
    residual[each, labels] -= 1
    return total - scores[each, labels], p, residual


def curvature_of_two(Z: Floats, p: Floats, weight: Floats | None) -> Floats:
    """Sum weight * p (1 - p) * z z' over the rows: shape (d + 1, d + 1)."""
    bend = p * (1 - p) if weight is None else p * (1 - p) * weight[:, None]
    S = np.sqrt(bend) * Z  # S'S costs half of Z'(bend * Z): BLAS knows that it is symmetric
    return S.T @ S


def curvature_of_many(Z: Floats, p: Floats, weight: Floats | None) -> Floats:
    """Sum weight * (diag(p) - p p') ⊗ z z' over the rows: shape (k (d + 1), k (d + 1))."""
    (b, width), k = Z.shape, p.shape[1]
    root = np.ones((b, 1)) if weight is None else np.sqrt(weight)[:, None]
    S = (root * p)[:, :, None] * Z[:, None, :]  # (b, k, d + 1)
    S = S.reshape(b, k * width)
    H = -(S.T @ S)
    for c in range(k):
        own = slice(c * width, (c + 1) * width)
        R = root * np.sqrt(p[:, c : c + 1]) * Z
        H[own, own] += R.T @ R
    return H
