"""Self-attention: each word gathers from the words that matter to it.

Letters: n queries, m keys and values, d the width of a query and of a key, D the width of the model, H heads,
K = D / H the width of a head. Leading axes ``...`` (batch, heads) are carried along.

Vaswani et al. (2017), Attention Is All You Need, section 3.2, arXiv:1706.03762.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.utils import check_random_state

from firsthand.foundations import softmax

Floats = NDArray[np.float64]
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
    """
    return np.tri(n, dtype=bool)


def attention_weights(queries: Any, keys: Any, mask: Any = None) -> Floats:
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
        If queries and keys differ in width, or mask is not of dtype bool.
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


def scaled_dot_product_attention(queries: Any, keys: Any, values: Any, mask: Any = None) -> Floats:
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


def attention_gradients(
    queries: Any, keys: Any, values: Any, upstream: Any, mask: Any = None
) -> tuple[Floats, Floats, Floats]:
    """Lead the gradient of a loss back through scaled_dot_product_attention.

    Parameters
    ----------
    queries, keys, values, mask
        As in `scaled_dot_product_attention`; the leading axes of the first
        three are equal.
    upstream : array of shape (..., n, e)
        The gradient with respect to the output.

    Returns
    -------
    three ndarrays of float
        The gradients with respect to queries, keys and values, in their shapes.
    """
    weights = attention_weights(queries, keys, mask)  # (..., n, m)
    by_weight = upstream @ np.swapaxes(values, -1, -2)  # (..., n, m)
    # Softmax: what pulls one weight up pushes the others of its row down.
    by_score = weights * (by_weight - (weights * by_weight).sum(axis=-1, keepdims=True))
    by_dot = by_score / np.sqrt(np.shape(queries)[-1])
    return by_dot @ keys, np.swapaxes(by_dot, -1, -2) @ queries, np.swapaxes(weights, -1, -2) @ upstream


def split_heads(x: Any, n_heads: int) -> NDArray[Any]:
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


def merge_heads(x: Any) -> NDArray[Any]:
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


class MultiHeadAttention:
    """Let words look at one another in several ways at once.

    Each head has queries, keys and values of its own, of width K = D / H, and
    gathers by itself; a last matrix mixes what the heads brought.
    One pass costs O(n D^2 + n^2 D) and remembers H n^2 weights.

    Parameters
    ----------
    d_model : int
        D, the width of a word.
    n_heads : int
        H, a divisor of d_model.
    weights : four arrays of shape (D, D), default=None
        to_q, to_k, to_v and to_out, each applied as x @ w. None draws them
        uniformly with variance 1 / D (Xavier).
    random_state : int, RandomState or None, default=None

    Notes
    -----
    Where it differs from torch.nn.MultiheadAttention: no biases and no
    dropout, matrices stand on the right (torch holds their transposes), True
    in a mask allows (there it forbids), and a word that may look nowhere
    gathers zeros (there NaN when weights are asked for).
    NaN spreads as arithmetic has it: a NaN in one word makes every word NaN
    that may look at it, and through its value (0 * NaN is NaN) all others.

    References
    ----------
    Vaswani et al. (2017), section 3.2.2, arXiv:1706.03762.
    """

    def __init__(
        self, d_model: int, n_heads: int, *, weights: Sequence[Any] | None = None, random_state: Any = None
    ) -> None:
        if n_heads < 1 or d_model % n_heads:
            raise ValueError(f"n_heads must divide d_model, got d_model={d_model} and n_heads={n_heads}.")
        if weights is None:
            reach = np.sqrt(3 / d_model)  # uniform from -reach to reach has variance reach^2 / 3
            weights = check_random_state(random_state).uniform(-reach, reach, size=(4, d_model, d_model))
        shapes = [np.shape(w) for w in weights]
        if shapes != [(d_model, d_model)] * 4:
            raise ValueError(f"weights must be four arrays of shape {(d_model, d_model)}, got {shapes}.")
        self.n_heads = n_heads
        self.to_q, self.to_k, self.to_v, self.to_out = (np.asarray(w, dtype=np.float64) for w in weights)

    def forward(self, x: Any, mask: Any = None) -> tuple[Floats, Floats]:
        """Let each word of x gather from all that the mask allows.

        Parameters
        ----------
        x : array of shape (n, D) or (batch, n, D)
        mask : array of bool, default=None
            True where a word may look, of a shape that NumPy stretches to
            (..., H, n, n): (n, n) for all, (batch, 1, 1, n) for padding.

        Returns
        -------
        gathered : ndarray of shape of x
        weights : ndarray of shape (..., H, n, n)
            Who looked at whom, for each head.
        """
        x = np.asarray(x, dtype=np.float64)
        if x.ndim < 2 or x.shape[-1] != len(self.to_q):
            raise ValueError(f"x must be of shape (..., n, {len(self.to_q)}), got {x.shape}.")
        q, k, v = (
            split_heads(x @ w, self.n_heads) for w in (self.to_q, self.to_k, self.to_v)
        )  # (..., H, n, K)
        weights = attention_weights(q, k, mask)  # (..., H, n, n)
        return merge_heads(weights @ v) @ self.to_out, weights
