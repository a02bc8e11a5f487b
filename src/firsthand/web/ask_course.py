"""The course as a collection: its lessons, indexed in the background when somebody first comes to ask."""

from __future__ import annotations

import asyncio
from typing import Any

from firsthand.course.documents import write_documents
from firsthand.errors import FirsthandError
from firsthand.rag.collections import Collection, Collections

COURSE = "course"
TITLE = "The course"


class CourseIndex:
    """Brings the collection up to the lessons once in a server's life; unchanged lessons cost nothing."""

    def __init__(self, collections: Collections) -> None:
        self._collections = collections
        self._work: asyncio.Task[None] | None = None
        self._done, self._total, self._ready, self._trouble = 0, 0, False, ""

    def begin(self) -> None:
        """Start, unless it is under way or done."""
        if not self._ready and (self._work is None or self._work.done()):
            self._trouble = ""
            self._work = asyncio.create_task(self._run())

    def check_ready(self) -> None:
        """Raise a FirsthandError while the lessons are still being read: half of them would give wrong refusals."""
        if not self._ready:
            how_far = f" ({self._done} of {self._total})" if self._total else ""
            raise FirsthandError(
                self._trouble or f"The lessons are still being read{how_far}. Ask again in a moment."
            )

    def state(self) -> dict[str, Any]:
        """How far it is."""
        return {"ready": self._ready, "done": self._done, "of": self._total, "trouble": self._trouble}

    async def end(self) -> None:
        """Whatever thread is at work goes on to the end of its file; what is indexed stays."""
        if self._work is not None:
            self._work.cancel()

    async def _run(self) -> None:
        try:
            await asyncio.to_thread(index_course, self._collections, self._tell)
        except FirsthandError as error:
            self._trouble = str(error)
        else:
            self._ready = True

    def _tell(self, done: int, total: int, name: str) -> None:
        self._done, self._total = done, total


def index_course(collections: Collections, progress: Any = None) -> Collection:
    """Make the collection of the lessons, or bring it up to date."""
    course = collections.get_or_create(TITLE, COURSE)
    course.files.mkdir(exist_ok=True)
    write_documents(course.files)
    with course.writing() as knowledge:
        knowledge.add([course.files], progress=progress)
    return course
