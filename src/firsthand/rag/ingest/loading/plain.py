"""Text and code: bytes to characters."""

from __future__ import annotations

import codecs

from firsthand.rag.ingest.loading.document import Document, Unreadable
from firsthand.rag.ingest.loading.tidying import joined_words

BINARY = 8192  # the first bytes, in which a file that is not text shows itself
# Western text in an old encoding has few letters beyond ASCII; in other old encodings nearly all are.
MAX_SHARE_BEYOND_ASCII = 0.1


def read_text(content: bytes) -> Document:
    return Document(joined_words(decode(content)))


def read_code(content: bytes) -> Document:
    return Document(decode(content))


def decode(content: bytes) -> str:
    """Text in UTF-8, in UTF-16 with its mark, or in the old Western encoding (Windows-1252); line ends become ``\\n``.

    Raises
    ------
    Unreadable
        If it is none of these.
    """
    text = _decode(content)
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def _decode(content: bytes) -> str:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _by(content, "utf-16")
    if b"\0" in content[:BINARY]:
        raise Unreadable("It holds binary data, not text.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        beyond = sum(byte > 127 for byte in content)
        if beyond > MAX_SHARE_BEYOND_ASCII * len(content):
            raise Unreadable("Its encoding is not UTF-8. Save it as UTF-8.") from None
        return _by(content, "cp1252")


def _by(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise Unreadable("Its encoding is not UTF-8. Save it as UTF-8.") from None
