"""What a loaded file is, and why one cannot be loaded."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Document:
    """The text of a file.

    Attributes
    ----------
    text : str
    headings : bool
        Whether lines that begin with ``#`` are headings, as in Markdown.
    notes : tuple of str
        What could not be read of it: a sentence each.
    """

    text: str
    headings: bool = False
    notes: tuple[str, ...] = ()


class Unreadable(Exception):
    """Why a file gives no text: one sentence."""


DAMAGED = "It is damaged: {}."


def reason(error: Exception) -> str:
    """An error of a reader of files in a few words."""
    words = " ".join(str(error).split()).rstrip(".")
    return words[:120] or type(error).__name__
