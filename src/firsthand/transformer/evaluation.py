"""How well a model predicts text that it was not trained on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import Tensor
from torch.nn import functional as F

from firsthand.transformer.data import TokenData, held_out_pieces
from firsthand.transformer.model import MiniGPT

AT_ONCE = 4096  # tokens in a pass that only looks


@torch.no_grad()
def evaluate(model: MiniGPT, data: TokenData, context_length: int, most: int | None = None) -> float:
    """The mean loss on the held-out text, in nats a token, read in pieces side by side.

    Parameters
    ----------
    context_length : int
        Tokens in a piece: the first of a piece is predicted from one token, the last from all.
    most : int, optional
        Read so many pieces, spread evenly. All by default.
    """
    was_training = model.training
    model.eval()
    device = model.embedding.weight.device
    inputs, targets = held_out_pieces(data.validation, context_length, most)
    size = max(1, AT_ONCE // context_length)
    total = 0.0
    for x, y in zip(torch.split(inputs, size), torch.split(targets, size), strict=True):
        with fast_arithmetic(device):
            total += _summed_loss(model(x.to(device)), y.to(device))
    model.train(was_training)
    return total / targets.numel()


def _summed_loss(logits: Tensor, targets: Tensor) -> float:
    return F.cross_entropy(logits.flatten(0, 1).float(), targets.flatten(), reduction="sum").item()


@contextmanager
def fast_arithmetic(device: torch.device) -> Iterator[None]:
    """Products in bfloat16 on a GPU, which has units for it; on the processor it helps nothing."""
    if device.type != "cuda":
        yield
        return
    with torch.autocast("cuda", torch.bfloat16):
        yield
