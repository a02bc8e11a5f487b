"""Jupyter notebooks: prose as it stands, code indented so that its comments are no headings."""

from __future__ import annotations

import json
import textwrap
from typing import Any

from firsthand.rag.loading.document import Document, Unreadable
from firsthand.rag.loading.plain import decode


def read_notebook(content: bytes) -> Document:
    try:
        notebook = json.loads(decode(content))
        # Version 3 of the format kept its cells on sheets.
        sheets = notebook.get("worksheets") or [notebook]
        cells = [_cell(cell) for sheet in sheets for cell in sheet["cells"]]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Unreadable("It is not a Jupyter notebook, or is damaged.") from None
    return Document("\n\n".join(cell for cell in cells if cell.strip()), headings=True)


def _cell(cell: dict[str, Any]) -> str:
    source = cell.get("source", cell.get("input", ""))
    text = source if isinstance(source, str) else "".join(source)
    return textwrap.indent(text, "    ") if cell["cell_type"] == "code" else text
