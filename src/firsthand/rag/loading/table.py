"""CSV: each row a paragraph that names its columns, so that a row found alone can be understood."""

from __future__ import annotations

import csv
import io

from firsthand.rag.loading.document import Document, Unreadable
from firsthand.rag.loading.plain import decode


def read_csv(content: bytes) -> Document:
    text = decode(content)
    try:
        dialect: type[csv.Dialect] | csv.Dialect = csv.Sniffer().sniff(text[:20_000], delimiters=",;\t|")
    except csv.Error:
        dialect = csv.excel  # one column, or none that can be told
    try:
        rows = [row for row in csv.reader(io.StringIO(text), dialect) if any(cell.strip() for cell in row)]
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
