"""Multi-head self-attention in PyTorch: the twin of `firsthand.neural.basics.attention`."""

from torch import Tensor, nn
from torch.nn import functional as F


class MultiHeadAttention(nn.Module):
    """Let tokens look at one another in several ways at once.

    Letters: B sequences, T tokens, D model width, H heads, K = D / H.
    PyTorch's kernel does the inner part without storing the (B, H, T, T)
    weights where it can; `look` computes them for those who want to see them.
    Vaswani et al. (2017), section 3.2, arXiv:1706.03762.

    Parameters
    ----------
    d_model : int
        D.
    n_heads : int
        H, a divisor of d_model.

    Notes
    -----
    As in our NumPy version there are no biases and no dropout, True in a mask
    allows, and a token that may look nowhere gathers zeros. The last two
    differ from torch.nn.MultiheadAttention, where True forbids and such a
    token gets NaN when weights are asked for (2.13).
    """

    def __init__(self, d_model: int, n_heads: int) -> None:
        super().__init__()
        if n_heads < 1 or d_model % n_heads:
            raise ValueError(f"n_heads must divide d_model, got d_model={d_model} and n_heads={n_heads}.")
        self.n_heads = n_heads
        self.to_qkv = nn.Linear(d_model, 3 * d_model, bias=False)
        self.to_out = nn.Linear(d_model, d_model, bias=False)

    def forward(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        """Gather for each token: (B, T, D) to (B, T, D).

        `mask` is of dtype bool, True where a token (row) may look at another
        (column), and of a shape that stretches to (B, H, T, T).
        """
        q, k, v = self._heads(x)
        gathered = F.scaled_dot_product_attention(q, k, v, attn_mask=mask)  # (B, H, T, K)
        return self.to_out(gathered.transpose(1, 2).flatten(start_dim=2))  # (B, T, D)

    def look(self, x: Tensor, mask: Tensor | None = None) -> Tensor:
        """Compute who looks at whom: (B, T, D) to (B, H, T, T); rows sum to 1, or to 0 where nothing is allowed."""
        q, k, _ = self._heads(x)
        scores = q @ k.mT / q.shape[-1] ** 0.5  # (B, H, T, T): row asks, column answers
        if mask is None:
            return scores.softmax(dim=-1)
        # Only a row of nothing but -inf becomes NaN by the mask, and the mask takes it out again.
        return scores.masked_fill(~mask, -float("inf")).softmax(dim=-1).masked_fill(~mask, 0.0)

    def _heads(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Queries, keys and values of all heads, each (B, H, T, K)."""
        q, k, v = (
            part.unflatten(-1, (self.n_heads, -1)).transpose(1, 2) for part in self.to_qkv(x).chunk(3, dim=-1)
        )
        return q, k, v
