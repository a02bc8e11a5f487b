"""HTML: the text that a reader sees, headings and code as in Markdown, rows and definitions as sentences."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from typing import Any

from firsthand.rag.ingest.loading.document import Document
from firsthand.rag.ingest.loading.markdown import definition
from firsthand.rag.ingest.loading.plain import decode
from firsthand.rag.ingest.loading.table import table_text

# Not part of what is said.
SILENT = ["script", "style", "noscript", "template", "svg", "nav", "head"]
BLOCKS = [
    "p",
    "div",
    "li",
    "tr",
    "pre",
    "blockquote",
    "section",
    "article",
    "table",
    "ul",
    "ol",
    "dl",
    "caption",
]
CELLS = ["td", "th"]
HEADINGS = re.compile(r"^h[1-6]$")
MAX_CELL_SPAN = 100  # columns or rows that one cell may span
FENCE = "```"


def read_html(content: bytes) -> Document:
    from bs4 import BeautifulSoup, UnicodeDammit

    encoding = UnicodeDammit(content, is_html=True).declared_html_encoding
    with warnings.catch_warnings():
        # Advice for its own developers: that the text looks like XML or like a file name.
        warnings.simplefilter("ignore")
        page = BeautifulSoup(_decoded(content, encoding), "html.parser")
    return Document(_text(page), headings=True)


def _decoded(content: bytes, encoding: str | None) -> str:
    """By the encoding that the page names, where it can be so."""
    if encoding:
        try:
            return content.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(content)


def _text(page: Any) -> str:
    for part in page(SILENT):
        part.decompose()
    for words in page.find_all(string=True):
        if words.find_parent("pre") is None:  # elsewhere a line's end is a space
            words.replace_with(re.sub(r"\s+", " ", words))
    for line in page("br"):
        line.replace_with("\n")
    for code in page("pre"):
        code.replace_with(f"\n\n{FENCE}\n{code.get_text().strip(chr(10))}\n{FENCE}\n\n")
    for heading in page(HEADINGS):
        words = " ".join(heading.get_text(" ").split())
        heading.replace_with(f"\n\n{'#' * int(heading.name[1])} {words}\n\n" if words else "\n\n")
    for terms in page("dl"):
        terms.replace_with(f"\n\n{_definitions(terms)}\n\n")
    for table in page("table"):
        if table.find("table") is None:  # others are there for the layout
            _to_rows(table)
    for cell in page(CELLS):
        cell.append(" ")
    for block in page(BLOCKS):
        block.insert(0, "\n\n" if block.name == "p" else "\n")
        block.append("\n\n" if block.name == "p" else "\n")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(_lines(page.get_text()))).strip()


def _lines(text: str) -> Iterator[str]:
    """Lines without needless white space; those of code as they are."""
    inside = False
    for line in text.split("\n"):
        inside ^= line == FENCE
        yield line.rstrip() if inside else " ".join(line.split())


def _definitions(terms: Any) -> str:
    """Each term with what is said of it; several terms may share one definition."""
    found: list[str] = []
    names: list[str] = []
    said = False
    for one in terms.find_all(["dt", "dd"]):
        words = " ".join(one.get_text(" ").split())
        if one.name == "dt":
            names, said = ([] if said else names) + [words], False
        elif words:
            found.append(definition(", ".join(names), words) if names else words)
            said = True
    return "\n\n".join(found)


def _to_rows(table: Any) -> None:
    """Put in place of a table's rows a paragraph for each."""
    lines = table.find_all("tr")
    if not lines:
        return
    first = lines[0].find_all(CELLS)
    named = lines[0].find_parent("thead") is not None or (
        len(first) > 1 and all(one.name == "th" for one in first)
    )
    text = table_text(_grid(lines), header=named or None)
    for line in lines:
        line.decompose()
    table.append(f"\n\n{text}\n\n")


def _grid(lines: Any) -> list[list[str]]:
    """The words of each cell, repeated where it spans several columns or rows."""
    rows: list[list[str]] = []
    hanging: dict[int, tuple[int, str]] = {}  # column: rows that it still reaches down, and its words
    for line in lines:
        row: list[str] = []
        cells = iter(line.find_all(CELLS, recursive=False))
        while True:
            if len(row) in hanging:
                left, words = hanging.pop(len(row))
                if left > 1:
                    hanging[len(row)] = left - 1, words
                row.append(words)
                continue
            cell = next(cells, None)
            if cell is None:
                break
            words = " ".join(cell.get_text(" ").split())
            for _ in range(_span(cell, "colspan")):
                if (down := _span(cell, "rowspan")) > 1:
                    hanging[len(row)] = down - 1, words
                row.append(words)
        rows.append(row)
    return rows


def _span(cell: Any, name: str) -> int:
    found = re.match(r"\s*(\d{1,4})", str(cell.get(name, 1)))
    return min(max(int(found[1]), 1), MAX_CELL_SPAN) if found else 1
