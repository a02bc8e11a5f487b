"""Matrices: many dot products at once, and the layer that they make."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def matvec(W: ArrayLike, x: ArrayLike) -> NDArray[np.float64]:
    """Multiply a matrix by a vector: the dot product of each row with x.

    Each row asks its own question of x, and each answer is one entry of the
    result. [[1, 0], [2, 3]] times [10, 20] is [10, 80].

    Parameters
    ----------
    W : array of shape (n_out, n_in)
    x : array of shape (n_in,)

    Returns
    -------
    ndarray of float, shape (n_out,)

    Raises
    ------
    ValueError
        If x does not have as many entries as W has columns, even where NumPy
        would stretch x: (2, 3) and (1,).
    """
    W = np.asarray(W, dtype=np.float64)
    x = np.asarray(x, dtype=np.float64)
    if W.ndim != 2 or x.shape != W.shape[1:]:
        raise ValueError(
            f"W must have shape (n_out, n_in) and x shape (n_in,), got {W.shape} and {x.shape}. "
            "Give x one entry for each column of W."
        )
    # (n_out, n_in) * (n_in,) lays x over every row; then each row is summed.
    answers: NDArray[np.float64] = np.sum(W * x, axis=1)  # (n_out,)
    return answers


def matmul(A: ArrayLike, B: ArrayLike) -> NDArray[np.float64]:
    """Multiply two matrices: each row of A with each column of B.

    Entry [i, j] is the dot product of row i of A and column j of B. Put
    otherwise, column j of the result is A times column j of B. The order
    counts: A B is not B A.

    Parameters
    ----------
    A : array of shape (m, k)
    B : array of shape (k, n)

    Returns
    -------
    ndarray of float, shape (m, n)
        The inner sizes k meet and vanish. With k = 0 every entry is 0.

    Raises
    ------
    ValueError
        If A does not have as many columns as B has rows.
    """
    A = np.asarray(A, dtype=np.float64)
    B = np.asarray(B, dtype=np.float64)
    if A.ndim != 2 or B.ndim != 2 or A.shape[1] != B.shape[0]:
        raise ValueError(
            f"A must have shape (m, k) and B shape (k, n), got {A.shape} and {B.shape}. "
            "The inner sizes must be equal: perhaps one of the two must be transposed."
        )
    product = np.zeros((A.shape[0], B.shape[1]))  # (m, n)
    for j in range(B.shape[1]):
        product[:, j] = matvec(A, B[:, j])
    return product


def linear_layer(x: ArrayLike, W: ArrayLike, b: ArrayLike) -> NDArray[np.float64]:
    """Pass one input, or a batch of them, through a layer of neurons.

    Each neuron is a row of W and an entry of b: it weighs the input with its
    row, adds up, and adds its b. The rows of a batch do not meet.

    Parameters
    ----------
    x : array of shape (n_in,) or (batch, n_in)
        One input, or one in each row.
    W : array of shape (n_out, n_in)
        Weights, one row a neuron.
    b : array of shape (n_out,)
        Biases, one a neuron.

    Returns
    -------
    ndarray of float, shape (n_out,) or (batch, n_out)
        A batch of one stays a batch: (1, n_out).

    Raises
    ------
    ValueError
        If the last size of x is not the number of columns of W, or b does not
        have one entry for each row of W.
    """
    x, W, b = (np.asarray(part, dtype=np.float64) for part in (x, W, b))
    if x.ndim not in (1, 2) or W.ndim != 2 or x.shape[-1] != W.shape[1] or b.shape != W.shape[:1]:
        raise ValueError(
            "x must have shape (n_in,) or (batch, n_in), W (n_out, n_in) and b (n_out,), "
            f"got {x.shape}, {W.shape} and {b.shape}."
        )
    if x.ndim == 1:
        return matvec(W, x) + b  # (n_out,)
    return matmul(x, W.T) + b  # (batch, n_in) times (n_in, n_out), and b onto every row
