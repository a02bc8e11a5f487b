"""Jupyter's notebook file as plain JSON (nbformat 4.5), as far as the course reads and writes it.

The nbformat package validates against schemas, which costs more than half a second to import; a test holds what is
written here against it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from firsthand.errors import FirsthandError
from firsthand.files import write_atomically

Json = dict[str, Any]

_KERNEL = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python", "file_extension": ".py", "mimetype": "text/x-python"},
}


def document(cells: list[Json], ours: Json) -> Json:
    """A notebook of these cells; `ours` is what the course remembers with it."""
    return {"cells": cells, "metadata": {**_KERNEL, "firsthand": ours}, "nbformat": 4, "nbformat_minor": 5}


def new_cell(key: str, source: str, ours: Json, *, code: bool) -> Json:
    """A cell; `key` is its id, `ours` what the course remembers with it."""
    cell = {"id": key, "metadata": {"firsthand": ours}, "source": source}
    if code:
        return {**cell, "cell_type": "code", "execution_count": None, "outputs": []}
    return {**cell, "cell_type": "markdown"}


def read(path: Path) -> Json:
    """Read a notebook; texts that the format stores as lists of lines come back whole.

    Raises
    ------
    FirsthandError
        When the file is no notebook, is of a version other than 4, or may not be read.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise FirsthandError(f"There is no notebook at {path}. Start again and it is put back.") from error
    except OSError as error:
        raise FirsthandError(f"The notebook {path} cannot be read: {error.strerror}.") from error
    return parse(content, str(path))


def parse(content: bytes, name: str) -> Json:
    """Read a notebook's bytes as `read` does; `name` is what a message calls it."""
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise FirsthandError(f"The notebook {name} is damaged: it is not JSON.") from error
    if not _is_notebook(found):
        raise FirsthandError(f"The notebook {name} is damaged: it holds no cells of a version 4 notebook.")
    for cell in found["cells"]:
        cell["source"] = joined(cell.get("source", ""))
        cell.setdefault("metadata", {})
        if cell["cell_type"] == "code":
            cell["outputs"] = [_whole(output) for output in cell.get("outputs") or []]
    return dict(found)


def write(path: Path, notebook: Json) -> None:
    """Write a notebook, wholly or not at all."""
    write_atomically(path, dump(notebook))


def dump(notebook: Json) -> str:
    """The text of a notebook's file."""
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def remembered(thing: Json) -> Json:
    """What the course remembers with a notebook or a cell; empty when it is not ours."""
    ours = thing.get("metadata", {}).get("firsthand")
    return ours if isinstance(ours, dict) else {}


def joined(text: Any) -> str:
    """A text the format stores as a string or a list of lines."""
    return "".join(map(str, text)) if isinstance(text, list) else str(text)


def _is_notebook(found: Any) -> bool:
    if not isinstance(found, dict) or found.get("nbformat") != 4 or not isinstance(found.get("cells"), list):
        return False
    return isinstance(found.get("metadata"), dict) and all(map(_is_cell, found["cells"]))


def _is_cell(cell: Any) -> bool:
    if not isinstance(cell, dict) or cell.get("cell_type") not in ("code", "markdown", "raw"):
        return False
    if not isinstance(cell.get("metadata", {}), dict) or not isinstance(cell.get("source", ""), str | list):
        return False
    outputs = cell.get("outputs") or []
    return isinstance(outputs, list) and all(isinstance(output, dict) for output in outputs)


def _whole(output: Json) -> Json:
    output = dict(output)
    if "text" in output:
        output["text"] = joined(output["text"])
    if isinstance(output.get("data"), dict):
        output["data"] = {
            kind: joined(value) if isinstance(value, list) and not kind.endswith("json") else value
            for kind, value in output["data"].items()
        }
    return output
