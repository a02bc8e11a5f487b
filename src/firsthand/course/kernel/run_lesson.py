"""Run a lesson from top to bottom in a kernel of its own, and report what each cell gave."""

from __future__ import annotations

import base64
import os
import queue
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from firsthand.course.content.catalog import Cell, Lesson
from firsthand.course.workspace.workspace import Workspace
from firsthand.errors import FirsthandError
from firsthand.files import saying, write_atomically

START_SECONDS = 60.0
_PREPARE = """from firsthand.course.kernel import binding as _b, figures as _k
_k.prepare()
_b.bind({lesson!r})
del _b, _k"""
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_PLACE = re.compile(r"Cell In\[\d+\], line (\d+)")


@dataclass(frozen=True)
class Failure:
    """A cell that stopped with an error. `line` counts in the lesson's file; 0 where it is not known."""

    cell: int
    line: int
    message: str
    traceback: str


@dataclass(frozen=True)
class CellRun:
    """What running cell `number` of `of` (code cells, counted from 1) gave."""

    number: int
    of: int
    cell: Cell
    text: str
    figures: tuple[Path, ...]
    failure: Failure | None


@dataclass
class _Seen:
    """What has come from the kernel so far for one cell."""

    text: list[str] = field(default_factory=list)
    pictures: list[bytes] = field(default_factory=list)
    error: dict[str, Any] | None = None


def execute(workspace: Workspace, lesson: Lesson) -> Iterator[CellRun]:
    """Run the lesson's code cells in order, as they come; ends after the first that fails.

    Its figures are written as PNG files into ``figures/<lesson>/`` in the workspace.

    Raises
    ------
    FirsthandError
        When the lesson cannot be read, or its kernel does not start or dies.
    """
    if not lesson.cells:
        raise FirsthandError(f"The lesson {lesson.title} cannot be read. {lesson.error}")
    folder = workspace.figures / lesson.id
    _clear(folder)
    cells = [cell for cell in lesson.cells if cell.kind in ("code", "exercise")]
    drawn = 0
    with _kernel(workspace) as (manager, client):
        _run(manager, client, _PREPARE.format(lesson=lesson.id))
        for number, cell in enumerate(cells, start=1):
            seen = _run(manager, client, cell.source)
            figures = tuple(
                _save(folder, drawn + n, picture) for n, picture in enumerate(seen.pictures, start=1)
            )
            drawn += len(figures)
            failure = _failure(number, cell, lesson, seen.error) if seen.error else None
            yield CellRun(number, len(cells), cell, "".join(seen.text), figures, failure)
            if failure:
                return


@contextmanager
def _kernel(workspace: Workspace) -> Iterator[tuple[Any, Any]]:
    from jupyter_client.manager import KernelManager

    with tempfile.TemporaryDirectory(prefix="firsthand-") as private:
        manager = KernelManager(kernel_name="python3")
        if sys.platform != "win32":
            # A socket file in a private folder: no port is opened.
            manager.transport, manager.ip = "ipc", str(Path(private) / "kernel")
        manager.connection_file = str(Path(private) / "connection.json")
        client = None
        try:
            manager.start_kernel(
                cwd=str(workspace.root), env={**os.environ, "FIRSTHAND_WORKSPACE": str(workspace.root)}
            )
            client = manager.client()
            client.start_channels()
            client.wait_for_ready(timeout=START_SECONDS)
            yield manager, client
        except RuntimeError as error:
            raise FirsthandError(
                f"The Python kernel did not start: {error}. `firsthand doctor` looks for why."
            ) from error
        finally:
            if client is not None:
                client.stop_channels()
            if manager.has_kernel:
                manager.shutdown_kernel(now=True)


def _run(manager: Any, client: Any, source: str) -> _Seen:
    seen = _Seen()
    request = client.execute(source, allow_stdin=False)
    while True:
        try:
            message = client.get_iopub_msg(timeout=1.0)
        except queue.Empty:
            if not manager.is_alive():
                raise FirsthandError(
                    "The kernel died while it ran the lesson: out of memory, or killed."
                ) from None
            continue
        if message["parent_header"].get("msg_id") != request:
            continue
        if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
            return seen
        _take(seen, message["msg_type"], message["content"])


def _take(seen: _Seen, kind: str, content: dict[str, Any]) -> None:
    if kind == "stream":
        seen.text.append(content["text"])
    elif kind == "error":
        seen.error = content
    elif kind in ("display_data", "execute_result"):
        data = content["data"]
        if "image/png" in data:
            seen.pictures.append(base64.b64decode(data["image/png"]))
        elif "text/plain" in data:
            seen.text.append(f"{data['text/plain']}\n")


def _failure(number: int, cell: Cell, lesson: Lesson, error: dict[str, Any]) -> Failure:
    traceback = _COLOUR.sub("", "\n".join(error["traceback"]))
    places = _PLACE.findall(traceback)
    return Failure(number, _line(lesson, cell, int(places[0])) if places else 0, _message(error), traceback)


def _message(error: dict[str, Any]) -> str:
    return f"{error['ename']}: {error['evalue']}".strip().rstrip(":")


def _line(lesson: Lesson, cell: Cell, line: int) -> int:
    """The line of the lesson's file that is line `line` of the cell."""
    before, found, _ = (lesson.folder / "lesson.py").read_text(encoding="utf-8").partition(cell.source)
    return before.count("\n") + line if found else 0


def _clear(folder: Path) -> None:
    """Take an earlier run's figures away, so that the folder shows this run."""
    with saying(folder, "could not be written to"):
        folder.mkdir(parents=True, exist_ok=True)
        for path in folder.glob("figure-*.png"):
            path.unlink()


def _save(folder: Path, number: int, picture: bytes) -> Path:
    path = folder / f"figure-{number}.png"
    write_atomically(path, picture)
    return path
