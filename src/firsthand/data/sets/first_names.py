"""Some hundred first names of Europe, for a model that invents names where there is no net."""

from __future__ import annotations

from pathlib import Path

from firsthand.data.dataset import DataSet
from firsthand.data.sets.names import Names


def read(_: Path, source: str) -> Names:
    """Read the names that lie beside this file."""
    return Names(tuple(Path(__file__).with_suffix(".txt").read_text("ascii").split()), source)


DATASET = DataSet(
    name="first_names",
    summary="704 first names in lower case.",
    read=read,
    comes_with="Firsthand",
)
