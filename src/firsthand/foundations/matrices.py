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
    ndarray of shape (n_out,)
    """
    W, x = np.asarray(W, dtype=float), np.asarray(x, dtype=float)
    if x.shape != W.shape[1:]:  # NumPy would stretch an x of one entry
        raise ValueError(f"x must have one entry for each column of W, got shapes {x.shape} and {W.shape}.")
    return np.sum(W * x, axis=1)  # x is laid over every row; then each row is summed


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
    ndarray of shape (m, n)
        The inner sizes k meet and vanish.
    """
    A, B = np.asarray(A, dtype=float), np.asarray(B, dtype=float)
    if A.shape[1] != len(B):
        raise ValueError(
            f"The inner sizes must be equal, got {A.shape} and {B.shape}. Transpose one of them?"
        )
    product = np.zeros((len(A), B.shape[1]))  # (m, n)
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
    ndarray of shape (n_out,) or (batch, n_out)
        A batch of one stays a batch: (1, n_out).
    """
    if np.ndim(x) == 1:
        return matvec(W, x) + np.asarray(b)  # (n_out,)
    # (batch, n_in) times (n_in, n_out), and b onto every row.
    return matmul(x, np.transpose(W)) + np.asarray(b)
