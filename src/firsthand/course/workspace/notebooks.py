"""Lessons as notebooks in the workspace: delivered once, never written over what the learner changed."""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import threading
import uuid
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from firsthand import __version__
from firsthand.course.content import catalog
from firsthand.course.content.catalog import Cell, Lesson
from firsthand.course.content.percent import Kind
from firsthand.course.content.renames import up_to_date
from firsthand.course.grading.registry import find_exercise
from firsthand.course.workspace import ipynb
from firsthand.course.workspace.ipynb import Json
from firsthand.course.workspace.workspace import Workspace
from firsthand.errors import FirsthandError
from firsthand.files import saying, write_atomically

_CODE: tuple[Kind, ...] = ("code", "exercise")
_TEXT: tuple[Kind, ...] = ("markdown", "explorable")
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_STAMP = "%Y%m%d-%H%M%S"
# The page's threads change single cells of a file: read, change, write must not mix. JupyterLab saves on its own.
_turn = threading.RLock()


@dataclass(frozen=True)
class NotebookCell:
    """One cell of a learner's notebook. `original` is the delivered text; None for a cell they added."""

    key: str
    kind: Kind
    name: str
    source: str
    outputs: tuple[Json, ...]
    original: str | None

    @property
    def edited(self) -> bool:
        return self.original is not None and self.source != self.original


class Notebook:
    """One lesson's notebook file, read anew at each call, because JupyterLab may write it too.

    Every method raises FirsthandError when the file cannot be read as a notebook or cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def cells(self) -> tuple[NotebookCell, ...]:
        """The cells as they are now, the learner's own among them."""
        found = ipynb.read(self.path)["cells"]
        return tuple(_view(number, cell) for number, cell in enumerate(found))

    def set_source(self, key: str, text: str) -> None:
        """Change the text of a cell."""
        self._change(key, source=text)

    def set_outputs(self, key: str, outputs: list[Json]) -> None:
        """Keep what running a cell gave, in nbformat's form."""
        self._change(key, outputs=list(outputs))

    def insert(self, after: str, source: str) -> str:
        """Put a new code cell behind the cell `after`; returns its key."""
        key = uuid.uuid4().hex[:12]
        with _turn:
            found = ipynb.read(self.path)
            position = self._place(found, after)
            found["cells"].insert(position + 1, ipynb.new_cell(key, source, {}, code=True))
            ipynb.write(self.path, found)
        return key

    def original(self, key: str) -> str:
        """The delivered text of a cell; the empty text for one the learner added."""
        return next((cell.original or "" for cell in self.cells() if cell.key == key), "")

    def is_edited(self) -> bool:
        """Whether any cell was changed, added, moved or removed since delivery; outputs do not count."""
        found = ipynb.read(self.path)
        cells = [_view(number, cell) for number, cell in enumerate(found["cells"])]
        as_delivered = ipynb.remembered(found).get("cells") == [cell.key for cell in cells]
        return not as_delivered or any(cell.original is None or cell.edited for cell in cells)

    def text(self) -> str:
        """Fingerprint of the lesson's text this notebook was made from; empty when it is not one of ours."""
        return str(ipynb.remembered(ipynb.read(self.path)).get("text", ""))

    def bring_up_to_date(self) -> None:
        """Give the code, edited and as delivered, today's names of the library: see `renames`."""
        with _turn:
            found = ipynb.read(self.path)
            changed = [_renamed(cell) for cell in found["cells"] if cell["cell_type"] == "code"]
            if any(changed):
                ipynb.write(self.path, found)

    def set_aside(self) -> Path:
        """Move an unreadable file out of the way, beside its place; returns where it is now."""
        return _move(self.path, "damaged")

    def _change(self, key: str, **parts: Any) -> None:
        with _turn:
            found = ipynb.read(self.path)
            found["cells"][self._place(found, key)].update(parts)
            ipynb.write(self.path, found)

    def _place(self, found: Json, key: str) -> int:
        for number, cell in enumerate(found["cells"]):
            if _key(number, cell) == key:
                return number
        raise FirsthandError(
            f"The cell {key!r} is no longer in {self.path.name}: it was removed elsewhere. Reload."
        )


def path_of(workspace: Workspace, lesson: Lesson) -> Path:
    """Where the lesson's notebook lies."""
    return workspace.notebooks / lesson.phase / f"{lesson.id}.ipynb"


def build(lesson: Lesson) -> Json:
    """Make a lesson's notebook. Imports its exercises, whose stubs stand in it."""
    cells = [_built(cell) for cell in lesson.cells]
    ours = {"lesson": lesson.id, "text": text_of(lesson), "cells": [cell["id"] for cell in cells]}
    return ipynb.document(cells, ours)


def text_of(lesson: Lesson) -> str:
    """Fingerprint of the files a lesson's notebook is made from."""
    files = (lesson.folder / name for name in ("lesson.py", "exercises.py"))
    parts = [__version__.encode(), *(path.read_bytes() for path in files if path.exists())]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def deliver(workspace: Workspace) -> list[str]:
    """Bring every lesson's notebook into the workspace.

    A missing one is written; one of an older text is replaced where nothing was edited, else the new one is put
    beside it as ``<lesson>.new.ipynb``.

    Returns
    -------
    list of str
        What the learner should know; empty when there is nothing.
    """
    done, messages = _delivered(workspace), []
    before = dict(done)
    for lesson in catalog.lessons():
        if lesson.error:
            messages.append(f"The lesson {lesson.title} cannot be read. {lesson.error}")
            continue
        try:
            messages += _deliver(workspace, lesson, done)
        except (FirsthandError, OSError) as error:
            messages.append(f"The notebook of the lesson {lesson.title} was not delivered. {error}")
    if done != before:
        with contextlib.suppress(FirsthandError):  # a lost record only costs a comparison next time
            write_atomically(workspace.state / "delivered.json", json.dumps(done, indent=1))
    return messages


