"""First names, to learn to make more of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from firsthand.data.dataset import DataSet, File, plain


@dataclass(frozen=True, eq=False)
class Names:
    """`words` holds lower-case names, a to z only."""

    words: tuple[str, ...]
    source: str


def read(folder: Path, source: str) -> Names:
    """Read names.txt: one name a line."""
    return Names(tuple((folder / "names.txt").read_text("ascii").split()), source)


FILE = File("names.txt", "0a30b5557f192f32ab962680889aac5f6fda0f4cecf40a6d0b5694f58ea8cc4d", 228_145)
DATASET = DataSet(
    name="names",
    summary="32,033 first names in lower case.",
    read=read,
    files=(FILE,),
    downloads=(plain("https://raw.githubusercontent.com/karpathy/makemore/master", FILE),),
)
