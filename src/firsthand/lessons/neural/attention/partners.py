"""A model of one attention head that learns to find each word's partner.

It is never told where to look. It must name the partner, and all it may answer with is the weighted mean of the
sentence's word vectors: so it learns to put the weight on the partner.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from firsthand._typing import Floats
from firsthand.foundations import softmax
from firsthand.lessons.neural.attention.sentences import PADDING, VOCABULARY, Ids, Sentences, draw
from firsthand.neural.attention import attention_gradients
from firsthand.neural.basics.attention import attention_weights, causal_mask
from firsthand.neural.mlp.inplace_optimizers import Adam

Attend = Callable[..., Any]


@dataclass(frozen=True)
class PartnerModel:
    """What is learned: a vector for each word, of shape (words, d), and the matrices for query and key, (d, d)."""

    vectors: Floats
    to_q: Floats
    to_k: Floats

    def look(self, words: Ids, mask: Any = None, attend: Attend = attention_weights) -> Floats:
        """Who looks at whom, shape (..., n, n)."""
        x = self.vectors[words]  # (..., n, d)
        weights: Floats = attend(x @ self.to_q, x @ self.to_k, mask)
        return weights


def train(
    attend: Attend = attention_weights, *, d: int = 10, steps: int = 200, seed: int = 0
) -> PartnerModel:
    """Learn from 2000 sentences, 64 a step, by Adam. `attend` is the forward pass to learn through."""
    rng = np.random.default_rng(seed)
    lessons = draw(2000, seed)
    model = PartnerModel(rng.normal(size=(len(VOCABULARY), d)), *rng.normal(size=(2, d, d)) / np.sqrt(d))
    model.vectors[PADDING] = 0  # a word never met asks for nothing and offers nothing
    weights = (model.vectors, model.to_q, model.to_k)
    optimizers = [Adam(one, 0.03) for one in weights]
    for _ in range(steps):
        rows = rng.integers(len(lessons), size=64)
        batch = Sentences(lessons.words[rows], lessons.partners[rows])
        for one, optimizer, gradient in zip(
            weights, optimizers, gradients(model, batch, attend), strict=True
        ):
            optimizer.step(one, gradient)
    return model


def gradients(model: PartnerModel, batch: Sentences, attend: Attend) -> tuple[Floats, Floats, Floats]:
    """How the mean surprise at the partners' names changes with vectors, to_q and to_k."""
    x, real = model.vectors[batch.words], batch.words != PADDING  # (B, n, d), (B, n)
    queries, keys, mask = x @ model.to_q, x @ model.to_k, real[:, np.newaxis, :]
    gathered = attend(queries, keys, mask) @ x  # (B, n, d): the values are the words' own vectors

    names = np.eye(len(VOCABULARY))
    wanted = np.take_along_axis(batch.words, batch.partners, axis=1)  # (B, n)
    # The score of each name is how well its vector fits what was gathered; p - y is softmax's slope.
    by_score = (softmax(gathered @ model.vectors.T) - names[wanted]) * real[..., np.newaxis] / real.sum()
    by_gathered = by_score @ model.vectors  # (B, n, d)
    by_q, by_k, by_x = attention_gradients(queries, keys, x, by_gathered, mask)
    by_x = by_x + by_q @ model.to_q.T + by_k @ model.to_k.T

    d = x.shape[-1]
    by_vector = _outer(by_score, gathered) + names[batch.words.ravel()].T @ by_x.reshape(-1, d)
    by_vector[PADDING] = 0
    return by_vector, _outer(x, by_q), _outer(x, by_k)


def found(model: PartnerModel, asked: Sentences, *, look_ahead: bool = True) -> dict[str, float]:
    """How often the word most looked at is the partner, by what asks."""
    n = asked.words.shape[1]
    mask = (asked.words != PADDING)[:, np.newaxis, :] & (True if look_ahead else causal_mask(n))
    looked = model.look(asked.words, mask).argmax(axis=-1)
    right = looked == asked.partners
    it = asked.words == VOCABULARY.index("it")
    has_partner = asked.partners != np.arange(n)
    return {
        "words with a partner": float(right[has_partner & ~it].mean()),
        "it": float(right[it].mean()),
    }


def _outer(left: Floats, right: Floats) -> Floats:
    """Sum over all words of left (outer product) right."""
    return left.reshape(-1, left.shape[-1]).T @ right.reshape(-1, right.shape[-1])
