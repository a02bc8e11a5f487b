"""What all pages share: the course, the kernels, the lessons at work."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from firsthand.course import extras
from firsthand.course.content import catalog
from firsthand.course.content.catalog import Lesson
from firsthand.course.grading.result import Result
from firsthand.course.roadmap import Standing
from firsthand.course.service import CourseService
from firsthand.course.workspace import notebooks
from firsthand.course.workspace.answers import fingerprint
from firsthand.course.workspace.workspace import Workspace
from firsthand.errors import FirsthandError
from firsthand.web.kernels.jupyterlab import Lab
from firsthand.web.kernels.kernels import Kernels
from firsthand.web.sessions.session import LessonSession

CULL_SECONDS = 60.0
WARM_AFTER_SECONDS = 0.5  # seconds after the start


class AppState:
    """One learner's course as the server holds it."""

    def __init__(self, workspace: Workspace, messages: list[str]) -> None:
        self.workspace = workspace
        self.service = CourseService(workspace)
        self.kernels = Kernels(workspace.root)
        self.lab = Lab(workspace.root)
        self.messages = messages
        self.due = (
            0  # exercises to write once more, as read last: every page's head shows it, none waits for it
        )
        self._sessions: dict[str, LessonSession] = {}
        self._culling: asyncio.Task[None] | None = None
        self._warming: asyncio.Task[None] | None = None

    def session(self, id: str) -> LessonSession:
        """The session of a lesson, its cells read anew when nothing is under way.

        Raises
        ------
        FirsthandError
            For an unknown lesson, one that cannot be read, or a notebook that cannot.
        """
        if id not in self._sessions:
            self._sessions[id] = LessonSession(
                catalog.lesson(id), self.workspace, self.kernels.of(id), self.kernels.full
            )
        session = self._sessions[id]
        session.load()
        return session

    def fresh_notebook(self, lesson: Lesson) -> None:
        """Keep a damaged notebook under another name and put a new one in its place."""
        notebooks.reset(self.workspace, lesson)
        self._sessions.pop(lesson.id, None)

    def last_result(self, id: str) -> Result | None:
        """The finding of the last check here, if it was of the answer as it stands."""
        text = self.workspace.answers.read(id)
        try:
            attempts = [one for one in self.workspace.progress.attempts(id) if not one.imported]
        except FirsthandError:
            return None  # `standing` says why
        if not attempts or text is None or attempts[-1].source != fingerprint(text):
            return None
        return attempts[-1].result

    def standing(self) -> Standing:
        """Where the learner stands, for a page. Blocks while the progress file is read."""
        found = self.service.standing()
        self.due = found.due
        return found

    async def check(self, id: str) -> Result:
        """Grade in the background, so that the page stays alive."""
        return await off_loop(self.service.check, id)

    def notices(self) -> list[str]:
        """What should be said once: from the start, then from the course."""
        found, self.messages = self.messages, []
        return [*found, *self.service.notices()]

    async def begin(self) -> None:
        self._culling = asyncio.create_task(self._cull())
        self._warming = asyncio.create_task(self._warm_up())

    async def _warm_up(self) -> None:
        """Once the first page is out, make ready what a learner will ask for next."""
        await asyncio.sleep(WARM_AFTER_SECONDS)
        await off_loop(self.standing)
        await off_loop(self.service.workers)  # a grading process, before the first check
        await self.kernels.warm_up()

    async def end(self) -> None:
        """Nothing of ours outlives the server."""
        for task in (self._culling, self._warming):
            if task:
                task.cancel()
        for session in self._sessions.values():
            session.flush()
        extras.stop_installing()
        await self.kernels.stop()
        await asyncio.to_thread(self.lab.stop)
        self.service.close()

    async def _cull(self) -> None:
        while True:
            await asyncio.sleep(CULL_SECONDS)
            await self.kernels.cull()


P = ParamSpec("P")
R = TypeVar("R")


async def off_loop(act: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run what blocks in a thread."""
    return await asyncio.to_thread(act, *args, **kwargs)
