"""Other correct ways to write the exercises: each must pass."""

from typing import Any

import numpy as np

from firsthand._typing import Floats
from firsthand.foundations import dot, matmul, matvec


def matvec_at_once(W: Floats, x: Floats) -> Any:
    return np.sum(W * x, axis=1)


def matvec_by_zip(W: Floats, x: Floats) -> Any:
    return np.array([sum(w * e for w, e in zip(row, x, strict=False)) for row in W], dtype=float)


def matvec_by_rows(W: Floats, x: Floats) -> Any:
    if W.shape[1] != len(x):
        raise ValueError(f"W has {W.shape[1]} columns, x has {len(x)} entries")
    return np.array([dot(row, x) for row in W])


def matvec_by_loops(W: Floats, x: Floats) -> Any:
    n_out, n_in = W.shape
    if n_in != len(x):
        raise ValueError("sizes differ")
    y = np.zeros(n_out)
    for i in range(n_out):
        for j in range(n_in):
            y[i] += W[i, j] * x[j]
    return y


def matvec_by_columns(W: Floats, x: Floats) -> Any:
    y = np.zeros(len(W))
    for column, entry in zip(W.T, x, strict=True):
        y += entry * column.astype(float)
    return y


def matmul_at_once(A: Floats, B: Floats) -> Any:
    return np.sum(A[:, :, None] * B, axis=1)


def matmul_by_zip(A: Floats, B: Floats) -> Any:
    product = np.zeros((A.shape[0], B.shape[1]))
    for i, row in enumerate(A):
        for j, column in enumerate(B.T):
            product[i, j] = sum(x * y for x, y in zip(row, column, strict=True))
    return product


def matmul_by_loops(A: Floats, B: Floats) -> Any:
    if A.shape[1] != B.shape[0]:
        raise ValueError(f"{A.shape} and {B.shape} do not fit")
    product = np.zeros((A.shape[0], B.shape[1]))
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            for k in range(A.shape[1]):
                product[i, j] += A[i, k] * B[k, j]
    return product


def matmul_by_dots(A: Floats, B: Floats) -> Any:
    if A.shape[1] != B.shape[0]:
        raise ValueError("inner sizes differ")
    return np.array([[dot(row, column) for column in B.T] for row in A]).reshape(len(A), B.shape[1])


def matmul_by_outer_products(A: Floats, B: Floats) -> Any:
    product = np.zeros((A.shape[0], B.shape[1]))
    for column, row in zip(A.T, B, strict=True):
        product += np.outer(column, row)
    return product


def layer_in_one_line(x: Floats, W: Floats, b: Floats) -> Any:
    return x @ W.T + b


def layer_row_by_row(x: Floats, W: Floats, b: Floats) -> Any:
    if len(b) != len(W):
        raise ValueError("one bias for each neuron")
    if x.ndim == 1:
        return matvec(W, x) + b
    y = np.zeros((len(x), len(W)))
    for i, row in enumerate(x):
        y[i] = matvec(W, row) + b
    return y


def layer_by_einsum(x: Floats, W: Floats, b: Floats) -> Any:
    if b.size != W.shape[0] or x.shape[-1] != W.shape[1]:
        raise ValueError("sizes differ")
    return np.einsum("...i,oi->...o", x, W) + b


def layer_by_matmul(x: Floats, W: Floats, b: Floats) -> Any:
    if b.shape != W.shape[:1]:
        raise ValueError("one bias for each neuron")
    y = matmul(np.atleast_2d(x), W.T) + b
    return y[0] if x.ndim == 1 else y
