"""Each token gathers from itself and the tokens before it, in several ways at once."""

import math

import torch
from torch import Tensor


def causal_self_attention(x: Tensor, to_qkv: Tensor, to_out: Tensor, n_heads: int) -> Tensor:
    """Let each token gather from itself and those before it, with several heads.

    x @ to_qkv holds queries, keys and values side by side: the first D columns
    are the queries, the next D the keys, the last D the values. Of each, head h
    has the columns from h K to (h + 1) K, K = D / n_heads. A head scores each
    pair of tokens by the dot product of query and key, divided by sqrt(K);
    pairs whose key comes later than the query are left out; a softmax over
    the keys gives weights, and the weighted mean of the values is what the
    head gathers. What the heads gathered stands side by side again, head 0
    first, and is multiplied by to_out.

    Parameters
    ----------
    x : Tensor of shape (B, T, D)
    to_qkv : Tensor of shape (D, 3 D)
    to_out : Tensor of shape (D, D)
    n_heads : int
        A divisor of D.

    Returns
    -------
    Tensor of shape (B, T, D)
        In the dtype and on the device of x.

    References
    ----------
    Vaswani et al. (2017), section 3.2, arXiv:1706.03762.
    """
    length = x.shape[1]
    q, k, v = (
        part.reshape(*x.shape[:2], n_heads, -1).transpose(1, 2) for part in (x @ to_qkv).chunk(3, dim=-1)
    )  # (B, H, T, K) each
    scores = q @ k.mT / math.sqrt(q.shape[-1])  # (B, H, T, T): row asks, column answers
    later = torch.ones(length, length, dtype=torch.bool, device=x.device).triu(diagonal=1)
    weights = scores.masked_fill(later, -math.inf).softmax(dim=-1)  # (B, H, T, T)
    return (weights @ v).transpose(1, 2).flatten(start_dim=2) @ to_out  # (B, T, D)
