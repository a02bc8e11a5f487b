"""Speculative decoding: a small model guesses ahead, a large one checks all guesses in one pass."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from firsthand.transformer.cache import KeyValueCache
from firsthand.transformer.model import MiniGPT
from firsthand.transformer.sampling import Sampling, draw, next_probabilities


@dataclass
class Tally:
    """How many guesses were made and kept, and how many passes of the large model it took."""

    guessed: int = 0
    kept: int = 0
    passes: int = 0


def speculate(
    model: MiniGPT,
    draft: MiniGPT,
    text: Sequence[int],
    sampling: Sampling,
    *,
    n_guesses: int = 4,
    tally: Tally | None = None,
) -> Iterator[int]:
    """Write on with `model`, in fewer passes of it, and with exactly its distribution.

    `draft` writes some tokens; one pass of `model` gives its own distributions at all of these places. A guess x that
    the draft drew with probability q(x), and that the model would draw with p(x), is kept with probability
    min(1, p(x) / q(x)). The first one that is not is drawn anew from what p has more than q, max(0, p - q), and the rest is
    thrown away. What comes out is distributed as p. Leviathan et al. (2023), arXiv:2211.17192.

    Parameters
    ----------
    model, draft : MiniGPT
        Of one vocabulary.
    text : sequence of int
        One token at least.
    sampling : Sampling
        `stop` plays no part here.
    n_guesses : int, default=4
    tally : Tally, optional
        Counts as it goes.

    Yields
    ------
    int
        `max_tokens` of them.

    Raises
    ------
    ValueError
        When the vocabularies differ, the text is empty, or it does not fit the shorter context together with what is
        to be written.
    """
    _require_fit(model, draft, text, sampling)
    tally = tally if tally is not None else Tally()
    chance = torch.Generator().manual_seed(sampling.seed)
    ids = list(text)
    end = len(ids) + sampling.max_tokens
    caches = model.new_cache(1), draft.new_cache(1)
    while len(ids) < end:
        count = min(n_guesses, end - len(ids) - 1)
        guesses, drafted = _guess(draft, caches[1], ids, count, sampling, chance)
        logits = _unread(model, caches[0], ids + guesses)[-count - 1 :]  # (count + 1, V)
        tally.passes += 1
        tally.guessed += count
        new = _check(logits, guesses, drafted, ids, sampling, chance)
        tally.kept += len(new) - 1
        ids += new
        for cache in caches:  # what stood on a guess that fell is forgotten
            cache.length = min(cache.length, len(ids) - 1)
        yield from new


def _guess(
    draft: MiniGPT,
    cache: KeyValueCache,
    ids: list[int],
    count: int,
    sampling: Sampling,
    chance: torch.Generator,
) -> tuple[list[int], list[Tensor]]:
    """Tokens that the draft writes, and the distribution that each was drawn from."""
    guesses: list[int] = []
    drafted: list[Tensor] = []
    for _ in range(count):
        logits = _unread(draft, cache, ids + guesses)[-1:]
        drafted.append(next_probabilities(logits, sampling, [ids + guesses])[0])
        guesses += draw(drafted[-1][None], [chance])
    return guesses, drafted


def _check(
    logits: Tensor,
    guesses: list[int],
    drafted: list[Tensor],
    ids: list[int],
    sampling: Sampling,
    chance: torch.Generator,
) -> list[int]:
    """The guesses that hold, and one token more: in place of the first that does not, or after them all."""
    new: list[int] = []
    for index, guess in enumerate(guesses):
        p = next_probabilities(logits[index][None], sampling, [ids + new])[0]
        q = drafted[index]
        if float(torch.rand(1, generator=chance)) >= float(p[guess] / q[guess]):
            return new + draw((p - q).clamp(min=0)[None], [chance])  # multinomial needs no sum of 1
        new.append(guess)
    p = next_probabilities(logits[-1][None], sampling, [ids + new])
    return new + draw(p, [chance])


@torch.no_grad()
def _unread(model: MiniGPT, cache: KeyValueCache, ids: list[int]) -> Tensor:
    """Read the tokens that the cache does not hold yet; their logits, (new, V)."""
    new = torch.tensor([ids[cache.length :]], device=model.embedding.weight.device)
    return model(new, cache)[0]


def _require_fit(model: MiniGPT, draft: MiniGPT, text: Sequence[int], sampling: Sampling) -> None:
    sizes = model.config.vocabulary_size, draft.config.vocabulary_size
    if sizes[0] != sizes[1]:
        raise ValueError(f"model and draft must have one vocabulary, got {sizes[0]} and {sizes[1]} tokens.")
    room = min(model.config.context_length, draft.config.context_length)
    if not text or len(text) + sampling.max_tokens > room:
        raise ValueError(
            f"The text needs a token at least, and there is room for {room} tokens with what is to be written, got "
            f"{len(text)} and {sampling.max_tokens}. Lower max_tokens."
        )
