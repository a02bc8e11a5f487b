"""Wrong and right ways to write the exercises on matrices, as learners do."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from firsthand.foundations import dot, matmul, matvec

Floats = NDArray[np.float64]


# matvec


def matvec_does_not_add_up(W: Floats, x: Floats) -> Any:
    return W * x


def matvec_adds_down_the_columns(W: Floats, x: Floats) -> Any:
    return np.sum(W * x, axis=0)


def matvec_adds_up_everything(W: Floats, x: Floats) -> Any:
    return np.sum(W * x)


def matvec_takes_columns(W: Floats, x: Floats) -> Any:
    return np.array([dot(column, x) for column in W.T])


def matvec_at_once(W: Floats, x: Floats) -> Any:
    return np.sum(W * x, axis=1)


def matvec_by_zip(W: Floats, x: Floats) -> Any:
    return np.array([sum(w * e for w, e in zip(row, x, strict=False)) for row in W], dtype=float)


def matvec_gives_a_list(W: Floats, x: Floats) -> Any:
    return [dot(row, x) for row in W]


def matvec_has_the_size_of_x(W: Floats, x: Floats) -> Any:
    y = np.zeros(len(x))
    for i in range(len(W)):
        y[i] = dot(W[i], x)
    return y


def matvec_keeps_whole_numbers(W: Floats, x: Floats) -> Any:
    y = np.zeros(len(W), dtype=W.dtype)
    for i in range(len(W)):
        y[i] = dot(W[i], x)
    return y


def matvec_keeps_on_adding(W: Floats, x: Floats) -> Any:
    y, total = np.zeros(len(W)), 0.0
    for i, row in enumerate(W):
        for w, value in zip(row, x, strict=True):
            total += w * value
        y[i] = total
    return y


def matvec_overwrites(W: Floats, x: Floats) -> Any:
    y = np.zeros(len(W))
    for i, row in enumerate(W):
        for w, value in zip(row, x, strict=True):
            y[i] = w * value
    return y


def matvec_in_place(W: Floats, x: Floats) -> Any:
    if W.shape[1:] != x.shape:
        raise ValueError("sizes differ")
    W *= x
    return W.sum(axis=1)


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


# matmul


def matmul_entry_by_entry(A: Floats, B: Floats) -> Any:
    return A * B


def matmul_the_other_way_round(A: Floats, B: Floats) -> Any:
    return matmul_by_loops(B, A)


def matmul_rows_with_rows(A: Floats, B: Floats) -> Any:
    return np.array([[dot(row, other) for other in B] for row in A])


def matmul_transposed(A: Floats, B: Floats) -> Any:
    return np.array([matvec(A, column) for column in B.T])


def matmul_overwrites(A: Floats, B: Floats) -> Any:
    product = np.zeros((A.shape[0], B.shape[1]))
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            for k in range(A.shape[1]):
                product[i, j] = A[i, k] * B[k, j]
    return product


def matmul_shares_one_row(A: Floats, B: Floats) -> Any:
    product = [[0.0] * B.shape[1]] * A.shape[0]
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            product[i][j] = dot(A[i], B[:, j])
    return np.array(product)


def matmul_has_the_shape_of_a(A: Floats, B: Floats) -> Any:
    product = np.zeros(A.shape)
    for i in range(A.shape[0]):
        for j in range(B.shape[1]):
            product[i, j] = dot(A[i], B[:, j])
    return product


def matmul_in_whole_numbers(A: Floats, B: Floats) -> Any:
    product = np.zeros((A.shape[0], B.shape[1]), dtype=int)
    for j in range(B.shape[1]):
        product[:, j] = matvec(A, B[:, j])
    return product


def matmul_at_once(A: Floats, B: Floats) -> Any:
    return np.sum(A[:, :, None] * B, axis=1)


def matmul_by_zip(A: Floats, B: Floats) -> Any:
    product = np.zeros((A.shape[0], B.shape[1]))
    for i, row in enumerate(A):
        for j, column in enumerate(B.T):
            product[i, j] = sum(x * y for x, y in zip(row, column, strict=False))
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


# linear_layer


def layer_without_bias(x: Floats, W: Floats, b: Floats) -> Any:
    return np.matmul(x, W.T)


def layer_for_one_input_only(x: Floats, W: Floats, b: Floats) -> Any:
    return matvec(W, x) + b


def layer_without_transpose(x: Floats, W: Floats, b: Floats) -> Any:
    return x @ W + b


def layer_with_columns_for_rows(x: Floats, W: Floats, b: Floats) -> Any:
    return W @ x + b if x.ndim == 1 else W @ x.T + b[:, np.newaxis]


def layer_adds_bias_by_row(x: Floats, W: Floats, b: Floats) -> Any:
    return W @ x + b if x.ndim == 1 else x @ W.T + b[:, np.newaxis]


def layer_squeezes(x: Floats, W: Floats, b: Floats) -> Any:
    return np.squeeze(x @ W.T + b)


def layer_makes_everything_a_batch(x: Floats, W: Floats, b: Floats) -> Any:
    return np.atleast_2d(x) @ W.T + b


def layer_adds_bias_first(x: Floats, W: Floats, b: Floats) -> Any:
    return (x + b) @ W.T


def layer_with_activation(x: Floats, W: Floats, b: Floats) -> Any:
    return np.maximum(0, x @ W.T + b)


def layer_writes_into_the_bias(x: Floats, W: Floats, b: Floats) -> Any:
    y = b if x.ndim == 1 else np.tile(b, (len(x), 1))
    y += x @ W.T
    return y


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
