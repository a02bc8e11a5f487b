"""Sentences about things people buy, eat, read and visit, written for this course: praise or complaint."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from firsthand.data.dataset import DataSet
from firsthand.data.sets.rotten_tomatoes import Sentences


@dataclass(frozen=True, eq=False)
class ShortReviews:
    """200 sentences to train, 50 to validate, 50 to test; in each part half praise (1), half complain (0)."""

    train: Sentences
    validation: Sentences
    test: Sentences
    source: str


def read(_: Path, source: str) -> ShortReviews:
    """Read the sentences that lie beside this file."""
    with Path(__file__).with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    def part(name: str) -> Sentences:
        own = [row for row in rows if row["split"] == name]
        return Sentences(
            tuple(row["text"] for row in own), np.array([int(row["label"] == "praise") for row in own])
        )

    return ShortReviews(part("train"), part("validation"), part("test"), source)


DATASET = DataSet(
    name="short_reviews",
    summary="300 sentences of praise and complaint, half and half, written for this course.",
    read=read,
    comes_with="Firsthand",
)
