"""The file in which a tokenizer is kept: JSON with its kind and a version."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from firsthand.errors import FirsthandError
from firsthand.files import write_atomically

VERSION = 1


def write(file: str | Path, kind: str, content: dict[str, Any]) -> None:
    """Write the file, wholly or not at all."""
    whole = {"kind": kind, "version": VERSION, **content}
    write_atomically(Path(file), json.dumps(whole, ensure_ascii=False) + "\n")


def read(file: str | Path) -> dict[str, Any]:
    """Read what `write` wrote.

    Raises
    ------
    FirsthandError
        When the file is not there, is cut off, or holds something else.
    """
    content = read_json(file, "a tokenizer")
    if not isinstance(content, dict) or not str(content.get("kind", "")).startswith("firsthand"):
        raise FirsthandError(f"{file} is JSON, but no tokenizer that Firsthand has saved.")
    if content.get("version") != VERSION:
        raise FirsthandError(
            f"{file} was written as version {content.get('version')} of its form, and this Firsthand reads {VERSION}. "
            "Train the tokenizer anew, or take the Firsthand that wrote it."
        )
    return content


def read_json(file: str | Path, what: str) -> Any:
    """Read a JSON file that should hold `what`.

    Raises
    ------
    FirsthandError
        When it is not there or no JSON.
    """
    try:
        return json.loads(read_text(file, what))
    except (json.JSONDecodeError, RecursionError) as error:
        raise FirsthandError(
            f"{file} is damaged, or no JSON at all: {what} cannot be read from it."
        ) from error


def read_text(file: str | Path, what: str) -> str:
    """Read a text file that should hold `what`.

    Raises
    ------
    FirsthandError
        When it is not there, or no text.
    """
    try:
        return Path(file).read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise FirsthandError(f"{file} is not there, so {what} cannot be read from it.") from error
    except UnicodeDecodeError as error:
        raise FirsthandError(f"{file} is no text: {what} cannot be read from it.") from error
    except OSError as error:
        raise FirsthandError(f"{file} cannot be read: {error.strerror or error}.") from error


def damaged(file: str | Path, why: str) -> FirsthandError:
    """The error for a file of the right kind whose content does not hold together."""
    return FirsthandError(f"{file} holds a tokenizer, but it is damaged: {why}. Save it anew.")
