"""Least squares in two ways: the normal equations, and a rotation for what they cannot bear.

Letters: n rows, d columns, t targets. A table's augmented rows are [1, x - mean, y - mean], so that one
small table of size 1 + d + t sums up all rows, and its first column takes up what is left of the mean.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_solve, get_lapack_funcs

from firsthand._typing import Floats
from firsthand.classical.blockwise import EPS, blocks, on_all_cores, pilot_mean

# The normal equations square the condition of the data: 1e-8 leaves about eight right digits.
WORST_CONDITION = 1e-8


@dataclass(frozen=True)
class Table:
    """Rows of X with their targets, weights and pilot means, to be read in blocks.

    The means need not be exact: they only bring the numbers near 0, where
    squares keep their digits. That is what makes an offset of 1e8 harmless.
    """

    X: NDArray[Any]  # (n, d)
    Y: Floats  # (n, t)
    weight: Floats | None  # (n,)
    x_mean: Floats  # (d,)
    y_mean: Floats  # (t,)
    intercept: bool

    @classmethod
    def of(cls, X: NDArray[Any], Y: Floats, weight: Floats | None, intercept: bool) -> "Table":
        if intercept:
            return cls(X, Y, weight, pilot_mean(X, weight), pilot_mean(Y, weight), True)
        return cls(X, Y, weight, np.zeros(X.shape[1]), np.zeros(Y.shape[1]), False)

    @property
    def width(self) -> int:
        return 1 + self.X.shape[1] + self.Y.shape[1]

    def augmented(self, run: range, height: int) -> Iterator[Floats]:
        """Yield blocks of rows [1, x - mean, y - mean], times the root of the weight; one buffer for all."""
        d = self.X.shape[1]
        buffer = np.empty((min(height, len(run)), self.width))
        for rows in blocks(run, height):
            block = buffer[: rows.stop - rows.start]
            block[:, 0] = 1
            np.subtract(self.X[rows], self.x_mean, out=block[:, 1 : 1 + d])
            np.subtract(self.Y[rows], self.y_mean, out=block[:, 1 + d :])
            if self.weight is not None:
                block *= np.sqrt(self.weight[rows, None])
            yield block


def solve(table: Table, alpha: float = 0.0) -> tuple[Floats, Floats]:
    """Minimise sum(weight * (y - x @ coef - intercept)^2) + alpha * |coef|^2.

    Costs O(n d^2) in time and O(d^2) in memory; X is never copied. When many
    answers fit equally well, the one with the smallest |coef| is taken.

    Returns
    -------
    coef : ndarray of shape (d, t)
    intercept : ndarray of shape (t,)
        0 when the table has none.
    """
    d = table.X.shape[1]
    coef = rest = None
    if len(table.X) > d:
        coef, rest = by_normal_equations(table, alpha)
    if coef is None or rest is None:
        coef, rest = by_rotation(table, alpha)
    return coef, table.y_mean + rest - table.x_mean @ coef


def by_normal_equations(table: Table, alpha: float) -> tuple[Floats, Floats] | tuple[None, None]:
    """Solve (X'X + alpha) coef = X'y by Cholesky, on columns scaled to length 1.

    Returns
    -------
    coef of shape (d, t) and the intercept for the augmented rows, shape (t,);
    or None twice, where a column is constant or the columns are so nearly
    collinear that half of the digits would be lost.
    """
    d = table.X.shape[1]
    with np.errstate(over="ignore", invalid="ignore"):  # squares beyond 1e308: seen below
        moments = products(table)
        shift = moments[0] / moments[0, 0] if table.intercept else np.zeros(table.width)
        moments = moments - np.outer(moments[0], shift)  # exact centring, whatever the pilot mean was
        length = np.sqrt(np.maximum(moments.diagonal()[1 : 1 + d], 0))
    if not np.isfinite(moments).all() or not varying(table, length).all():
        return None, None

    gram, target = moments[1 : 1 + d, 1 : 1 + d], moments[1 : 1 + d, 1 + d :]
    scale = np.sqrt(gram.diagonal() + alpha)  # (d,)
    gram = (gram + alpha * np.eye(d)) / np.outer(scale, scale)
    try:
        lower = np.linalg.cholesky(gram)
    except np.linalg.LinAlgError:
        return None, None
    (estimate,) = get_lapack_funcs(("pocon",), (lower,))
    condition, _ = estimate(lower, np.linalg.norm(gram, 1), uplo="L")  # about 1 / the condition number
    if condition < WORST_CONDITION:
        return None, None
    coef = cho_solve((lower, True), target / scale[:, None]) / scale[:, None]
    return coef, shift[1 + d :] - shift[1 : 1 + d] @ coef


def by_rotation(table: Table, alpha: float) -> tuple[Floats, Floats]:
    """Solve by turning all rows into a triangle (QR), block by block, then by singular values.

    Nothing is squared, so nearly collinear columns keep twice the digits that
    the normal equations leave them. About five times slower.
    """
    d = table.X.shape[1]
    triangle = rotated(table)
    shift = triangle[0] / triangle[0, 0] if table.intercept else np.zeros(table.width)
    own = triangle[int(table.intercept) :]  # the first row belongs to the intercept
    A, target = own[:, 1 : 1 + d], own[:, 1 + d :]

    length = np.hypot.reduce(A, axis=0) if len(A) else np.zeros(d)
    A = np.where(varying(table, length), A, 0.0)  # the rounding of a constant column is no column
    coef = shrunken(A, target, alpha) if alpha else smallest(A, target)
    return coef, shift[1 + d :] - shift[1 : 1 + d] @ coef


def products(table: Table) -> Floats:
    """Add up the products of all columns of the augmented rows, shape (1 + d + t, 1 + d + t)."""

    def of_run(run: range) -> Floats:
        total = np.zeros((table.width, table.width))
        with np.errstate(over="ignore", invalid="ignore"):
            # Lower blocks, and adding up the products costs more than making them.
            for block in table.augmented(run, max(2048, table.width)):
                total += block.T @ block
        return total

    return sum(on_all_cores(of_run, len(table.X), table.width), np.zeros((table.width, table.width)))


def rotated(table: Table) -> Floats:
    """Turn the augmented rows until what is not 0 stands in a triangle, at most 1 + d + t rows high."""

    def of_run(run: range) -> Floats:
        triangle: Floats = np.empty((0, table.width))
        for block in table.augmented(run, max(64, table.width)):
            triangle = upper(np.vstack([triangle, block]))
        return triangle

    return upper(np.vstack(on_all_cores(of_run, len(table.X), table.width)))


def upper(A: Floats) -> Floats:
    return np.asarray(np.linalg.qr(A, mode="r"))


def varying(table: Table, length: Floats) -> NDArray[np.bool_]:
    """Tell which columns vary by more than the rounding of their mean; length is the root of the sum of squares."""
    total = float(len(table.X) if table.weight is None else table.weight.sum())
    return length > 4 * EPS * np.sqrt(total) * np.abs(table.x_mean)


def smallest(A: Floats, target: Floats) -> Floats:
    """Among the coefs that bring A @ coef nearest to the target, find the smallest.

    A has shape (m, d), target (m, t), the answer (d, t). The columns are
    scaled alike before the rank is judged: a column in tiny units counts.
    """
    scale = np.abs(A).max(axis=0, initial=0)
    scale[scale == 0] = 1
    U, s, Vt = np.linalg.svd(A / scale, full_matrices=False)
    rank = int((s > 10 * max(A.shape) * EPS * s.max(initial=0)).sum())
    along = U[:, :rank].T @ target / s[:rank, None]  # (rank, t): what Vt[:rank] @ (scale * coef) must be
    if rank == A.shape[1]:
        return Vt.T @ along / scale[:, None]
    coef: Floats = np.linalg.lstsq(Vt[:rank] * scale, along, rcond=None)[0]
    return coef


def shrunken(A: Floats, target: Floats, alpha: float) -> Floats:
    """Minimise |A @ coef - target|^2 + alpha * |coef|^2: each singular direction shrinks by s^2 / (s^2 + alpha)."""
    U, s, Vt = np.linalg.svd(A, full_matrices=False)
    return Vt.T @ ((s / (s**2 + alpha))[:, None] * (U.T @ target))
