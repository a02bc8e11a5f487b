"""MiniGPT: a decoder-only Transformer, in the order of the paper.

Letters: B sequences, T tokens, D model width, H heads, G heads of keys and values, K = D / H, F width of the
feed-forward layer, V vocabulary, P tokens in the cache before these.

Vaswani et al. (2017), Attention Is All You Need, arXiv:1706.03762; pre-norm and GPT-2's start: Radford et al. (2019),
Language Models are Unsupervised Multitask Learners.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Self

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from firsthand.errors import FirsthandError
from firsthand.transformer.cache import KeyValueCache
from firsthand.transformer.config import GPTConfig
from firsthand.transformer.ngrams import NOTHING, NGramEmbedding
from firsthand.transformer.pretrained import read_model, save_model


def sinusoidal_table(length: int, width: int) -> Tensor:
    """The paper's positions, (length, width): sines in the even columns, cosines in the odd ones (section 3.5)."""
    angles = rotary_angles(length, width, 10_000.0)  # (length, width / 2)
    return torch.stack([angles.sin(), angles.cos()], dim=-1).flatten(start_dim=1)


def rotary_angles(length: int, width: int, base: float) -> Tensor:
    """How far each pair of numbers has turned at each position: (length, width / 2), in radians."""
    frequencies = base ** (-torch.arange(0, width, 2, dtype=torch.float64) / width)  # (width / 2,)
    return torch.outer(torch.arange(length, dtype=torch.float64), frequencies).float()


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Turn the pairs (i, i + K / 2) of the last axis (Su et al., 2021, arXiv:2104.09864)."""
    first, second = x.chunk(2, dim=-1)  # (B, H, T, K / 2) each
    return torch.cat([first * cos - second * sin, second * cos + first * sin], dim=-1)


def make_norm(config: GPTConfig, width: int) -> nn.Module:
    if config.norm == "rms":
        return nn.RMSNorm(width, eps=config.norm_eps)
    return nn.LayerNorm(width, eps=config.norm_eps, bias=config.bias)


class SelfAttention(nn.Module):
    """Let each token gather from itself and the tokens before it, in several ways at once (section 3.2)."""

    def __init__(self, config: GPTConfig) -> None:
        super().__init__()
        self.head_width = config.head_width
        self.widths = [
            heads * config.head_width for heads in (config.n_heads, config.n_kv_heads, config.n_kv_heads)
        ]
        self.is_grouped = config.n_kv_heads < config.n_heads
        self.to_qkv = nn.Linear(config.width, sum(self.widths), bias=config.bias)
        self.to_out = nn.Linear(config.width, config.width, bias=config.bias)
        self.query_norm, self.key_norm = (
            nn.RMSNorm(config.head_width, eps=config.norm_eps) if config.query_key_norm else nn.Identity()
            for _ in range(2)
        )

    def forward(
        self,
        x: Tensor,
        rotation: tuple[Tensor, Tensor] | None,
        mask: Tensor | None,
        cache: KeyValueCache | None,
        layer: int,
    ) -> Tensor:
        q, k, v = self.heads(x, rotation)  # (B, H, T, K), (B, G, T, K), (B, G, T, K)
        if cache is not None:
            k, v = cache.extend(layer, k, v)  # (B, G, P + T, K) each
        gathered = F.scaled_dot_product_attention(
            q, k, v, attn_mask=mask, is_causal=mask is None and x.shape[1] > 1, enable_gqa=self.is_grouped
        )  # (B, H, T, K)
        return self.to_out(gathered.transpose(1, 2).flatten(start_dim=2))  # (B, T, D)

    def heads(self, x: Tensor, rotation: tuple[Tensor, Tensor] | None) -> tuple[Tensor, Tensor, Tensor]:
        """Queries, keys and values of all heads, turned by their positions where these are rotary."""
        q, k, v = (
            part.unflatten(-1, (-1, self.head_width)).transpose(1, 2)  # (B, T, H K) -> (B, H, T, K)
            for part in self.to_qkv(x).split(self.widths, dim=-1)
        )
        q, k = self.query_norm(q), self.key_norm(k)
        if rotation is not None:
            q, k = rotate(q, *rotation), rotate(k, *rotation)
        return q, k, v


class FeedForward(nn.Module):
    """Let each token think about what it gathered: widen, bend, narrow (section 3.3)."""

    def __init__(self, config: GPTConfig) -> None:
        super().__init__()
        self.activation = config.activation
        is_gated = config.activation == "swiglu"
        # The gate lies in the same matrix as what it gates: one product instead of two.
        self.widen = nn.Linear(config.width, (1 + is_gated) * config.d_ff, bias=config.bias)
        self.narrow = nn.Linear(config.d_ff, config.width, bias=config.bias)

    def forward(self, x: Tensor) -> Tensor:
        return self.narrow(self.bend(self.widen(x)))  # (B, T, D) -> (B, T, F) -> (B, T, D)

    def bend(self, wide: Tensor) -> Tensor:
        match self.activation:
            case "relu":
                return wide.relu()
            case "relu2":
                return wide.relu().square()
            case "gelu":
                return F.gelu(wide)
            case "gelu_tanh":
                return F.gelu(wide, approximate="tanh")
            case "swiglu":
                gate, value = wide.chunk(2, dim=-1)  # (B, T, F) each
                return F.silu(gate) * value


class Block(nn.Module):
    """Gather, then think; each adds to what runs through, which is normalised before each (pre-norm)."""

    def __init__(self, config: GPTConfig) -> None:
        super().__init__()
        self.attention_norm = make_norm(config, config.width)
        self.attention = SelfAttention(config)
        self.feed_forward_norm = make_norm(config, config.width)
        self.feed_forward = FeedForward(config)
        self.dropout = nn.Dropout(config.dropout) if config.dropout else nn.Identity()

    def forward(
        self,
        x: Tensor,
        rotation: tuple[Tensor, Tensor] | None,
        mask: Tensor | None,
        cache: KeyValueCache | None,
        layer: int,
    ) -> Tensor:
        x = x + self.dropout(
            self.attention(self.attention_norm(x), rotation, mask, cache, layer)
        )  # (B, T, D)
        return x + self.dropout(self.feed_forward(self.feed_forward_norm(x)))  # (B, T, D)


class MiniGPT(nn.Module):
    """Score, for each token of a text, every token that could come next.

    Parameters
    ----------
    config : GPTConfig

    Notes
    -----
    Weights start as GPT-2's do: normal with standard deviation 0.02, and
    smaller by sqrt(2 n_layers) where a branch ends, so that the stream does
    not grow with the number of branches that add to it. The first loss is then
    close to log(V).
    """

    position_table: Tensor
    cos: Tensor
    sin: Tensor

    def __init__(self, config: GPTConfig) -> None:
        super().__init__()
        self.config = config
        self.embedding = nn.Embedding(config.vocabulary_size, config.width)
        self.ngram_embedding = NGramEmbedding(config) if config.max_ngram > 1 else None
        self._add_positions()
        self.dropout = nn.Dropout(config.dropout) if config.dropout else nn.Identity()
        self.blocks = nn.ModuleList([Block(config) for _ in range(config.n_layers)])
        self.final_norm = make_norm(config, config.width)
        self.head = nn.Linear(config.width, config.vocabulary_size, bias=config.bias and not config.tied_head)
        self.initialize()
        if config.tied_head:
            self.head.weight = self.embedding.weight

    def _add_positions(self) -> None:
        config = self.config
        if config.positions == "learned":
            self.position_embedding = nn.Embedding(config.context_length, config.width)
        elif config.positions == "sinusoidal":
            table = sinusoidal_table(config.context_length, config.width)  # (C, D)
            self.register_buffer("position_table", table, persistent=False)
        else:
            angles = rotary_angles(config.context_length, config.head_width, config.rotary_base)  # (C, K / 2)
            self.register_buffer("cos", angles.cos(), persistent=False)
            self.register_buffer("sin", angles.sin(), persistent=False)

    @torch.no_grad()
    def initialize(self) -> None:
        """Draw all weights anew, from PyTorch's global generator."""
        for module in self.modules():
            if isinstance(module, nn.Linear | nn.Embedding):
                nn.init.normal_(module.weight, std=0.02)
            if isinstance(module, nn.Linear) and module.bias is not None:
                nn.init.zeros_(module.bias)
        for module in self.modules():
            if isinstance(module, Block):
                for last in (module.attention.to_out, module.feed_forward.narrow):
                    nn.init.normal_(last.weight, std=0.02 / math.sqrt(2 * self.config.n_layers))
            if isinstance(module, NGramEmbedding):
                nn.init.zeros_(module.table.weight)

    def forward(
        self, ids: Tensor, cache: KeyValueCache | None = None, padding: Tensor | None = None
    ) -> Tensor:
        """Score what could come next.

        Parameters
        ----------
        ids : Tensor of int64, shape (B, T)
        cache : KeyValueCache, default=None
            What was read before `ids`; these are added to it.
        padding : Tensor of int64, shape (B,), default=None
            How many tokens at the left of each sequence only fill it up,
            counted from its very start, also where the cache holds that. They
            are looked at by none of the others, positions are counted from
            the first real one, and their own logits mean nothing.

        Returns
        -------
        Tensor of shape (B, T, V)
            Logits: row t scores the token that follows ids[:, t].

        Raises
        ------
        ValueError
            If ids have another shape, or are too many for the context or cache.
        """
        past = cache.length if cache is not None else 0
        self._require_room(ids, cache, past)
        positions = torch.arange(past, past + ids.shape[1], device=ids.device)  # (T,)
        mask = causal_mask(past, ids.shape[1], padding, ids.device)
        if padding is not None:
            positions = (positions - padding[:, None]).clamp(min=0)  # (B, T)
        x = self.embed(ids, positions)  # (B, T, D)
        if self.ngram_embedding is not None:
            x = x + self.ngram_embedding(_seen(ids, cache, padding), ids.shape[1])  # (B, T, D)
        x = self.dropout(x)
        rotation = self.rotation(positions)
        for layer, block in enumerate(self.blocks):
            x = block(x, rotation, mask, cache, layer)  # (B, T, D)
        if cache is not None:
            cache.length = past + ids.shape[1]
        return self.head(self.final_norm(x))  # (B, T, V)

    def embed(self, ids: Tensor, positions: Tensor) -> Tensor:
        """Tokens as vectors that know their places: (B, T, D)."""
        x = self.embedding(ids)  # (B, T, D)
        if self.config.positions == "learned":
            return x + self.position_embedding(positions)
        if self.config.positions == "sinusoidal":
            # The waves are as high as 1: without the factor (section 3.4) they would drown the token.
            return x * math.sqrt(self.config.width) + self.position_table[positions]
        return x

    def rotation(self, positions: Tensor) -> tuple[Tensor, Tensor] | None:
        """Cosines and sines of the angles, (1, T, K / 2) or (B, 1, T, K / 2); None unless positions are rotary."""
        if self.config.positions != "rotary":
            return None
        return self.cos[positions].unsqueeze(-3), self.sin[positions].unsqueeze(-3)

    @classmethod
    def from_pretrained(cls, name: str | Path) -> Self:
        """Load a model that was saved here, a GPT-2 or a Llama, ready to write (dropout off).

        Parameters
        ----------
        name : str or Path
            A folder with ``config.json`` and safetensors, or a name on Hugging
            Face's hub, such as ``openai-community/gpt2``.

        Raises
        ------
        FirsthandError
            When there is none, or what is there cannot be used.
        """
        config, weights = read_model(name)
        if config.tied_head:
            weights["head.weight"] = weights["embedding.weight"]
        try:
            model = cls(config)
            model.load_state_dict(weights)
        except RuntimeError as error:  # its text names the weights, one a line
            raise FirsthandError(
                f"The weights in {name} are not those of the model that config.json describes. Fetch or train it anew."
            ) from error
        return model.eval()

    def save_pretrained(self, folder: str | Path) -> None:
        """Write weights and sizes into a folder, wholly or not at all; an earlier model there is replaced."""
        weights = self.state_dict()
        if self.config.tied_head:
            del weights["head.weight"]
        save_model(Path(folder), self.config, weights)

    def num_parameters(self) -> int:
        """How many numbers are learned; a tied head counts once."""
        return sum(parameter.numel() for parameter in self.parameters())

    def new_cache(self, batch_size: int, capacity: int | None = None) -> KeyValueCache:
        """An empty cache on the device and in the dtype of the weights."""
        weight = self.embedding.weight
        return KeyValueCache(self.config, batch_size, capacity, device=weight.device, dtype=weight.dtype)

    def _require_room(self, ids: Tensor, cache: KeyValueCache | None, past: int) -> None:
        if ids.ndim != 2 or 0 in ids.shape:
            raise ValueError(
                f"ids must be of shape (batch, length), neither of them 0, got {tuple(ids.shape)}. A single text is "
                "ids[None]."
            )
        if past + ids.shape[1] > self.config.context_length:
            raise ValueError(
                f"The context has room for {self.config.context_length} tokens, got {past + ids.shape[1]}. Keep the "
                "last ones, such as ids[:, -context_length:]."
            )
        if cache is not None and (past + ids.shape[1] > cache.capacity or ids.shape[0] != cache.batch_size):
            raise ValueError(
                f"The cache has room for {cache.batch_size} sequences of {cache.capacity} tokens, got {ids.shape[0]} of "
                f"{past + ids.shape[1]}. Make a larger one: model.new_cache(batch_size)."
            )


def _seen(ids: Tensor, cache: KeyValueCache | None, padding: Tensor | None) -> Tensor:
    """The new tokens behind those that were read before, (B, P + T), without what fills up at the left."""
    seen = ids if cache is None else cache.remember(ids)
    if padding is None:
        return seen
    return seen.masked_fill(torch.arange(seen.shape[1], device=ids.device) < padding[:, None], NOTHING)


def causal_mask(past: int, new: int, padding: Tensor | None, device: torch.device) -> Tensor | None:
    """Who may look at whom, True where one may: (new, past + new) or (B, 1, new, past + new).

    None where the kernel knows by itself: a first pass is causal, and a single token may look at all.
    """
    if padding is None and (past == 0 or new == 1):
        return None
    columns = torch.arange(past + new, device=device)  # (P + T,)
    rows = torch.arange(past, past + new, device=device)[:, None]  # (T, 1)
    allowed = columns <= rows  # (T, P + T)
    if padding is None:
        return allowed
    # Filling looks at itself: a row that may look nowhere would be a division by 0.
    return (allowed & (columns >= padding[:, None, None, None])) | (columns == rows)
