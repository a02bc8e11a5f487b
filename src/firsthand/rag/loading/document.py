"""What a loaded file is, and why one cannot be loaded."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Document:
    """The text of a file. With `headings`, lines that begin with ``#`` are headings, as in Markdown."""

    text: str
    headings: bool = False


class Unreadable(Exception):
    """Why a file gives no text: one sentence."""
