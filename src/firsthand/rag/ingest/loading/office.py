"""Word: paragraphs, tables, text boxes, what was inserted under revision, headers, footers and notes."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from firsthand.optional import import_for_rag
from firsthand.rag.ingest.loading.document import DAMAGED, Document, Unreadable, reason
from firsthand.rag.ingest.loading.table import table_text

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BOX = f"{_W}txbxContent"
# Deleted or moved away under revision, said twice for old programs, or shown elsewhere.
_LEFT_OUT = {f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}rPr", f"{_W}pPr", _FALLBACK, _BOX}
_SIGNS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_HEADERS = (
    "header",
    "first_page_header",
    "even_page_header",
    "footer",
    "first_page_footer",
    "even_page_footer",
)
_NOTES = ("/footnotes", "/endnotes")


def read_docx(content: bytes) -> Document:
    docx = import_for_rag("docx")
    try:
        document = docx.Document(io.BytesIO(content))
        styles = {one.style_id: one.name or "" for one in document.styles}
        parts = [
            *dict.fromkeys(part for head in _headers(document) for part in _blocks(head, {})),
            *_blocks(document.element.body, styles),
            *(part for notes in _notes(document) for part in _blocks(notes, {})),
        ]
    except MemoryError:
        raise
    except Exception as error:  # zip, XML and package errors of every kind
        raise Unreadable(DAMAGED.format(reason(error))) from error
    return Document("\n\n".join(parts), headings=True)


def _headers(document: Any) -> Iterator[Any]:
    """Headers and footers of all sections, where they are not those of the section before."""
    for section in document.sections:
        for name in _HEADERS:
            head = getattr(section, name)
            if not head.is_linked_to_previous:
                yield head._element


def _notes(document: Any) -> Iterator[Any]:
    """Footnotes and endnotes."""
    from docx.oxml import parse_xml

    for link in document.part.rels.values():
        if link.reltype.endswith(_NOTES):
            yield from parse_xml(link.target_part.blob)


def _blocks(parent: Any, styles: dict[str, str]) -> Iterator[str]:
    """Paragraphs, headings as in Markdown, tables row by row, and what text boxes hold, in their order."""
    for one in parent:
        if one.tag == f"{_W}p":
            if text := _paragraph(one, styles):
                yield text
            for box in one.iter(_BOX):
                if next(box.iterancestors(_FALLBACK, _BOX), None) is None:
                    yield from _blocks(box, styles)
        elif one.tag == f"{_W}tbl":
            if text := _table(one):
                yield text
        elif one.tag not in _LEFT_OUT:  # a content control, an insertion
            yield from _blocks(one, styles)


def _paragraph(paragraph: Any, styles: dict[str, str]) -> str:
    text = _text(paragraph).strip()
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    name = styles.get(style.get(f"{_W}val"), "") if style is not None else ""
    level = re.fullmatch(r"Heading ([1-6])", name)
    mark = "#" if name == "Title" else "#" * int(level[1]) if level else ""
    if not mark and (name.startswith("List ") or paragraph.find(f"{_W}pPr/{_W}numPr") is not None):
        mark = "-"
    return f"{mark} {text}".strip() if text else ""


def _text(element: Any) -> str:
    """The words of an element, whatever they are wrapped in."""
    if element.tag == f"{_W}t":
        return element.text or ""
    if element.tag in _SIGNS:
        return _SIGNS[element.tag]
    return "".join(_text(one) for one in element if one.tag not in _LEFT_OUT)


def _table(table: Any) -> str:
    lines = [one for one in table.iter(f"{_W}tr") if next(one.iterancestors(f"{_W}tbl")) is table]
    rows: list[list[str]] = []
    for line in lines:
        row: list[str] = []
        for cell in (one for one in line.iter(f"{_W}tc") if next(one.iterancestors(f"{_W}tr")) is line):
            row += [_cell(cell, rows, len(row))] * _columns(cell)
        rows.append(row)
    named = bool(lines) and (lines[0].find(f"{_W}trPr/{_W}tblHeader") is not None or _is_bold(lines[0]))
    return table_text(rows, header=named or None)


def _cell(cell: Any, rows: list[list[str]], column: int) -> str:
    """The words of a cell; of the one above, where it goes on over this row."""
    merged = cell.find(f"{_W}tcPr/{_W}vMerge")
    if merged is not None and merged.get(f"{_W}val", "continue") == "continue" and rows:
        return rows[-1][column] if column < len(rows[-1]) else ""
    return " ".join(_blocks(cell, {}))


def _columns(cell: Any) -> int:
    span = cell.find(f"{_W}tcPr/{_W}gridSpan")
    return int(span.get(f"{_W}val", 1)) if span is not None else 1


def _is_bold(line: Any) -> bool:
    runs = [run for run in line.iter(f"{_W}r") if _text(run).strip()]
    return bool(runs) and all(run.find(f"{_W}rPr/{_W}b") is not None for run in runs)
