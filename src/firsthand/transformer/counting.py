"""Models that count: what came after the last k tokens, and how often. Nothing is trained, and little beats them early on."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from firsthand._typing import Floats
from firsthand.transformer.data import Tokens

Codes = NDArray[np.int64]


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
        p = _mixed(known * vocabulary_size + followers, asked * vocabulary_size + wanted, p, vocabulary_size)
        losses.append(float(-np.log(p).mean()))
    return losses


def _mixed(known: Codes, asked: Codes, shorter: Floats, base: int) -> Floats:
    """Probabilities of the asked tokens in their contexts: counts, mixed with what the shorter context says.

    A token in its context is one number, context * base + token; `known` are those of the training text.
    """
    pairs, times = np.unique(known, return_counts=True)
    contexts, first = np.unique(
        pairs // base, return_index=True
    )  # sorted, so those of a context lie together
    c = _looked_up(pairs, times, asked)
    N = _looked_up(contexts, np.add.reduceat(times, first), asked // base)
    T = _looked_up(contexts, np.diff(first, append=len(pairs)), asked // base)
    return np.where(N > 0, (c + T * shorter) / np.maximum(N + T, 1), shorter)


def _looked_up(keys: Codes, values: Codes, asked: Codes) -> Codes:
    """The value of each key that is asked for, 0 where there is none. The keys are sorted."""
    at = np.minimum(np.searchsorted(keys, asked), len(keys) - 1)
    return np.where(keys[at] == asked, values[at], 0)
