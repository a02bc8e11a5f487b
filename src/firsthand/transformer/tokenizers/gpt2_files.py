"""Read vocabularies in the form in which GPT-2's was published: ``vocab.json`` and ``merges.txt``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from firsthand.errors import FirsthandError
from firsthand.transformer.tokenizers.byte_text import to_bytes
from firsthand.transformer.tokenizers.tokenizer_file import read_json, read_text

Parts = tuple[list[bytes], list[tuple[int, int]], dict[str, int]]


def read(vocabulary: str | Path, merges: str | Path, special_tokens: Sequence[str]) -> Parts:
    """Read both files and hold one against the other.

    Returns
    -------
    tokens, merges, special tokens
        As `BPETokenizer` takes them.

    Raises
    ------
    FirsthandError
        When a file is not there, damaged, or the two do not belong together.
    """
    ids = _read_ids(vocabulary)
    special = {name: ids[name] for name in special_tokens if name in ids}
    for name in special_tokens:
        special.setdefault(name, len(ids) + sum(id >= len(ids) for id in special.values()))
    names = {id: name for name, id in ids.items()} | {id: name for name, id in special.items()}
    tokens = []
    for id in range(len(names)):
        tokens.append(names[id].encode() if names[id] in special else _bytes_of(names[id], vocabulary))
    return tokens, _read_pairs(merges, ids, vocabulary), special


def _read_ids(vocabulary: str | Path) -> dict[str, int]:
    ids = read_json(vocabulary, "a vocabulary")
    if not isinstance(ids, dict) or not ids or any(type(id) is not int for id in ids.values()):
        raise FirsthandError(f"{vocabulary} is no vocabulary: it should hold one number for each token.")
    if sorted(ids.values()) != list(range(len(ids))):
        raise FirsthandError(
            f"{vocabulary} is damaged: its {len(ids)} ids are not 0 to {len(ids) - 1}, each once."
        )
    return ids


def _bytes_of(name: str, vocabulary: str | Path) -> bytes:
    try:
        return to_bytes(name)
    except KeyError as error:
        raise FirsthandError(
            f"{vocabulary} holds {name!r}, which is not written as GPT-2 writes bytes. If it is a special token, name it."
        ) from error


def _read_pairs(merges: str | Path, ids: dict[str, int], vocabulary: str | Path) -> list[tuple[int, int]]:
    lines = read_text(merges, "merges").split("\n")
    pairs = []
    for number, line in enumerate(lines, start=1):
        if not line or (number == 1 and line.startswith("#version")):
            continue
        parts = line.rstrip("\r").split(" ")
        if len(parts) != 2:
            raise FirsthandError(f"{merges}, line {number}: a pair of tokens was expected, got {line!r}.")
        for name in (*parts, "".join(parts)):
            if name not in ids:
                raise FirsthandError(
                    f"{merges}, line {number}: {name!r} is not in {vocabulary}. The two do not belong together."
                )
        pairs.append((ids[parts[0]], ids[parts[1]]))
    return pairs
