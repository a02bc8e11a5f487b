"""Self-attention: each word gathers from the words that matter to it.

Letters: n queries, m keys and values, d the width of a query and of a key, D the width of the model, H heads,
K = D / H the width of a head. Leading axes ``...`` (batch, heads) are carried along.

Vaswani et al. (2017), Attention Is All You Need, section 3.2, arXiv:1706.03762.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from firsthand._typing import Floats
from firsthand.foundations import softmax

Truths = NDArray[np.bool_]


def causal_mask(n: int) -> Truths:
    """Say who may look at whom when nobody may look ahead.

    Row i asks, column j answers: True where j <= i. Each word may look at
    itself and at the words before it.

    Parameters
    ----------
    n : int
        How many words, 1 or more.

    Returns
    -------
    ndarray of bool, shape (n, n)
        A new one each time.
    """
    return np.tri(n, dtype=bool)


def attention_weights(queries: ArrayLike, keys: ArrayLike, mask: ArrayLike | None = None) -> Floats:
    """Compute how much each query looks at each key.

    The score of a pair is the dot product of query and key, divided by
    sqrt(d): without that its variance grows with d and the softmax
    saturates. The softmax runs over the keys, and over allowed keys only.
    Costs O(n m d).

    Parameters
    ----------
    queries : array of shape (..., n, d)
    keys : array of shape (..., m, d)
        At least one key; the axes before the last two are those of queries.
    mask : array of bool, default=None
        True where a query may look at a key, of a shape that NumPy stretches
        to (..., n, m). None allows everything.

    Returns
    -------
    ndarray of float, shape (..., n, m)
        Each row sums to 1, and a forbidden key changes nothing, however large
        its score. A query that may look at no key gets a row of zeros, not
        NaN.

    Raises
    ------
    ValueError
        If queries and keys differ in width.
    """
    queries, keys = np.asarray(queries), np.asarray(keys)
    d = queries.shape[-1]
    if keys.shape[-1] != d:
        raise ValueError(f"queries and keys must be of the same width, got {d} and {keys.shape[-1]}.")
    scores = queries @ np.swapaxes(keys, -1, -2) / np.sqrt(d)  # (..., n, m): row asks, column answers
    if mask is None:
        return softmax(scores)
    mask = np.asarray(mask)
    if mask.dtype != bool:
        raise ValueError(f"mask must be of dtype bool, True where a query may look, got {mask.dtype}.")
    somewhere = mask.any(axis=-1, keepdims=True)  # (..., n, 1)
    # exp(-inf) is 0. A row with nothing but -inf would be 0/0: it gets harmless scores, and zeros after that.
    scores = np.where(mask, scores, np.where(somewhere, -np.inf, 0.0))
    return softmax(scores) * somewhere


def scaled_dot_product_attention(
    queries: ArrayLike, keys: ArrayLike, values: ArrayLike, mask: ArrayLike | None = None
) -> Floats:
    """Give each query the mean of the values, weighted by how well their keys fit.

    The weights are the softmax, over the allowed keys, of the dot products
    divided by sqrt(d). Costs O(n m d) and remembers n m weights.

    Parameters
    ----------
    queries : array of shape (..., n, d)
    keys : array of shape (..., m, d)
        At least one key.
    values : array of shape (..., m, e)
        One for each key; their width e may differ from d. The axes before
        the last two are the same for all three.
    mask : array of bool, default=None
        True where a query may look at a key, of a shape that NumPy stretches
        to (..., n, m). None allows everything.

    Returns
    -------
    ndarray of float, shape (..., n, e)
        A query that may look at no key gathers nothing: zeros.
    """
    return attention_weights(queries, keys, mask) @ np.asarray(values)


def split_heads(x: ArrayLike, n_heads: int) -> NDArray[Any]:
    """Cut the width into heads, and let the heads stand before the words.

    Head h gets the columns from h K to (h + 1) K of every word, K = D / H.

    Parameters
    ----------
    x : array of shape (..., n, D)
    n_heads : int
        H, a divisor of D.

    Returns
    -------
    ndarray of shape (..., H, n, K)

    Raises
    ------
    ValueError
        If n_heads does not divide D.
    """
    x = np.asarray(x)
    if n_heads < 1 or x.shape[-1] % n_heads:
        raise ValueError(f"n_heads must divide the width, got width {x.shape[-1]} and n_heads={n_heads}.")
    cut = x.reshape(*x.shape[:-1], n_heads, x.shape[-1] // n_heads)  # (..., n, H, K)
    return np.swapaxes(cut, -3, -2)  # (..., H, n, K)


def merge_heads(x: ArrayLike) -> NDArray[Any]:
    """Put the heads of each word side by side again: what split_heads did, undone.

    Parameters
    ----------
    x : array of shape (..., H, n, K)

    Returns
    -------
    ndarray of shape (..., n, D)
        D = H K; the first K columns are those of the first head.
    """
    beside = np.swapaxes(np.asarray(x), -3, -2)  # (..., n, H, K)
    return beside.reshape(*beside.shape[:-2], beside.shape[-2] * beside.shape[-1])  # (..., n, D)
