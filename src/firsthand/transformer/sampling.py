"""How the next token is chosen: from scores to probabilities, and from probabilities to a token."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from firsthand.transformer.basics.generation import top_k_filter, top_p_filter


@dataclass(frozen=True, kw_only=True)
class Sampling:
    """How to write.

    The filters come in the order in which they stand here, each on what the one before has left.

    Attributes
    ----------
    max_tokens : int
    repetition_penalty : float
        A score that is above 0 is divided by it, one below multiplied, where the token stands in the text already.
        1 for none. Keskar et al. (2019), arXiv:1909.05858.
    temperature : float
        Scores are divided by it; 0 takes the likeliest token each time.
    top_k : int
        Only the k likeliest; 0 for all.
    top_p : float
        Only the likeliest, until they sum to p; 1 for all.
    min_p : float
        Only those at least so likely as this share of the likeliest; 0 for all. Nguyen et al. (2024), arXiv:2407.01082.
    stop : tuple of str
        Texts that end the writing; they are not part of it.
    seed : int
        Where the draws begin.
    """

    max_tokens: int = 200
    repetition_penalty: float = 1.0
    temperature: float = 1.0
    top_k: int = 0
    top_p: float = 1.0
    min_p: float = 0.0
    stop: tuple[str, ...] = ()
    seed: int = 0

    def __post_init__(self) -> None:
        for name, low in (("max_tokens", 0), ("temperature", 0), ("top_k", 0)):
            if not getattr(self, name) >= low or not math.isfinite(getattr(self, name)):
                raise ValueError(f"{name} must be at least {low}, got {getattr(self, name)}.")
        if not self.repetition_penalty > 0:
            raise ValueError(f"repetition_penalty must be above 0, got {self.repetition_penalty}.")
        if not 0 < self.top_p <= 1:
            raise ValueError(f"top_p must be above 0 and at most 1, got {self.top_p}. 1 leaves all tokens.")
        if not 0 <= self.min_p <= 1:
            raise ValueError(f"min_p must be from 0 to 1, got {self.min_p}. 0 leaves all tokens.")
        if "" in self.stop:
            raise ValueError("stop must not hold an empty text: it stands everywhere.")


def next_probabilities(logits: Tensor, sampling: Sampling, seen: list[list[int]]) -> Tensor:
    """The distribution that the next token is drawn from.

    Parameters
    ----------
    logits : Tensor of shape (B, V)
    sampling : Sampling
    seen : list of B lists of int
        The tokens of each text so far, for the repetition penalty.

    Returns
    -------
    Tensor of shape (B, V)
        Each row sums to 1. At temperature 0 one token has it all.
    """
    logits = logits.float()
    if sampling.repetition_penalty != 1:
        logits = penalized(logits, seen, sampling.repetition_penalty)
    if sampling.temperature == 0:
        return torch.zeros_like(logits).scatter(-1, logits.argmax(dim=-1, keepdim=True), 1.0)
    logits = logits / sampling.temperature
    if sampling.top_k:
        logits = top_k_filter(logits, sampling.top_k)
    if sampling.top_p < 1:
        logits = top_p_filter(logits, sampling.top_p)
    probabilities = logits.softmax(dim=-1)
    if sampling.min_p:
        floor = sampling.min_p * probabilities.amax(dim=-1, keepdim=True)
        probabilities = probabilities.masked_fill(probabilities < floor, 0)
        probabilities /= probabilities.sum(dim=-1, keepdim=True)
    return probabilities


def penalized(logits: Tensor, seen: list[list[int]], penalty: float) -> Tensor:
    """Scores that are lower for tokens that stand in the text already."""
    logits = logits.clone()
    for row, ids in zip(logits, seen, strict=True):
        known = torch.tensor(sorted(set(ids)), device=logits.device)
        row[known] = torch.where(row[known] > 0, row[known] / penalty, row[known] * penalty)
    return logits


def draw(probabilities: Tensor, generators: list[Any]) -> list[int]:
    """One token for each row, each from a generator of its own, so that a text does not depend on its neighbours."""
    rows = zip(probabilities.cpu(), generators, strict=True)
    return [int(torch.multinomial(row, 1, generator=generator)) for row, generator in rows]


def generators_from(seed: int, count: int) -> list[Any]:
    """One generator for each text: text i begins at seed + i."""
    return [torch.Generator().manual_seed(seed + i) for i in range(count)]
