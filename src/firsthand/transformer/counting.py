"""Models that count: what came after the last k tokens, and how often. Nothing is trained, and little beats them early on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from firsthand._typing import Floats

if TYPE_CHECKING:  # what only counts should not need PyTorch
    from firsthand.transformer.data import Tokens

Codes = NDArray[np.int64]


class CountingModel:
    """Say what comes next by what came after the same last tokens before.

    The probabilities are those of `counting_losses`, one context at a time and for every token there is: so one can
    ask it about any text, and draw from it.

    Parameters
    ----------
    tokens : ndarray of int, shape (n,)
        The text to count in, more than `longest` tokens.
    vocabulary_size : int
        V. A context and the token after it are one whole number, so V ** (longest + 1) must be below 2 ** 63.
    longest : int, default=5
        How many tokens it looks back at, at most.

    Raises
    ------
    ValueError
        If contexts are too long to be numbered, or the text has no token with `longest` before it.
    """

    def __init__(self, tokens: Tokens, vocabulary_size: int, longest: int = 5) -> None:
        if vocabulary_size ** (longest + 1) >= 2**63:
            raise ValueError(
                f"longest={longest} tokens of {vocabulary_size} different ones and what follows make more contexts than 64 "
                "bits can number. Lower longest."
            )
        text = np.asarray(tokens, dtype=np.int64)
        if len(text) <= longest:
            raise ValueError(f"{len(text)} tokens hold none with longest={longest} before it. Give more.")
        self.vocabulary_size, self.longest = vocabulary_size, longest
        self._counts = [
            _count(self._numbered(text, longest - k, k), vocabulary_size) for k in range(longest + 1)
        ]

    def _numbered(self, text: Codes, first: int, k: int) -> Codes:
        """Each run of k + 1 tokens that begins at `first` or later, as one number."""
        length = len(text) - first - k
        numbers = np.zeros(length, dtype=np.int64)
        for place in range(first, first + k + 1):
            numbers = numbers * self.vocabulary_size + text[place : place + length]
        return numbers

    def next_probabilities(self, before: Sequence[int], n_back: int | None = None) -> Floats:
        """The probability of each token to come next.

        Parameters
        ----------
        before : sequence of int
            The text so far; of no token at all, one is drawn as tokens are frequent.
        n_back : int or None
            Look back at no more than so many; None for `longest`.

        Returns
        -------
        ndarray of shape (V,)
            All above 0; they sum to 1.
        """
        longest = min(len(before), self.longest if n_back is None else min(n_back, self.longest))
        p = np.full(self.vocabulary_size, 1 / self.vocabulary_size)
        every, context = np.arange(self.vocabulary_size), 0
        for k in range(longest + 1):
            if k:
                context += int(before[-k]) * self.vocabulary_size ** (k - 1)
            p = _mixed(self._counts[k], context * self.vocabulary_size + every, p, self.vocabulary_size)
        return p


def counting_losses(
    training: Tokens, held_out: Tokens, vocabulary_size: int, longest: int = 5
) -> list[float]:
    """How well counting predicts held-out text, by how many tokens it looks back at.

    What follows a context of k tokens is predicted from N counts of what followed it in the training text, and, as far as these
    are few or scattered, from the context of k - 1: p_k = (c + T p_{k-1}) / (N + T), where c of the N were this token
    and T is how many different ones there were. Below no context at all stands one vote in V for each token. Witten and Bell
    (1991), The zero-frequency problem, method C.

    Parameters
    ----------
    training, held_out : ndarray of int, shape (n,)
        More than `longest` tokens each.
    vocabulary_size : int
        V.
    longest : int, default=5

    Returns
    -------
    list of float
        Mean losses in nats a token, for k = 0, 1, … longest. All are measured on the same tokens: those that have
        `longest` before them.
    """
    texts = [np.asarray(tokens, dtype=np.int64) for tokens in (training, held_out)]
    followers, wanted = (text[longest:] for text in texts)
    contexts = np.zeros(
        len(followers) + len(wanted), dtype=np.int64
    )  # numbered; of both texts, one behind the other
    p = np.full(len(wanted), 1 / vocabulary_size)
    losses = []
    for k in range(longest + 1):
        if k:
            before = np.concatenate([text[longest - k : len(text) - k] for text in texts])
            contexts = np.unique(before * len(contexts) + contexts, return_inverse=True)[1]
        known, asked = contexts[: len(followers)], contexts[len(followers) :]
        counts = _count(known * vocabulary_size + followers, vocabulary_size)
        p = _mixed(counts, asked * vocabulary_size + wanted, p, vocabulary_size)
        losses.append(float(-np.log(p).mean()))
    return losses


class _Counts(NamedTuple):
    """What a text holds, sorted: each pair of a context and a follower with its count; each context with both of its numbers."""

    pairs: Codes
    times: Codes
    contexts: Codes
    followers: Codes  # N: how many tokens followed the context
    different: Codes  # T: how many different ones


def _count(known: Codes, base: int) -> _Counts:
    """Count tokens in their contexts; one in its context is one number, context * base + token."""
    pairs, times = np.unique(known, return_counts=True)
    contexts, first = np.unique(
        pairs // base, return_index=True
    )  # sorted, so those of a context lie together
    return _Counts(pairs, times, contexts, np.add.reduceat(times, first), np.diff(first, append=len(pairs)))


def _mixed(counts: _Counts, asked: Codes, shorter: Floats, base: int) -> Floats:
    """Probabilities of the asked tokens in their contexts: counts, mixed with what the shorter context says."""
    c = _looked_up(counts.pairs, counts.times, asked)
    N = _looked_up(counts.contexts, counts.followers, asked // base)
    T = _looked_up(counts.contexts, counts.different, asked // base)
    return np.where(N > 0, (c + T * shorter) / np.maximum(N + T, 1), shorter)


def _looked_up(keys: Codes, values: Codes, asked: Codes) -> Codes:
    """The value of each key that is asked for, 0 where there is none. The keys are sorted."""
    at = np.minimum(np.searchsorted(keys, asked), len(keys) - 1)
    return np.where(keys[at] == asked, values[at], 0)
