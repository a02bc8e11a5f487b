"""Read a ``lesson.py``: our header, and the cells of jupytext's py:percent form.

Only the part of the form that lessons use is understood, which makes it quick to read and strict about slips. A
test holds this reading equal to jupytext's on every lesson.
"""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

import yaml

from firsthand.errors import FirsthandError

Kind = Literal["markdown", "code", "exercise", "explorable"]

_MARKER = re.compile(r"# %%(?P<rest>.*)$")
_REST = re.compile(
    r"(?P<markdown> \[markdown\])?(?: (?P<kind>exercise|explorable)=\"(?P<name>[^\"]*)\")?\s*$"
)
_MAGIC = re.compile(r"# ?(%|!)")


@dataclass(frozen=True)
class Cell:
    """One cell of a lesson.

    `name` is the id of the exercise or explorable, else empty. `key` is unique within the lesson and stays the
    same as long as the cell does; the workspace notebook uses it as the cell's id.
    """

    kind: Kind
    source: str
    name: str
    key: str


@dataclass(frozen=True)
class Header:
    """What a lesson says of itself."""

    title: str
    minutes: int
    needs: tuple[str, ...]
    goals: tuple[str, ...]
    extras: tuple[str, ...] = ()


def split(text: str) -> tuple[str, str, int]:
    """Cut a lesson into its header (the YAML alone), the rest, and the number of lines the header took."""
    lines = text.splitlines()
    if not lines or lines[0].rstrip() != "# ---":
        raise FirsthandError("line 1: a lesson begins with its header, between two lines `# ---`.")
    for end, line in enumerate(lines[1:], start=1):
        if line.rstrip() == "# ---":
            header = "\n".join(re.sub(r"^# ?", "", part) for part in lines[1:end])
            return header, "\n".join(lines[end + 1 :]), end + 1
    raise FirsthandError("line 1: the header is not closed; a second line `# ---` ends it.")


def read_header(text: str) -> Header:
    """Read the YAML of a header.

    Raises
    ------
    FirsthandError
        For YAML that cannot be read, and for a key that is missing, unknown or of the wrong kind.
    """
    try:
        found = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError) as error:
        raise FirsthandError(f"the header is not YAML: {' '.join(str(error).split())}") from error
    if not isinstance(found, dict):
        raise FirsthandError("the header must hold `key: value` lines: title, minutes, needs, goals.")
    unknown = set(found) - {"title", "minutes", "needs", "goals", "extras"}
    if unknown:
        raise FirsthandError(f"the header has an unknown key `{sorted(map(str, unknown))[0]}`.")
    names = (_names(found, key) for key in ("needs", "goals", "extras"))
    return Header(_title(found), _minutes(found), *names)


def _title(found: dict[str, Any]) -> str:
    title = found.get("title")
    if not isinstance(title, str) or not title.strip():
        raise FirsthandError(f"`title` in the header must be a text, got {title!r}.")
    return title


def _minutes(found: dict[str, Any]) -> int:
    minutes = found.get("minutes")
    if not isinstance(minutes, int) or isinstance(minutes, bool) or minutes < 1:
        raise FirsthandError(f"`minutes` in the header must be a whole number above 0, got {minutes!r}.")
    return minutes


def _names(found: dict[str, Any], key: str) -> tuple[str, ...]:
    names = found.get(key) or []
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise FirsthandError(f"`{key}` in the header must be a list of texts, got {names!r}.")
    return tuple(names)


def read_cells(text: str, first_line: int = 1) -> tuple[Cell, ...]:
    """Read the cells below the header; `first_line` is the number of the text's first line in its file."""
    cells: list[Cell] = []
    seen: dict[str, int] = {}
    for line, marker, body in _blocks(text, first_line):
        cell = _cell(line, marker, body)
        # Two equal cells (an empty one, say) still need two keys.
        seen[cell.key] = seen.get(cell.key, 0) + 1
        again = seen[cell.key]
        cells.append(cell if again == 1 else replace(cell, key=f"{cell.key}-{again}"))
    if not cells:
        raise FirsthandError("there is no cell; each begins with a line `# %%`.")
    return tuple(cells)


def _blocks(text: str, first_line: int) -> Iterator[tuple[int, str, list[str]]]:
    """Each cell as the number of its first body line, what follows ``# %%``, and its body."""
    marker: str | None = None
    start, body = first_line, list[str]()
    for number, line in enumerate(text.splitlines(), start=first_line):
        found = _MARKER.match(line)
        if not found:
            body.append(line)
            continue
        if marker is not None:
            yield start, marker, body
        elif any(part.strip() for part in body):
            raise FirsthandError(
                f"line {start}: there is text before the first cell; put a line `# %%` above it."
            )
        marker, start, body = found["rest"], number + 1, []
    if marker is not None:
        yield start, marker, body


def _cell(line: int, marker: str, body: list[str]) -> Cell:
    read = _REST.match(marker)
    if not read:
        raise FirsthandError(f"line {line - 1}: `# %%{marker}` is no cell marker this course knows.")
    while body and not body[0].strip():
        body, line = body[1:], line + 1
    while body and not body[-1].strip():
        body = body[:-1]
    markdown, kind, name = bool(read["markdown"]), read["kind"], read["name"] or ""
    source = "\n".join(_uncomment(line, body) if markdown else body)
    if kind == "exercise":
        _must_be_yours(line, name, markdown, source)
    elif kind == "explorable" and not (markdown and name.isidentifier()):
        raise FirsthandError(
            f"line {line - 1}: an explorable is a [markdown] cell whose name is a Python name."
        )
    elif not markdown and any(_MAGIC.match(part) for part in body):
        raise FirsthandError(
            f"line {line}: a lesson is plain Python; a notebook magic would be hidden in a comment."
        )
    found: Kind = (
        "exercise" if kind == "exercise" else "explorable" if kind else "markdown" if markdown else "code"
    )
    key = f"{found}-{name}" if name else f"{found[0]}-{hashlib.sha256(source.encode()).hexdigest()[:10]}"
    return Cell(found, source, name, key)


def _uncomment(line: int, body: list[str]) -> list[str]:
    for number, part in enumerate(body, start=line):
        if not part.startswith("#") and part.strip():
            raise FirsthandError(
                f"line {number}: each line of a [markdown] cell begins with `# `, got {part!r}."
            )
    return [re.sub(r"^# ?", "", part) for part in body]


def _must_be_yours(line: int, name: str, markdown: bool, source: str) -> None:
    wanted = f'{name} = yours("{name}")'
    if markdown or not name.isidentifier() or not _same_code(source, wanted):
        raise FirsthandError(f"line {line}: the only code of an exercise cell is `{wanted}`.")


def _same_code(source: str, other: str) -> bool:
    try:
        return ast.dump(ast.parse(source)) == ast.dump(ast.parse(other))
    except (SyntaxError, ValueError):
        return False
