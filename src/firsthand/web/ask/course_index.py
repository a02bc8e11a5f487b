"""The course as a collection: its lessons, indexed in the background when somebody first comes to ask."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any

from firsthand.course.collection import COURSE, index_course
from firsthand.errors import FirsthandError
from firsthand.rag.ingest.embedding import Stopped
from firsthand.rag.server.service import Service


class CourseIndex:
    """Brings the collection up to the lessons once in a server's life; unchanged lessons cost nothing.

    Afterwards the files that an earlier server was given and did not come to index are indexed.
    """

    def __init__(self, service: Service) -> None:
        self._service = service
        self._work: asyncio.Task[None] | None = None
        self._done, self._total, self._ready, self._error = 0, 0, False, ""

    def begin(self) -> None:
        """Start, unless it is under way or done."""
        if not self._ready and (self._work is None or self._work.done()):
            self._error = ""
            self._work = asyncio.create_task(self._run())

    def check_ready(self) -> None:
        """Raise a FirsthandError while the lessons are still being read: half of them would give wrong refusals."""
        if not self._ready:
            how_far = f" ({self._done} of {self._total})" if self._total else ""
            raise FirsthandError(
                self._error or f"The lessons are still being read{how_far}. Ask again in a moment."
            )

    def state(self) -> dict[str, Any]:
        """How far it is."""
        return {"ready": self._ready, "done": self._done, "of": self._total, "error": self._error}

    async def _run(self) -> None:
        with contextlib.suppress(Stopped):  # the server ends; the next one goes on
            try:
                await asyncio.to_thread(index_course, self._service.collections, self._tell)
            except FirsthandError as error:
                self._error = str(error)
            else:
                self._ready = True
            await asyncio.to_thread(self._catch_up)

    def _catch_up(self) -> None:
        for one in self._service.collections.all():
            if one.name != COURSE:
                with contextlib.suppress(FirsthandError):  # whoever opens the collection is told
                    self._service.catch_up(one.name)

    def _tell(self, done: int, total: int, name: str) -> None:
        self._done, self._total = done, total
