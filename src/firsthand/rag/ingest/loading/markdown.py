"""Markdown: as it stands, but for tables and lists of definitions, which become sentences of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from firsthand.rag.ingest.loading.document import Document
from firsthand.rag.ingest.loading.plain import decode
from firsthand.rag.ingest.loading.table import table_text

FENCE = re.compile(r"^[ ]{0,3}(`{3,}|~{3,})")
_RULE = re.compile(r"^[ ]{0,3}\|?[ ]*:?-+:?[ ]*(\|[ ]*:?-+:?[ ]*)*\|?[ ]*$")
_BAR = re.compile(r"(?<!\\)\|")
_DEFINITION = re.compile(r"^[ ]{0,3}:[ \t]+(?=\S)")


def read_markdown(content: bytes) -> Document:
    return Document(markdown_text(decode(content)), headings=True)


def markdown_text(text: str) -> str:
    """Markdown with each row of a table, and each defined term with its definition, as a paragraph."""
    return "\n".join(_rewritten(text.split("\n")))


def _rewritten(lines: list[str]) -> Iterator[str]:
    at, fence = 0, ""
    while at < len(lines):
        line, here = lines[at], FENCE.match(lines[at])
        if here and (not fence or here[1].startswith(fence)):
            fence = "" if fence else here[1]
        if not fence and _opens_table(lines, at):
            end = next((n for n in range(at + 2, len(lines)) if not _is_row(lines[n])), len(lines))
            yield f"\n{table_text([_cells(one) for one in (line, *lines[at + 2 : end])], header=True)}\n"
            at = end
        elif not fence and line.strip() and at + 1 < len(lines) and _DEFINITION.match(lines[at + 1]):
            end = next((n for n in range(at + 1, len(lines)) if not _DEFINITION.match(lines[n])), len(lines))
            yield f"\n{_defined(line, lines[at + 1 : end])}"
            at = end
        else:
            yield line
            at += 1


def _opens_table(lines: list[str], at: int) -> bool:
    """Whether a row stands here, and below it the rule that parts the names of columns from the rows."""
    if not _is_row(lines[at]) or at + 1 >= len(lines) or not _RULE.match(lines[at + 1]):
        return False
    return "|" in lines[at + 1] and len(_cells(lines[at])) == len(_cells(lines[at + 1]))


def _is_row(line: str) -> bool:
    return bool(line.strip()) and bool(_BAR.search(line))


def _cells(line: str) -> list[str]:
    bare = re.sub(r"(?<!\\)\|$", "", line.strip().removeprefix("|"))
    return [cell.strip().replace("\\|", "|") for cell in _BAR.split(bare)]


def _defined(term: str, definitions: list[str]) -> str:
    said = " ".join(_DEFINITION.sub("", one).strip() for one in definitions)
    return definition(term.strip(), said)


def definition(term: str, said: str) -> str:
    """A term and what it is, or a question and its answer, as one paragraph."""
    return f"{term} {said}" if term.endswith(("?", ":")) else f"{term}: {said}"
