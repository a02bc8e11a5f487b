"""Sentences of film reviews, praising or not: sentence polarity v1.0 by Pang and Lee (2005)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from firsthand._typing import Integers
from firsthand.data.dataset import DataSet, File


@dataclass(frozen=True, eq=False)
class Sentences:
    """`texts` and their `labels`: 1 praises, 0 does not."""

    texts: tuple[str, ...]
    labels: Integers


@dataclass(frozen=True, eq=False)
class RottenTomatoes:
    """The usual split: 8,530 sentences to train, 1,066 to validate, 1,066 to test."""

    train: Sentences
    validation: Sentences
    test: Sentences
    source: str


def read(folder: Path, source: str) -> RottenTomatoes:
    """Read both files. Each part holds the same share of either file, praise first."""
    praise, blame = (_lines(folder / f"rt-polarity.{end}") for end in ("pos", "neg"))
    most, rest = round(0.8 * len(praise)), round(0.9 * len(praise))

    def part(these: slice) -> Sentences:
        labels = np.repeat([1, 0], [len(praise[these]), len(blame[these])])
        return Sentences((*praise[these], *blame[these]), labels)

    return RottenTomatoes(
        train=part(slice(most)),
        validation=part(slice(most, rest)),
        test=part(slice(rest, None)),
        source=source,
    )


def _lines(path: Path) -> list[str]:
    # Not splitlines: in Latin-1 the byte 0x85 is a line end to Python and an ellipsis to these authors.
    return [line.strip() for line in path.read_text("latin-1").rstrip("\n").split("\n")]


DATASET = DataSet(
    name="rotten_tomatoes",
    summary="10,662 sentences of film reviews, half of them praise.",
    read=read,
    files=(
        File("rt-polarity.pos", "d79ef14009bbf87cd6be21f91c3ea1a3cbcb73b34dfb4231aef7bbcd7677abc4", 626_168),
        File("rt-polarity.neg", "4af43bf489620b498a0852c5a8c6a535155dec7985fdfea782b8f7756b957ccc", 612_290),
    ),
    by_hand="Download sentence polarity v1.0 from https://www.cs.cornell.edu/people/pabo/movie-review-data/ "
    "and unpack it",
)
