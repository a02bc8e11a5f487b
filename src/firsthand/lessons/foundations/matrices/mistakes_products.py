"""Wrong ways to write the exercises on matrices, as learners do."""

from typing import Any

import numpy as np

from firsthand._typing import Floats
from firsthand.foundations import dot, matvec
from firsthand.lessons.foundations.matrices.correct import matmul_by_loops

# matvec


def matvec_does_not_add_up(W: Floats, x: Floats) -> Any:
    return W * x


def matvec_adds_down_the_columns(W: Floats, x: Floats) -> Any:
    return np.sum(W * x, axis=0)


def matvec_adds_up_everything(W: Floats, x: Floats) -> Any:
    return np.sum(W * x)


def matvec_takes_columns(W: Floats, x: Floats) -> Any:
    return np.array([dot(column, x) for column in W.T])


def matvec_gives_a_list(W: Floats, x: Floats) -> Any:
    return [dot(row, x) for row in W]


def matvec_has_the_size_of_x(W: Floats, x: Floats) -> Any:
    y = np.zeros(len(x))
    for i in range(len(W)):
        y[i] = dot(W[i], x)
    return y


def matvec_has_size_and_rounds_of_x(W: Floats, x: Floats) -> Any:
    y = np.zeros(len(x))
    for i in range(len(x)):
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


def matvec_loops_over_a_square(W: Floats, x: Floats) -> Any:
    y = np.zeros(len(W))
    for i in range(len(W)):
        for j in range(len(W)):
            y[i] += W[i, j] * x[j]
    return y


def matvec_gives_a_column(W: Floats, x: Floats) -> Any:
    return np.sum(W * x, axis=1, keepdims=True)


def matvec_in_place(W: Floats, x: Floats) -> Any:
    if W.shape[1:] != x.shape:
        raise ValueError("sizes differ")
    W *= x
    return W.sum(axis=1)


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


def matmul_has_as_many_columns_as_rows(A: Floats, B: Floats) -> Any:
    product = np.zeros((len(A), len(A)))
    for i in range(len(A)):
        for j in range(len(A)):
            product[i, j] = dot(A[i], B[:, j])
    return product


def matmul_gives_lists(A: Floats, B: Floats) -> Any:
    return [[dot(row, column) for column in B.T] for row in A]


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


def matmul_rows_of_b(A: Floats, B: Floats) -> Any:
    return np.array([matvec(A, row) for row in B])


def matmul_taken_for_square(A: Floats, B: Floats) -> Any:
    n = len(A)
    product = np.zeros((n, n))
    for i in range(n):
        for j in range(n):
            for k in range(n):
                product[i, j] += A[i, k] * B[k, j]
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


def layer_takes_the_bias_away(x: Floats, W: Floats, b: Floats) -> Any:
    return x @ W.T - b


def layer_asks_whether_there_is_a_bias(x: Floats, W: Floats, b: Floats) -> Any:
    return x @ W.T + b if b.all() else x @ W.T


def layer_for_batches_only(x: Floats, W: Floats, b: Floats) -> Any:
    return np.array([matvec(W, row) + b for row in x])
