"""Jupyter notebooks: prose as it stands, code between fences, and what the code printed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from firsthand.rag.ingest.loading.document import Document, Unreadable
from firsthand.rag.ingest.loading.markdown import markdown_text
from firsthand.rag.ingest.loading.plain import decode

MAX_OUTPUT_LINES = 60  # of one output: its first and last ones
_COLOURS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


def read_notebook(content: bytes) -> Document:
    try:
        notebook = json.loads(decode(content))
        # Version 3 of the format kept its cells on sheets.
        sheets = notebook.get("worksheets") or [notebook]
        parts = [part for sheet in sheets for cell in sheet["cells"] for part in _cell(cell)]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Unreadable("It is not a Jupyter notebook, or is damaged.") from None
    return Document("\n\n".join(part for part in parts if part.strip()), headings=True)


def _cell(cell: dict[str, Any]) -> Iterator[str]:
    text = _joined(cell.get("source", cell.get("input", "")))
    if cell["cell_type"] != "code":
        yield markdown_text(text)
    elif text.strip():
        yield f"```python\n{text.strip()}\n```"
    for output in cell.get("outputs", ()):
        yield _printed(output)


def _printed(output: dict[str, Any]) -> str:
    """The lines of an output, a paragraph each: they are seldom sentences of one text. Errors and warnings say nothing."""
    if output["output_type"] == "stream" and output.get("name", output.get("stream")) == "stderr":
        return ""
    # Version 3 of the format kept the kinds of an output beside each other.
    text = output.get("text") or output.get("data", output).get("text/plain", "")
    lines = [line.rstrip() for line in _COLOURS.sub("", _joined(text)).splitlines() if line.strip()]
    if len(lines) > MAX_OUTPUT_LINES:
        lines = [*lines[: MAX_OUTPUT_LINES // 2], "…", *lines[-MAX_OUTPUT_LINES // 2 :]]
    # No line of an output is a heading.
    return "\n\n".join(f" {line}" if line.startswith("#") else line for line in lines)


def _joined(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)
