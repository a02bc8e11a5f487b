"""The way back through products of arrays, and through broadcasting."""

from __future__ import annotations

import numpy as np

from firsthand._typing import Array


def unbroadcast(gradient: Array, shape: tuple[int, ...]) -> Array:
    """Bring the gradient of a broadcast array back to its old shape.

    Broadcasting copied each entry to several places. What goes back to it
    is the sum over all those places: over axes that were added in front,
    and over axes that were stretched from 1.

    Parameters
    ----------
    gradient : ndarray
        How the output changes with each entry of the broadcast array.
    shape : tuple of int
        The shape before broadcasting, () for a single number. It can be
        broadcast to the shape of `gradient`.

    Returns
    -------
    ndarray of that shape
    """
    if gradient.shape == shape:
        return gradient
    added = gradient.ndim - len(shape)
    stretched = [added + axis for axis, size in enumerate(shape) if size == 1]
    return gradient.sum(axis=(*range(added), *stretched)).reshape(shape)


def backward_multiply(a: Array, b: Array, gradient: Array) -> tuple[Array, Array]:
    """Send the gradient of a * b back to a and to b.

    The product of two numbers changes by b for each unit of a, and by a for
    each unit of b.

    Parameters
    ----------
    a, b : ndarray
        Of any two shapes that broadcast to one another.
    gradient : ndarray in the shape of a * b
        How the output of the whole graph changes with each entry of a * b.

    Returns
    -------
    tuple of two ndarrays
        How that output changes with each entry of a, in the shape of a, and
        with each entry of b, in the shape of b.
    """
    return unbroadcast(gradient * b, a.shape), unbroadcast(gradient * a, b.shape)


def backward_matmul(a: Array, b: Array, gradient: Array) -> tuple[Array, Array]:
    """Send the gradient of the matrix product a @ b back to a and to b.

    Entry a[i, k] is multiplied by b[k, j] and added to entry [i, j] of the
    product, for every j. So what comes back to it is the sum over j of
    gradient[i, j] * b[k, j].

    Parameters
    ----------
    a : ndarray of shape (n, k)
    b : ndarray of shape (k, m)
    gradient : ndarray of shape (n, m)
        How the output of the whole graph changes with each entry of a @ b.

    Returns
    -------
    tuple of two ndarrays
        How that output changes with each entry of a, shape (n, k), and with
        each entry of b, shape (k, m).
    """
    return gradient @ b.T, a.T @ gradient


def matrices(a: Array, b: Array, gradient: Array) -> tuple[Array, Array, Array]:
    """Turn the vectors of a @ b into matrices: a vector is a row at the left, a column at the right."""
    if b.ndim == 1:
        b, gradient = b[:, None], np.expand_dims(gradient, -1)
    if a.ndim == 1:
        a, gradient = a[None, :], np.expand_dims(gradient, -2)
    return a, b, gradient
