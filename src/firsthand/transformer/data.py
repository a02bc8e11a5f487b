"""Texts as files of tokens that are read where they lie, and batches cut out of them."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from firsthand.data.catalog import load
from firsthand.errors import FirsthandError
from firsthand.files import saying

Tokens = NDArray[np.unsignedinteger]
HELD_OUT = 0.1  # of the text, its end
NAMED = ("tiny_shakespeare", "course_text")
SUFFIXES = (".txt", ".md", ".rst", ".text")


class Tokenizer(Protocol):
    """What turns a text into numbers and back."""

    @property
    def vocabulary_size(self) -> int: ...

    def encode(self, text: str) -> list[int]: ...

    def decode(self, ids: list[int]) -> str: ...


@dataclass(frozen=True)
class TokenData:
    """A text as tokens: what is learned from, and the end of it, which is held out.

    Attributes
    ----------
    training, validation : ndarray of uint16 or uint32
        Mapped from files: only what is read comes into memory.
    characters_per_token : float
        In the held-out part.
    source : str
        Where the text came from, for people.
    """

    training: Tokens
    validation: Tokens
    characters_per_token: float
    source: str

    @property
    def fingerprint(self) -> str:
        """What tells this data from other data: its sizes and a sum of its parts."""
        parts = (self.training, self.validation)
        sums = (zlib.crc32(part[:: max(1, len(part) // 100_000)].tobytes()) for part in parts)
        return ", ".join(f"{len(part)} ({check:08x})" for part, check in zip(parts, sums, strict=True))


def read_text(source: str | Path) -> tuple[str, str]:
    """Read a text: a data set by name, a file, or all text files of a folder in the order of their paths.

    Returns
    -------
    text : str
    source : str
        What it is, for people.

    Raises
    ------
    FirsthandError
        When there is no such thing, it is no text in UTF-8, or there is nothing in it.
    """
    if source in NAMED:
        found = load(str(source))
        return found.text, found.source
    path = Path(source).expanduser()
    if path.is_dir():
        files = sorted(one for one in path.rglob("*") if one.suffix.lower() in SUFFIXES and one.is_file())
        if not files:
            raise FirsthandError(f"{path} has no text files ({', '.join(SUFFIXES)}). Name another folder.")
        text, name = "\n\n".join(map(_read_file, files)), f"{path} ({len(files)} files)"
    elif path.is_file():
        text, name = _read_file(path), str(path)
    else:
        raise FirsthandError(f"There is no file or folder {path}. Name one, or {' or '.join(NAMED)}.")
    if not text.strip():
        raise FirsthandError(
            f"{name} has no text in it. A model learns from some thousand characters at least."
        )
    return text, name


def _read_file(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise FirsthandError(
            f"{path} is no text in UTF-8: byte {error.start} is {error.object[error.start]:#x}. Save it as UTF-8, or name "
            "another file."
        ) from None
    except OSError as error:
        raise FirsthandError(f"{path} cannot be read: {error.strerror}.") from error


def write_tokens(text: str, tokenizer: Tokenizer, folder: Path, source: str) -> TokenData:
    """Write a text as two files of tokens, its last tenth apart, and open them.

    Raises
    ------
    FirsthandError
        When the folder cannot be written to.
    """
    cut = len(text) - round(HELD_OUT * len(text))
    dtype = np.uint16 if tokenizer.vocabulary_size <= 2**16 else np.uint32
    folder.mkdir(parents=True, exist_ok=True)
    for name, part in (("training", text[:cut]), ("validation", text[cut:])):
        path = folder / f"{name}.npy"
        with saying(path):
            np.save(path, np.array(tokenizer.encode(part), dtype=dtype))
    return open_tokens(folder, len(text) - cut, source)


def open_tokens(folder: Path, n_characters: int, source: str) -> TokenData:
    """Open what `write_tokens` wrote; `n_characters` are those of the held-out part."""
    training, validation = (
        np.load(folder / f"{name}.npy", mmap_mode="r") for name in ("training", "validation")
    )
    return TokenData(training, validation, n_characters / max(1, len(validation)), source)


def require_length(data: TokenData, context_length: int) -> None:
    """Refuse a text in which not one piece fits.

    Raises
    ------
    FirsthandError
    """
    for name, part in (("to learn from", data.training), ("held out", data.validation)):
        if len(part) <= context_length:
            raise FirsthandError(
                f"{data.source} is too short: {len(part)} tokens {name}, and one piece with its targets takes "
                f"{context_length + 1}. Give a longer text, or a shorter context."
            )


def draw_batch(
    tokens: Tokens, batch_size: int, length: int, rng: np.random.Generator
) -> tuple[Tensor, Tensor]:
    """Cut pieces at random places out of a file, each with the tokens that follow; only the pieces come into memory."""
    starts = rng.integers(len(tokens) - length, size=batch_size)
    pieces = np.stack([tokens[start : start + length + 1] for start in starts]).astype(np.int64)
    return torch.from_numpy(pieces[:, :-1].copy()), torch.from_numpy(pieces[:, 1:].copy())


def held_out_pieces(tokens: Tokens, length: int, most: int | None = None) -> tuple[Tensor, Tensor]:
    """Cut a text into pieces side by side, and give all, or `most` of them spread evenly over it.

    What is left over at the end stays out.

    Returns
    -------
    inputs, targets : Tensors of int64, shape (pieces, length)
    """
    count = (len(tokens) - 1) // length
    chosen = (
        np.arange(count) if most is None or most >= count else np.linspace(0, count - 1, most).astype(int)
    )
    pieces = np.stack([tokens[i * length : i * length + length + 1] for i in chosen]).astype(np.int64)
    return torch.from_numpy(pieces[:, :-1].copy()), torch.from_numpy(pieces[:, 1:].copy())
