"""The prose of this course, as one text: for a language model where there is no net."""

from __future__ import annotations

from pathlib import Path

from firsthand.data.containers import Text
from firsthand.data.dataset import DataSet


def read(_: Path, source: str) -> Text:
    """Read the text that lies beside this file."""
    return Text(Path(__file__).with_suffix(".txt").read_text(encoding="utf-8"), source)


DATASET = DataSet(
    name="course_text",
    summary="123,913 characters from the lessons of phases 0 to 3 of this course, 92 of them distinct.",
    read=read,
    comes_with="Firsthand",
)
