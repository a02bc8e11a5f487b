"""HTML: the text that a reader sees, headings as in Markdown."""

from __future__ import annotations

import re
import warnings
from typing import Any

from firsthand.rag.loading.document import Document
from firsthand.rag.loading.plain import decode

# Not part of what is said.
SILENT = ["script", "style", "noscript", "template", "svg", "nav", "head"]
BLOCKS = ["p", "div", "li", "tr", "pre", "blockquote", "section", "article", "table", "ul", "ol", "dt", "dd"]
CELLS = ["td", "th"]
HEADINGS = re.compile(r"^h[1-6]$")


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
    for heading in page(HEADINGS):
        words = " ".join(heading.get_text(" ").split())
        heading.replace_with(f"\n\n{'#' * int(heading.name[1])} {words}\n\n" if words else "\n\n")
    for cell in page(CELLS):
        cell.append(" ")
    for block in page(BLOCKS):
        block.insert(0, "\n\n" if block.name == "p" else "\n")
        block.append("\n\n" if block.name == "p" else "\n")
    lines = [" ".join(line.split()) for line in page.get_text().split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
