"""Read a tokenizer of whichever kind from its file."""

from __future__ import annotations

from pathlib import Path

from firsthand.errors import FirsthandError
from firsthand.transformer.tokenizers import bpe, char, tokenizer_file


def load_tokenizer(file: str | Path) -> char.CharTokenizer | bpe.BPETokenizer:
    """Read what the `save` of any tokenizer wrote.

    Raises
    ------
    FirsthandError
        When the file is not there, damaged, or something else.
    """
    content = tokenizer_file.read(file)
    if content["kind"] == char.KIND:
        return char.CharTokenizer.from_content(content, file)
    if content["kind"] == bpe.KIND:
        return bpe.BPETokenizer.from_content(content, file)
    raise FirsthandError(
        f"{file} holds {content['kind']!r}, which is no tokenizer that this Firsthand knows."
    )
