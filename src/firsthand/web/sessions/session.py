"""A lesson at work: its cells, their outputs, and who is looking. Tabs come and go; the session stays."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import replace
from typing import Any, Literal

from firsthand.course.content.catalog import Lesson
from firsthand.course.grading.result import Result
from firsthand.course.kernel.binding import WHOSE
from firsthand.course.workspace import notebooks
from firsthand.course.workspace.notebooks import Notebook, NotebookCell
from firsthand.course.workspace.workspace import Workspace
from firsthand.errors import FirsthandError
from firsthand.web.kernels.kernels import Kernel, KernelDied
from firsthand.web.sessions.answer import Answer
from firsthand.web.sessions.outputs import Outputs
from firsthand.web.sessions.throttle import Throttle

State = Literal["idle", "queued", "running"]
Listener = Callable[["CellRun"], None]
Arrival = Callable[["CellRun", "CellRun"], None]
UPDATE_SECONDS = 0.06  # seconds between two pictures of an output that streams
SAVE_WITHIN = 0.5  # seconds in which what was typed is on the disk, however long one goes on typing


class CellRun:
    """One cell as every tab sees it."""

    def __init__(self, cell: NotebookCell) -> None:
        self.key = cell.key
        self.kind = cell.kind
        self.name = cell.name
        self.source = cell.source
        self.original = cell.original
        self.outputs = Outputs(cell.outputs)
        self.state: State = "idle"
        self.seconds: float | None = None
        self.failed = False
        self.ran_on: dict[str, list[str]] = {}  # exercises the last run used, by whose code that was
        self.editor: object = None  # which tab wrote the present source

    @property
    def edited(self) -> bool:
        return self.original is not None and self.source != self.original

    def reread(self, cell: NotebookCell) -> CellRun:
        """Take over what the notebook says now; JupyterLab may have written it."""
        self.kind, self.name, self.original = cell.kind, cell.name, cell.original
        if self.source != cell.source:
            self.source, self.editor = cell.source, None
        self.outputs = Outputs(cell.outputs)
        return self


class LessonSession:
    """The cells of one lesson and the kernel they run in, shared by all tabs on it."""

    def __init__(
        self,
        lesson: Lesson,
        workspace: Workspace,
        kernel: Kernel,
        crowded: Callable[[], bool] = lambda: False,
    ) -> None:
        self.lesson = lesson
        self.kernel = kernel
        self.ended = ""  # why the kernel ended, until it runs again
        self._crowded = crowded
        self.notebook = Notebook(notebooks.path_of(workspace, lesson))
        self.cells: list[CellRun] = []
        self.problem = ""
        self.results: dict[str, Result] = {}
        self.answers: dict[str, Answer] = {id: Answer(workspace, id) for id in lesson.exercises}
        self._listeners: set[Listener] = set()
        self._arrivals: set[Arrival] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._saves: dict[str, Throttle] = {}
        self._generation = 0
        kernel.on_end = self._kernel_ended

    def load(self) -> None:
        """Read the notebook, unless work is under way: then what is in memory is newer.

        Raises
        ------
        FirsthandError
            When the file cannot be read.
        """
        if any(cell.state != "idle" for cell in self.cells) or self._saves:
            return
        known = {cell.key: cell for cell in self.cells}
        # A cell that is known stays the same object: other tabs hold it.
        self.cells = [
            known[cell.key].reread(cell) if cell.key in known else CellRun(cell)
            for cell in self._at_home(self.notebook.cells())
        ]

    def _at_home(self, cells: Iterable[NotebookCell]) -> list[NotebookCell]:
        """An exercise or explorable that was copied here, or that its lesson no longer has, is a plain cell."""
        waiting = {"exercise": set(self.lesson.exercises), "explorable": set(self.lesson.explorables)}
        found = []
        for cell in cells:
            if cell.kind in waiting:
                if cell.name in waiting[cell.kind]:
                    waiting[cell.kind].discard(cell.name)
                else:
                    cell = replace(cell, kind="code" if cell.kind == "exercise" else "markdown", name="")
            found.append(cell)
        return found

    def listen(self, listener: Listener, arrival: Arrival) -> None:
        """Tell a tab of changes to a cell, and of cells that are new."""
        self._listeners.add(listener)
        self._arrivals.add(arrival)

    def leave(self, listener: Listener, arrival: Arrival) -> None:
        self._listeners.discard(listener)
        self._arrivals.discard(arrival)

    def changed(self, cell: CellRun) -> None:
        for listener in list(self._listeners):
            listener(cell)

    def cell(self, key: str) -> CellRun:
        return next(cell for cell in self.cells if cell.key == key)

    def edit(self, cell: CellRun, source: str, editor: object = None) -> None:
        """Take the new text of a cell; it reaches the disk within `SAVE_WITHIN` seconds."""
        if source == cell.source:
            return
        cell.source, cell.editor = source, editor
        self._soon(cell)
        self.changed(cell)

    def wrote(self, cell: CellRun, text: str, editor: object) -> None:
        """An answer is being typed: the other tabs follow, and the answer file within `SAVE_WITHIN` seconds."""
        self.answers[cell.name].text, cell.editor = text, editor
        self._soon(cell)
        self.changed(cell)

    def settle(self, cell: CellRun, text: str) -> str:
        """Have the answer on the disk, as the tab shows it or as another program wrote it since; gives that text.

        Raises
        ------
        FirsthandError
            When it cannot be written or read.
        """
        beat = self._saves.pop(cell.key, None)
        if beat:
            beat.stop()
        return self.answers[cell.name].settle(text)

    def took(self, cell: CellRun, result: Result) -> None:
        """A check is done: every tab shows it, and the kernel takes the learner's version over once it passes."""
        self.results[cell.name] = result
        self.changed(cell)
        if result.passed and self.kernel.running:
            self.run(cell)

    def add_scratch(self, after: CellRun, source: str) -> CellRun:
        """Put a cell of the learner's own below another.

        Raises
        ------
        FirsthandError
            When the notebook cannot be written.
        """
        key = self.notebook.insert(after.key, source)
        cell = CellRun(next(one for one in self.notebook.cells() if one.key == key))
        self.cells.insert(self.cells.index(after) + 1, cell)
        for arrival in list(self._arrivals):
            arrival(after, cell)
        return cell

    def restore(self, cell: CellRun) -> None:
        """Put the delivered text back."""
        if cell.original is not None:
            self.edit(cell, cell.original)

    def flush(self) -> None:
        """Save what waits to be saved."""
        for key, beat in list(self._saves.items()):
            beat.stop()
            self._save(self.cell(key))
        for answer in self.answers.values():
            with contextlib.suppress(
                FirsthandError
            ):  # it could not be saved before either, and that was said
                answer.save()

    def run(self, cell: CellRun) -> None:
        """Queue a cell; it runs when those before it are done."""
        if cell.state == "idle":
            cell.state = "queued"
            self.changed(cell)
            self._later(self._run(cell, self._generation))

    def run_all(self) -> None:
        for cell in self.cells:
            if cell.kind in ("code", "exercise"):
                self.run(cell)

    async def interrupt(self) -> None:
        """Stop the running cell and forget those that wait."""
        self._generation += 1
        await self.kernel.interrupt()

    async def restart(self) -> None:
        """A fresh kernel; outputs stay as they are."""
        self._generation += 1
        await self.kernel.restart()

    def warm_up(self) -> None:
        """Start the kernel before it is asked for, unless that would end another lesson's."""
        if not self._crowded():
            self._later(self._start())

    async def _start(self) -> None:
        try:
            await self.kernel.start()
            self.ended = ""
        except FirsthandError as error:
            self._tell(str(error))

    def _kernel_ended(self, why: str) -> None:
        self.ended = why
        self._tell(why)
        # The next time is news again.
        self.problem = ""

    def _tell(self, problem: str) -> None:
        """Have every tab say it."""
        self.problem = problem
        for cell in self.cells[:1]:
            self.changed(cell)

    async def _run(self, cell: CellRun, generation: int) -> None:
        started = 0.0
        outputs = Outputs()
        beat = Throttle(lambda: self.changed(cell), UPDATE_SECONDS)

        def receive(message: dict[str, Any]) -> None:
            nonlocal started
            if message["msg_type"] == "status" and message["content"]["execution_state"] == "busy":
                started = time.monotonic()
                cell.state, cell.outputs, cell.seconds, cell.failed = "running", outputs, None, False
                cell.ran_on, self.ended = {}, ""
                self.changed(cell)
            elif WHOSE in message["content"].get("data", ()):
                cell.ran_on = message["content"]["data"][WHOSE]
            elif outputs.receive(message):
                beat.ask()

        try:
            if generation == self._generation:
                status = await self.kernel.execute(
                    _code(cell), receive, wanted=lambda: generation == self._generation
                )
                cell.failed = status == "error"
                if cell.failed:
                    self._generation += 1  # what stands below it waits for it to be mended
        except KernelDied:
            outputs.say(
                "The Python kernel ended while this ran. Its variables are gone: run the cells again from the top.\n"
            )
            cell.outputs, cell.failed = outputs, True
        except FirsthandError as error:
            outputs.say(f"{error}\n")
            cell.outputs, cell.failed = outputs, True
        finally:
            beat.stop()
            cell.state = "idle"
            if started:
                cell.seconds = time.monotonic() - started
                self._keep(cell)
            self.changed(cell)

    def _keep(self, cell: CellRun) -> None:
        try:
            self.notebook.set_outputs(cell.key, cell.outputs.list)
        except FirsthandError as error:
            self.problem = str(error)

    def _soon(self, cell: CellRun) -> None:
        if cell.key not in self._saves:
            self._saves[cell.key] = Throttle(lambda: self._save(cell), SAVE_WITHIN)
        self._saves[cell.key].ask()

    def _save(self, cell: CellRun) -> None:
        self._saves.pop(cell.key, None)
        try:
            if cell.kind == "exercise":
                self.answers[cell.name].save()
            else:
                self.notebook.set_source(cell.key, cell.source)
                self.problem = ""
        except FirsthandError as error:
            if cell.kind == "exercise":
                self.answers[cell.name].error = str(error)
            else:
                self.problem = str(error)
        self.changed(cell)

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _code(cell: CellRun) -> str:
    """What the kernel runs. An exercise stands for the learner's answer, or ours until that passes."""
    if cell.kind == "exercise":
        return f"from firsthand.course import yours\n{cell.name} = yours({cell.name!r})"
    return cell.source
