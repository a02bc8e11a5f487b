"""Tables: each row a paragraph that names its columns, so that a row found alone can be understood."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from firsthand.rag.ingest.loading.document import Document, Unreadable
from firsthand.rag.ingest.loading.plain import decode


def read_csv(content: bytes) -> Document:
    text = decode(content)
    header = text.lstrip().partition("\n")[0]
    separator = max(",;\t|", key=header.count)  # names of columns hold no separators
    try:
        table = csv.reader(io.StringIO(text), delimiter=separator)
        rows = [row for row in table if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise Unreadable(f"It is not a table: {error}.") from error
    if not rows:
        return Document("")
    names = [name.strip() for name in rows[0]]
    if len(rows) == 1:
        return Document(", ".join(names))
    return Document(named_rows(names, rows[1:]))


def named_rows(names: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Rows as paragraphs: "Plan: Pro; Price: 29 euros"."""
    return "\n\n".join(filter(None, (_row(names, row) for row in rows)))


def table_text(rows: Sequence[Sequence[str]], header: bool | None = None) -> str:
    """A table of a text as paragraphs.

    Parameters
    ----------
    rows : list of lists of str
    header : bool, default=None
        Whether the first row names the columns. None decides by its looks.
    """
    rows = [[" ".join(cell.split()) for cell in row] for row in rows]
    rows = [row for row in rows if any(row)]
    if not rows:
        return ""
    if len(rows) > 1 and (_names_columns(rows) if header is None else header):
        return named_rows(rows[0], rows[1:])
    if all(len(row) == 2 for row in rows) and len(rows) > 1:
        return "\n\n".join(
            f"{key.rstrip(':')}: {value}" if key and value else key + value for key, value in rows
        )
    return "\n\n".join(" | ".join(row) for row in rows)


def _names_columns(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row has words in all columns, and in one of them all others have numbers; or it is wide."""
    first, others = rows[0], rows[1:]
    if not all(first) or any(letter.isdigit() for cell in first for letter in cell):
        return False
    columns = zip(*(row for row in others if len(row) == len(first)), strict=True)
    return len(first) > 2 or any(all(any(map(str.isdigit, cell)) for cell in column) for column in columns)


def _row(names: Sequence[str], row: Sequence[str]) -> str:
    cells = [" ".join(cell.split()) for cell in row]
    pairs = zip(names, cells, strict=False)
    named = [f"{name.rstrip(':')}: {cell}" if name else cell for name, cell in pairs if cell]
    return "; ".join([*named, *(cell for cell in cells[len(names) :] if cell)])
