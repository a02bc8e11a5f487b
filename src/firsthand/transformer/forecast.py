"""What loss a training will come to, said before its first step: by what counting would make of as much text."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from firsthand.transformer.counting import counting_losses
from firsthand.transformer.data import TokenData, Tokens

LONGEST = 5  # tokens that counting looks back
REFERENCE = 100_000  # tokens of the text that readings are counted for
PIECE = 128  # tokens: as in training, text is read in pieces from random places
MAX_COUNTED = 2_000_000  # tokens: more take longer than the forecast is worth, and say no more


@dataclass(frozen=True)
class Lead:
    """By how much a preset's model is ahead of counting that has read as much, as it was measured.

    Attributes
    ----------
    by_tokens : tuple of (int, float)
        Tokens that the training reads, and the lead in nats a token. Between them it goes with the logarithm.
    by_readings : tuple of (float, float)
        How many times a text of 100,000 tokens is read, and the largest lead then: what is read often is learned by
        heart. Longer texts bear more readings, in proportion to their length.
    """

    by_tokens: tuple[tuple[int, float], ...]
    by_readings: tuple[tuple[float, float], ...]

    def at(self, n_tokens: int, n_text: int) -> float:
        """The lead of a training that reads so many tokens out of a text of so many."""
        tokens, leads = zip(*self.by_tokens, strict=True)
        readings, largest = zip(*self.by_readings, strict=True)
        lead = np.interp(np.log(n_tokens), np.log(tokens), leads)
        times = n_tokens / n_text * REFERENCE / n_text
        return float(min(lead, np.interp(times, readings, largest)))


def expected_loss(data: TokenData, vocabulary_size: int, n_tokens: int, lead: Lead) -> float:
    """The held-out loss to expect at the end, in nats a token.

    Parameters
    ----------
    data : TokenData
    vocabulary_size : int
    n_tokens : int
        How many tokens the training will read.
    lead : Lead
        Of the model and the way it is trained.
    """
    counted = counting_losses(_read(data.training, n_tokens), data.validation, vocabulary_size, LONGEST)
    return min(counted) - lead.at(n_tokens, len(data.training))


def _read(text: Tokens, n_tokens: int) -> Tokens:
    """As much of a text as a training of so many tokens sees: all of it, or pieces from random places."""
    wanted = min(n_tokens, MAX_COUNTED)
    if wanted >= len(text) - PIECE:
        return text
    starts = np.random.default_rng(0).integers(len(text) - PIECE, size=max(1, wanted // PIECE))
    return np.concatenate([text[start : start + PIECE] for start in starts])
