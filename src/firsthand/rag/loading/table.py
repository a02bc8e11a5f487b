"""CSV: each row a paragraph that names its columns, so that a row found alone can be understood."""

from __future__ import annotations

import csv
import io

from firsthand.rag.loading.document import Document, Unreadable
from firsthand.rag.loading.plain import decode


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
    return Document("\n\n".join(_row(names, row) for row in rows[1:]))


def _row(names: list[str], row: list[str]) -> str:
    cells = [" ".join(cell.split()) for cell in row]
    named = [f"{name}: {cell}" for name, cell in zip(names, cells, strict=False) if cell]
    return "; ".join([*named, *(cell for cell in cells[len(names) :] if cell)])
