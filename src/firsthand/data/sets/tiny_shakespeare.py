"""A megabyte of Shakespeare, to train a small language model on."""

from __future__ import annotations

from pathlib import Path

from firsthand.data.containers import Text
from firsthand.data.dataset import DataSet, File, plain


def read(folder: Path, source: str) -> Text:
    """Read input.txt whole."""
    return Text((folder / "input.txt").read_bytes().decode("ascii"), source)


FILE = File("input.txt", "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed", 1_115_394)
DATASET = DataSet(
    name="tiny_shakespeare",
    summary="1,115,394 characters of Shakespeare's plays, 65 of them distinct.",
    read=read,
    files=(FILE,),
    downloads=(
        plain("https://raw.githubusercontent.com/karpathy/char-rnn/master/data/tinyshakespeare", FILE),
    ),
)
