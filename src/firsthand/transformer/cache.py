"""The keys and values of tokens that were read already, so that nobody computes them twice."""

from __future__ import annotations

import torch
from torch import Tensor

from firsthand.transformer.config import GPTConfig


class KeyValueCache:
    """Room for the keys and values of every layer, and how much of it is used.

    A token's keys and values never change, because it looks at nothing that
    comes after it. So whoever writes one token after the other keeps them and
    computes only those of the new one: each step then costs as much as one
    token, and not as much as the whole text. The room is taken once; nothing
    is copied when it fills.

    Parameters
    ----------
    config : GPTConfig
        Of the model that it is for.
    batch_size : int
        B, sequences side by side.
    capacity : int, default=None
        How many tokens there is room for; None for the whole context.
    device, dtype
        Those of the model's weights; where it runs under autocast, that dtype.

    Attributes
    ----------
    length : int
        How many tokens each sequence holds. Setting it lower forgets the
        latest ones, as speculative decoding does with what was guessed wrong.
    """

    def __init__(
        self,
        config: GPTConfig,
        batch_size: int,
        capacity: int | None = None,
        *,
        device: torch.device | str | None = None,
        dtype: torch.dtype | None = None,
    ) -> None:
        self.capacity = config.context_length if capacity is None else capacity
        if not 1 <= self.capacity <= config.context_length:
            raise ValueError(
                f"capacity must be between 1 and context_length={config.context_length}, got {capacity}. Leave it out "
                "for the whole context."
            )
        shape = (config.n_layers, batch_size, config.n_kv_heads, self.capacity, config.head_width)
        self._keys = torch.zeros(shape, device=device, dtype=dtype)
        self._values = torch.zeros(shape, device=device, dtype=dtype)
        self._ids = torch.zeros(batch_size, self.capacity, device=device, dtype=torch.int64)
        self._length = 0

    @property
    def batch_size(self) -> int:
        return self._keys.shape[1]

    @property
    def length(self) -> int:
        return self._length

    @length.setter
    def length(self, length: int) -> None:
        if not 0 <= length <= self.capacity:
            raise ValueError(f"length must be between 0 and the capacity {self.capacity}, got {length}.")
        self._length = length

    def remember(self, ids: Tensor) -> Tensor:
        """Put new tokens, (B, new), behind those that are there; give all of them, (B, length + new).

        For a model that looks up runs of tokens: its keys and values do not tell what they were made of.
        """
        end = self._length + ids.shape[1]
        self._ids[:, self._length : end] = ids
        return self._ids[:, :end]

    def extend(self, layer: int, keys: Tensor, values: Tensor) -> tuple[Tensor, Tensor]:
        """Put new keys and values of one layer behind those that are there; give all of them.

        `length` stays as it is until the model has gone through all layers.

        Parameters
        ----------
        layer : int
        keys, values : Tensor of shape (B, kv heads, new, K)

        Returns
        -------
        two Tensors of shape (B, kv heads, length + new, K)
            Views of the room.
        """
        end = self._length + keys.shape[-2]
        self._keys[layer, :, :, self._length : end] = keys
        self._values[layer, :, :, self._length : end] = values
        return self._keys[layer, :, :, :end], self._values[layer, :, :, :end]
