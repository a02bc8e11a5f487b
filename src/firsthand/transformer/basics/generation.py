"""From scores to text: which token comes next, and how not to compute the same thing twice."""

import math
from collections.abc import Callable

import torch
from torch import Tensor


def greedy_decode(model: Callable[[Tensor], Tensor], ids: Tensor, n_new: int, context_length: int) -> Tensor:
    """Write on by taking the likeliest token each time.

    Parameters
    ----------
    model : callable
        Takes ids of shape (1, T), T at most `context_length`, and gives logits of
        shape (1, T, V): row t scores what comes after token t.
    ids : Tensor of shape (T,), int64
        What there is, one token or more; may be longer than the context, of
        which the model then sees the last part.
    n_new : int
        How many tokens to write, 0 or more.
    context_length : int

    Returns
    -------
    Tensor of shape (T + n_new,), int64
        The old tokens and the new ones. Of equal scores the lowest id wins.
        No gradient is kept.
    """
    with torch.no_grad():
        for _ in range(n_new):
            logits = model(ids[None, -context_length:])[0, -1]  # (V,)
            ids = torch.cat([ids, logits.argmax()[None]])
    return ids


def top_k_filter(logits: Tensor, k: int) -> Tensor:
    """Leave the k highest scores of each row, and put -inf in place of all others.

    Exactly k are left: of equal scores at the border those with the lower ids
    stay. Where there are no more than k scores, all stay.

    Parameters
    ----------
    logits : Tensor of shape (..., V)
        It stays as it is.
    k : int
        1 or more.

    Returns
    -------
    Tensor of shape (..., V)
        A new one.
    """
    kept = logits.argsort(dim=-1, descending=True, stable=True)[..., :k]  # (..., k)
    return torch.full_like(logits, -math.inf).scatter(-1, kept, logits.gather(-1, kept))


def top_p_filter(logits: Tensor, p: float) -> Tensor:
    """Leave the likeliest tokens of each row until their probabilities reach p together; -inf for all others.

    The token with which the sum reaches or crosses p stays too, so at least one
    does. Of equal scores the lower id comes first.
    Holtzman et al. (2020), arXiv:1904.09751.

    Parameters
    ----------
    logits : Tensor of shape (..., V)
        It stays as it is.
    p : float
        Above 0, at most 1.

    Returns
    -------
    Tensor of shape (..., V)
        A new one.
    """
    ordered, order = logits.sort(dim=-1, descending=True, stable=True)
    probabilities = ordered.softmax(dim=-1)
    before = probabilities.cumsum(dim=-1) - probabilities  # what those in front sum to
    kept = ordered.masked_fill(before >= p, -math.inf)
    return torch.full_like(logits, -math.inf).scatter(-1, order, kept)


def sample_token(logits: Tensor, temperature: float, generator: torch.Generator) -> Tensor:
    """Draw one token for each row, by the softmax of the scores over the temperature.

    Below 1 the likely ones become likelier, above 1 all become more alike. At 0
    nothing is drawn: the highest score wins, of equals the lowest id.

    Parameters
    ----------
    logits : Tensor of shape (B, V)
        -inf for a token that must not come. They may be large.
    temperature : float
        0 or more.
    generator : torch.Generator
        The only source of chance.

    Returns
    -------
    Tensor of shape (B,), int64
    """
    if temperature == 0:
        return logits.argmax(dim=-1)
    probabilities = (logits / temperature).softmax(dim=-1)
    return torch.multinomial(probabilities, 1, generator=generator)[:, 0]


def kv_cache_step(
    query: Tensor, key: Tensor, value: Tensor, keys: Tensor, values: Tensor, length: int
) -> Tensor:
    """Let one new token look at itself and at all before it, whose keys and values are kept.

    The new key and value are written into the cache, in place, at position
    `length`. Then the query meets the keys at 0 to `length`, that one included;
    what lies beyond, finite numbers from somebody else, plays no part. Scores
    are dot products over the root of K; each head has a softmax of its own.

    Parameters
    ----------
    query, key, value : Tensors of shape (H, K)
        Of the new token, for each of H heads.
    keys, values : Tensors of shape (H, C, K)
        The cache, with room for C tokens.
    length : int
        How many tokens it holds already, 0 to C - 1.

    Returns
    -------
    Tensor of shape (H, K)
        For each head the mean of the values, weighted by how well their keys fit.
    """
    keys[:, length] = key
    values[:, length] = value
    past, kept = keys[:, : length + 1], values[:, : length + 1]  # (H, n, K)
    scores = past @ query[:, :, None] / math.sqrt(query.shape[-1])  # (H, n, 1)
    return (scores.softmax(dim=1) * kept).sum(dim=1)
