"""The text that the lessons on the Transformer learn from: tiny Shakespeare where it lies, else the prose of the course."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from firsthand.data.catalog import describe, load
from firsthand.transformer.data import TokenData, write_tokens
from firsthand.transformer.tokenizers.char import CharTokenizer

HERE = ("bundled", "FIRSTHAND_DATA", "cache")


@dataclass(frozen=True)
class Corpus:
    """A text as tokens, with the tokenizer that made them; `source` is for people."""

    data: TokenData
    tokenizer: CharTokenizer
    source: str


def find_text() -> Corpus:
    """The text that is on this machine. Nothing is downloaded."""
    found = load(on_this_machine("tiny_shakespeare", "course_text"))
    tokenizer = CharTokenizer.train(found.text)
    folder = Path(tempfile.mkdtemp(prefix="firsthand-tokens-"))
    return Corpus(write_tokens(found.text, tokenizer, folder, found.source), tokenizer, found.source)


def on_this_machine(name: str, otherwise: str) -> str:
    """The name of the first data set where it lies here already, else of the other."""
    there = {entry.name: entry.where in HERE for entry in describe()}
    return name if there[name] else otherwise