def reset(workspace: Workspace, lesson: Lesson) -> Path | None:
    """Put the lesson's notebook back to its delivered text; returns where the old one is kept, if there was one."""
    if lesson.error:
        raise FirsthandError(f"The lesson {lesson.title} cannot be read. {lesson.error}")
    path, fresh = path_of(workspace, lesson), build(lesson)
    with _turn:
        backup = _move(path, "backup") if path.exists() else None
        ipynb.write(path, fresh)
    return backup


def _deliver(workspace: Workspace, lesson: Lesson, done: dict[str, str]) -> list[str]:
    path, text = path_of(workspace, lesson), text_of(lesson)
    if path.exists() and done.get(lesson.id) == text:
        return []
    with _turn:
        message = _put(workspace, path, text, build(lesson))
    done[lesson.id] = text
    return [message] if message else []


def _put(workspace: Workspace, path: Path, text: str, fresh: Json) -> str:
    if not path.exists():
        ipynb.write(path, fresh)
        return ""
    present = Notebook(path)
    try:
        if present.text() == text:
            return ""
        if not present.is_edited():
            ipynb.write(path, fresh)
            return ""
        present.bring_up_to_date()
    except FirsthandError:
        aside = present.set_aside()
        ipynb.write(path, fresh)
        return f"The notebook {path.name} was damaged. It is kept as {aside.name}, and a new one is in its place."
    beside = _free_place(path)
    ipynb.write(beside, fresh)
    return (
        f"There is a newer text of the lesson {path.stem}. Your notebook holds edits and stays as it is; the new one "
        f"lies beside it: {beside.relative_to(workspace.root)}"
    )


def _renamed(cell: Json) -> bool:
    """Bring one code cell up to date; whether that changed it."""
    before, ours = ipynb.joined(cell.get("source", "")), ipynb.remembered(cell)
    cell["source"] = up_to_date(before)
    if isinstance(ours.get("original"), str):
        ours["original"] = up_to_date(ours["original"])
    return bool(cell["source"] != before)


def _free_place(path: Path) -> Path:
    """``<lesson>.new.ipynb``, or the next free name when that one holds edits too."""
    for number in range(1, 1000):
        candidate = path.with_suffix(".new.ipynb" if number == 1 else f".new-{number}.ipynb")
        try:
            if not candidate.exists() or not Notebook(candidate).is_edited():
                return candidate
        except FirsthandError:
            continue
    raise FirsthandError(f"There are a thousand new texts beside {path}. Remove some.")


def _move(path: Path, why: str) -> Path:
    stamp = datetime.now().strftime(_STAMP)
    with saying(path, "could not be moved aside"):
        for number in range(1, 1000):
            candidate = path.with_suffix(f".{why}-{stamp}{'' if number == 1 else f'-{number}'}.ipynb")
            if not candidate.exists():
                return path.rename(candidate)
    raise FirsthandError(f"There are a thousand copies beside {path}. Remove some.")


def _delivered(workspace: Workspace) -> dict[str, str]:
    """Which text of each lesson was delivered."""
    try:
        found = json.loads((workspace.state / "delivered.json").read_bytes())
    except (OSError, ValueError):
        return {}
    return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else {}


def _built(cell: Cell) -> Json:
    source = cell.source if cell.kind != "exercise" else exercise_cell(cell.name)
    ours = {"kind": cell.kind, "name": cell.name, "original": source}
    return ipynb.new_cell(cell.key, source, ours, code=cell.kind in ("code", "exercise"))


def exercise_cell(id: str) -> str:
    """What stands in the notebook for an exercise: the stub, and the check that hands back a working version."""
    stub = find_exercise(id).stub().rstrip()
    return f"from firsthand.course import check\n{stub}\n\n\n{id} = check({id})"


def _key(number: int, cell: Json) -> str:
    """The cell's id where it is one as the format has them; it stands in the page's HTML."""
    found = cell.get("id")
    return found if isinstance(found, str) and _ID.fullmatch(found) else f"cell-{number}"


def _view(number: int, cell: Json) -> NotebookCell:
    ours = ipynb.remembered(cell)
    code = cell["cell_type"] == "code"
    kinds: dict[str, Kind] = {kind: kind for kind in (_CODE if code else _TEXT)}
    kind = kinds.get(str(ours.get("kind")))
    if kind is None:
        # The learner's own cell, or one of ours that they turned into another type.
        kind, ours = ("code" if code else "markdown"), {}
    original = ours.get("original")
    return NotebookCell(
        key=_key(number, cell),
        kind=kind,
        name=str(ours.get("name", "")),
        source=cell["source"],
        outputs=tuple(found) if isinstance(found := cell.get("outputs"), list) else (),
        original=original if isinstance(original, str) else None,
    )
