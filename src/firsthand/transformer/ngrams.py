"""Vectors for the last few tokens taken together: what counting knows, at hand before the first layer."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from firsthand.transformer.config import GPTConfig

NOTHING = -1  # stands where there is no token: before the beginning, and in what fills up at the left
MIXER = 0x9E3779B97F4A7C15 - 2**64  # an odd number whose bits look like chance
HIGH_BITS = 24  # of a product: the low ones depend on the last token alone


class NGramEmbedding(nn.Module):
    """Look up the last 2, 3, … n tokens as one thing each, and add up what is found.

    What comes after "th" needs no attention, only memory: a network would have to learn to put the two together, a table has
    a row for them. There are V^n runs of n tokens, more than any table holds, so each is hashed to one of `ngram_rows` rows,
    and runs that meet there share it. The rows begin as nothing. In training some are left out at random, so that the
    layers above do not come to rely on runs that were seen once.

    A step touches few rows, so gradients are sparse: `torch.optim.SparseAdam` moves these rows and no others.

    Parameters
    ----------
    config : GPTConfig
        With a `max_ngram` of 2 at least.

    References
    ----------
    Svenstrup et al. (2017), Hash Embeddings, arXiv:1709.03933; for language models Pagnoni et al. (2024), Byte Latent
    Transformer, arXiv:2412.09871, section 3.2.1.
    """

    offsets: Tensor

    def __init__(self, config: GPTConfig) -> None:
        super().__init__()
        self.base, self.dropout = config.vocabulary_size + 1, config.ngram_dropout
        # A short run over a small vocabulary has a row of its own.
        self.sizes = [min(config.ngram_rows, self.base**n) for n in range(2, config.max_ngram + 1)]
        starts = [sum(self.sizes[:i]) for i in range(len(self.sizes))]
        self.register_buffer("offsets", torch.tensor(starts), persistent=False)  # (N,) for N = n - 1 lengths
        self.table = nn.Embedding(sum(self.sizes), config.width, sparse=True)

    @property
    def n_before(self) -> int:
        """How many tokens before the first one it needs to see."""
        return len(self.sizes)

    def forward(self, seen: Tensor, length: int) -> Tensor:
        """What the table has to say at the last `length` places.

        Parameters
        ----------
        seen : Tensor of int64, shape (B, length or more)
            Those tokens and what stands before them, `NOTHING` where nothing does.
        length : int
            T.

        Returns
        -------
        Tensor of shape (B, T, D)
        """
        found = self.table(self.rows(seen, length))  # (B, T, N, D)
        if self.training and self.dropout:
            kept = torch.rand(found.shape[:-1], device=found.device) >= self.dropout  # (B, T, N)
            found = found * (kept / (1 - self.dropout)).unsqueeze(-1)
        return found.sum(dim=-2)  # (B, T, D)

    def rows(self, seen: Tensor, length: int) -> Tensor:
        """Which rows the runs that end at the last `length` places have: (B, T, N)."""
        missing = max(0, length + self.n_before - seen.shape[1])
        seen = F.pad(seen, (missing, 0), value=NOTHING)[:, -length - self.n_before :] + 1  # (B, N + T)
        runs, rows = seen, []
        for size, n in zip(self.sizes, range(2, len(self.sizes) + 2), strict=True):
            # A run of n is the run of n - 1 that ends one token earlier, with one token behind it.
            runs = runs[:, :-1] * self.base + seen[:, n - 1 :]
            has_own_rows = size == self.base**n
            rows.append((runs if has_own_rows else (runs * MIXER >> HIGH_BITS) % size)[:, -length:])
        return torch.stack(rows, dim=-1) + self.offsets
