"""The Cranfield collection: abstracts on aeronautics, questions, and which abstracts answer which."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from firsthand.data.dataset import DataSet, File
from firsthand.errors import FirsthandError


@dataclass(frozen=True, eq=False)
class Cranfield:
    """Everything by position, from 0.

    Attributes
    ----------
    titles, texts : tuple of 1,400 str
        Of the abstracts; two abstracts are empty.
    queries : tuple of 225 str
    relevant : tuple of 225 mappings
        For each query: position of an abstract to its grade, 1 (the most useful) to 4.
    source : str
    """

    titles: tuple[str, ...]
    texts: tuple[str, ...]
    queries: tuple[str, ...]
    relevant: tuple[Mapping[int, int], ...]
    source: str


def read(folder: Path, source: str) -> Cranfield:
    """Read the three official files."""
    abstracts = _records(folder / "cran.all.1400")
    queries = _records(folder / "cran.qry")
    relevant: list[dict[int, int]] = [{} for _ in queries]
    for query, abstract, grade in _judgements(folder / "cranqrel"):
        # A judgement names its query by position, not by the number behind `.I`, which leaves gaps.
        if grade > 0:
            relevant[query - 1][abstract - 1] = grade
    titles, texts = (tuple(one.get(key, "") for one in abstracts) for key in ("T", "W"))
    return Cranfield(titles, texts, tuple(one.get("W", "") for one in queries), tuple(relevant), source)


def _records(path: Path) -> list[dict[str, str]]:
    """A record starts at ``.I number``; then ``.T``, ``.A``, ``.B`` and ``.W`` each stand before their text."""
    records = re.split(r"^\.I +\d+\s*$", path.read_text("latin-1"), flags=re.MULTILINE)[1:]
    return [_fields(record) for record in records]


def _fields(record: str) -> dict[str, str]:
    parts = re.split(r"^\.([TABW])\s*$", record, flags=re.MULTILINE)[1:]
    return {key: " ".join(text.split()) for key, text in zip(parts[::2], parts[1::2], strict=True)}


def _judgements(path: Path) -> list[tuple[int, int, int]]:
    rows = [line.split() for line in path.read_text("ascii").splitlines() if line.strip()]
    try:
        return [(int(query), int(abstract), int(grade)) for query, abstract, grade in rows]
    except ValueError as error:
        raise FirsthandError(f"{path} must hold three whole numbers a line ({error}). Replace it.") from error


DATASET = DataSet(
    name="cranfield",
    summary="1,400 abstracts on aeronautics, 225 questions, and judgements of which abstract answers which.",
    read=read,
    files=(
        File("cran.all.1400", "b234544b6ceccd131520df4a3cb6d42aee6576eb577933d047e722bbfe7b0b09", 1_644_706),
        File("cran.qry", "99578ceb88941ef89c14faf7c63c23776a376d8fba319b990f01d0c601d8b03f", 28_957),
        File("cranqrel", "92e54b58dac0b980152178f350d892fae66c8a239b8a11715b835fb8d2f6bc0e", 19_541),
    ),
    by_hand="Download cran.tar.gz from http://ir.dcs.gla.ac.uk/resources/test_collections/cran/ and unpack it",
)
