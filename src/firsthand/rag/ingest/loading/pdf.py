"""PDF: the text of its pages as one, without what every page repeats."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Sequence

from firsthand.optional import import_for_rag
from firsthand.rag.ingest.loading.document import DAMAGED, Document, Unreadable, reason
from firsthand.rag.ingest.loading.tidying import joined_words

EDGE_LINES = 2  # lines at the top and bottom of a page that may be repeated on every page
FEWEST_PAGES = 3  # from which on a repeated line is no accident
_NUMBER = re.compile(r"[-–— ]*(page|seite|p\.)?\s*#(\s*(/|of|von)\s*#)?[-–— ]*")
_ENDS = re.compile(r"[.!?…:;][\"'”’»)\]]*$")


def read_pdf(content: bytes) -> Document:
    pypdf = import_for_rag("pypdf")
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # its remarks on damaged files are not for our user
    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable("It is locked by a password. Save a copy without one.")
        pages = [(page.extract_text() or "").replace("\0", "") for page in reader.pages]
    except (Unreadable, MemoryError):
        raise
    except Exception as error:  # a broken file makes pypdf raise nearly anything
        raise Unreadable(DAMAGED.format(reason(error))) from error
    empty = [number for number, page in enumerate(pages, start=1) if not page.strip()]
    if len(empty) == len(pages):
        raise Unreadable("It holds no text: pictures of pages only. Run text recognition (OCR) over it.")
    notes = (_without_text(empty, len(pages)),) if empty else ()
    return Document(joined_words(_joined(without_repeats(pages))), notes=notes)


def _without_text(empty: Sequence[int], total: int) -> str:
    parts: list[str] = []
    for first in (number for number in empty if number - 1 not in empty):
        last = next(number for number in range(first, total + 1) if number + 1 not in empty)
        ends = [str(first)] if first == last else [str(first), str(last)]
        parts += ends if last - first < 2 else [f"{first} to {last}"]
    listed = " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))
    what = "Page" if len(empty) == 1 else "Pages"
    holds, them = ("holds", "it") if len(empty) == 1 else ("hold", "them")
    return f"{what} {listed} of {total} {holds} no text. If {them} show words, run text recognition (OCR) over {them}."


def without_repeats(pages: Sequence[str]) -> list[str]:
    """The pages without page numbers, and without heads and feet that most of them share; the first one keeps its own."""
    lines = [[line for line in page.split("\n") if line.strip()] for page in pages]
    filled = [page for page in lines if page]
    needed = max(FEWEST_PAGES, len(filled) / 2)
    seen = Counter(
        key for page in filled for key in {_key(line) for line in [*page[:EDGE_LINES], *page[-EDGE_LINES:]]}
    )
    repeated = {key for key, times in seen.items() if times >= needed}
    shown: set[str] = set()
    kept = []
    for page in lines:
        top = next(
            (at for at, line in enumerate(page[:EDGE_LINES]) if _key(line) not in repeated), EDGE_LINES
        )
        rest = page[top:]
        bottom = next(
            (at for at, line in enumerate(rest[::-1][:EDGE_LINES]) if _key(line) not in repeated), EDGE_LINES
        )
        middle = rest[: len(rest) - bottom] if bottom else rest
        first = {_key(line): line for line in [*page[:top], *rest[len(rest) - bottom :]]}
        new = [line for key, line in first.items() if key not in shown and not _NUMBER.fullmatch(key)]
        shown |= first.keys()
        kept.append("\n".join([*new, *middle]))
    return kept


def _key(line: str) -> str:
    """What stays of a line from page to page."""
    return re.sub(r"\d+", "#", " ".join(line.lower().split()))


def _joined(pages: Sequence[str]) -> str:
    """The pages as one text; a sentence that goes on over the end of a page stays whole."""
    text = ""
    for page in filter(str.strip, pages):
        page = page.strip("\n")
        goes_on = (
            text
            and not _ENDS.search(text.rstrip())
            and (page[:1].islower() or text.endswith(("-", "\u00ad")))
        )
        text += page if not text else f"\n{page}" if goes_on else f"\n\n{page}"
    return text
