"""PDF and Word."""

from __future__ import annotations

import io
import logging
import re
from typing import Any

from firsthand.rag.extras import optional
from firsthand.rag.loading.document import Document, Unreadable

DAMAGED = "It is damaged: {}."


def read_pdf(content: bytes) -> Document:
    pypdf = optional("pypdf")
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its remarks on damaged files are not for our user
    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("It is locked by a password. Save a copy without one.")
        text = "\n\n".join(_page(page) for page in reader.pages)
    except (Unreadable, MemoryError):
        raise
    except Exception as error:  # a broken file makes pypdf raise nearly anything
        raise Unreadable(DAMAGED.format(_reason(error))) from error
    if not text.strip():
        raise Unreadable("It holds no text: pictures of pages only. Run text recognition (OCR) over it.")
    return Document(text)


def _page(page: Any) -> str:
    """A page's text; a word cut at the end of a line is whole again."""
    text: str = page.extract_text() or ""
    return re.sub(r"(?<=[^\W\d_])-\n(?=[a-zà-ÿ])", "", text.replace("\0", ""))


def read_docx(content: bytes) -> Document:
    docx = optional("docx")
    try:
        document = docx.Document(io.BytesIO(content))
        parts = [_part(part) for part in document.iter_inner_content()]
    except MemoryError:
        raise
    except Exception as error:  # zip, XML and package errors of every kind
        raise Unreadable(DAMAGED.format(_reason(error))) from error
    return Document("\n\n".join(part for part in parts if part.strip()), headings=True)


def _part(part: Any) -> str:
    """A paragraph, a heading as in Markdown, or a table row by row."""
    if hasattr(part, "rows"):
        return "\n".join(" | ".join(cell.text.strip() for cell in row.cells) for row in part.rows)
    style = part.style.name if part.style is not None else ""
    level = re.fullmatch(r"Heading ([1-6])", style or "")
    mark = "#" if style == "Title" else "#" * int(level[1]) if level else ""
    return f"{mark} {part.text}".strip() if part.text.strip() else ""


def _reason(error: Exception) -> str:
    words = " ".join(str(error).split()).rstrip(".")
    return words[:120] or type(error).__name__
