"""Run a lesson from top to bottom in a kernel of its own, and report what each cell gave."""

from __future__ import annotations

import base64
import logging
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from firsthand.course.content.catalog import Cell, Lesson
from firsthand.course.workspace.workspace import Workspace
from firsthand.errors import FirsthandError
from firsthand.files import saying, write_atomically

if TYPE_CHECKING:
    from nbclient import NotebookClient

Json = dict[str, Any]
START_SECONDS = 60
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


def execute(workspace: Workspace, lesson: Lesson) -> Iterator[CellRun]:
    """Run the lesson's code cells in order, as they come; ends after the first that fails.

    Its figures are written as PNG files into ``figures/<lesson>/`` in the workspace.

    Raises
    ------
    FirsthandError
        When the lesson cannot be read, or its kernel does not start or dies; then it is said in which cell.
    """
    if not lesson.cells:
        raise FirsthandError(f"The lesson {lesson.title} cannot be read. {lesson.error}")
    folder = workspace.figures / lesson.id
    _clear(folder)
    cells = [cell for cell in lesson.cells if cell.kind in ("code", "exercise")]
    drawn = 0
    with _kernel(workspace) as kernel:
        _run(kernel, _PREPARE.format(lesson=lesson.id), f"before the first cell of {lesson.title}")
        for number, cell in enumerate(cells, start=1):
            outputs = _run(kernel, cell.source, f"in cell {number} of {lesson.title}")
            pictures = [base64.b64decode(one["data"]["image/png"]) for one in outputs if _is_picture(one)]
            figures = tuple(_save(folder, drawn + n, picture) for n, picture in enumerate(pictures, start=1))
            drawn += len(figures)
            error = next((one for one in outputs if one["output_type"] == "error"), None)
            failure = _failure(number, cell, lesson, error) if error else None
            yield CellRun(number, len(cells), cell, "".join(map(_text, outputs)), figures, failure)
            if failure:
                return


@contextmanager
def _kernel(workspace: Workspace) -> Iterator[NotebookClient]:
    # A third of a second to import, which no other command need wait for.
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient
    from nbformat.v4 import new_notebook

    with tempfile.TemporaryDirectory(prefix="firsthand-") as private:
        # The client watches whether the kernel lives while it waits for outputs. A manager that blocks would block that too.
        manager = AsyncKernelManager(kernel_name="python3")
        if sys.platform != "win32":
            # A socket file in a private folder: no port is opened.
            manager.transport, manager.ip = "ipc", str(Path(private) / "kernel")
        manager.connection_file = str(Path(private) / "connection.json")
        # What it tells of as an error is raised here, in words.
        silent = logging.Logger("nbclient", logging.CRITICAL)
        client = NotebookClient(
            new_notebook(),
            manager,
            allow_errors=True,
            startup_timeout=START_SECONDS,
            timeout=None,
            shutdown_kernel="immediate",
            log=silent,
        )
        env = {**os.environ, "FIRSTHAND_WORKSPACE": str(workspace.root)}
        with ExitStack() as stack:
            try:
                stack.enter_context(client.setup_kernel(cleanup_kc=True, cwd=str(workspace.root), env=env))
            except RuntimeError as error:
                raise FirsthandError(
                    f"The Python kernel did not start: {error}. `firsthand doctor` looks for why."
                ) from error
            yield client


def _run(kernel: NotebookClient, source: str, where: str) -> list[Json]:
    """The outputs of a cell, in the notebook format."""
    from nbclient.exceptions import DeadKernelError
    from nbformat.v4 import new_code_cell

    kernel.nb.cells = [new_code_cell(source)]
    try:
        return list(kernel.execute_cell(kernel.nb.cells[0], 0).outputs)
    except DeadKernelError as error:
        raise FirsthandError(f"The kernel died {where}: out of memory, or killed.") from error


def _is_picture(output: Json) -> bool:
    return "image/png" in output.get("data", ())


def _text(output: Json) -> str:
    """What a terminal shows of an output; a picture is shown as a file."""
    if output["output_type"] == "stream":
        return str(output["text"])
    data = output.get("data", {})
    return f"{data['text/plain']}\n" if "text/plain" in data and not _is_picture(output) else ""


def _failure(number: int, cell: Cell, lesson: Lesson, error: Json) -> Failure:
    traceback = _COLOUR.sub("", "\n".join(error["traceback"]))
    places = _PLACE.findall(traceback)
    return Failure(number, _line(lesson, cell, int(places[0])) if places else 0, _message(error), traceback)


def _message(error: Json) -> str:
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
