"""Multi-head self-attention with its gradients, over all heads at once."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from sklearn.utils import check_random_state

from firsthand._typing import Floats
from firsthand.neural.basics.attention import attention_weights, merge_heads, split_heads


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
