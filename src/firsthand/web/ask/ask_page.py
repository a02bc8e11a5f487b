"""Ask your documents: put files in, ask, and see each sentence of the answer in its document.

The page talks to the HTTP API of `firsthand.rag`, which stands here under ``/ask/api``, and to a few addresses of its own for
what only a page needs: progress, the conversation, the course as a collection.
"""

from __future__ import annotations

import asyncio
import json
import queue
from collections.abc import AsyncIterator, Generator
from contextlib import closing
from typing import Any

from nicegui import ui
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route

from firsthand.course import extras
from firsthand.course.collection import COURSE
from firsthand.course.content import catalog
from firsthand.course.workspace.workspace import Workspace
from firsthand.errors import FirsthandError
from firsthand.llm import HOW_TO_GET_ONE, configured
from firsthand.local_only import App
from firsthand.rag.index.collections import Collections, Missing
from firsthand.rag.ingest.embedding import Stopped
from firsthand.rag.server.api import LINES, Pool, create_app
from firsthand.rag.server.schemas import AnswerLine, AskBody
from firsthand.rag.server.service import Service
from firsthand.templates import Macros
from firsthand.web.ask.conversation import Conversation, dressed, dressed_line
from firsthand.web.ask.course_index import CourseIndex
from firsthand.web.beside import Beside
from firsthand.web.extras_offer import Offer
from firsthand.web.layout import frame, html
from firsthand.web.plain_page import plain_page
from firsthand.web.state import AppState, off_loop

TITLE = "Ask your documents"
STYLES = ("static/prose.css", "ask/ask.css")
EXAMPLES = (
    "Why do you subtract the maximum before softmax?",
    "When is accuracy misleading?",
    "Why divide the scores by the square root of d?",
)


class Asking:
    """The collections of a workspace as the page holds them."""

    def __init__(self, workspace: Workspace) -> None:
        self.service = Service(Collections(workspace.state / "rag"))
        self.course = CourseIndex(self.service)
        self.talk = Conversation(self.service.collections)
        self.pool = Pool()

    async def state(self) -> dict[str, Any]:
        """All that the page shows before anybody asks."""
        if extras.missing("rag"):
            return {"missing": True}
        self.course.begin()
        there = await self.pool(lambda: [self.service.summary(one) for one in self.service.collections.all()])
        return {
            "collections": [one.model_dump() for one in there if one.name != COURSE],
            "course": self.course.state(),
            "lessons": {one.id: one.title for one in catalog.lessons()},
            "model": configured(),
            "how": HOW_TO_GET_ONE,
        }

    def lines(self, name: str, body: AskBody) -> Generator[dict[str, Any], None, None]:
        """Answer, and keep question and answer in the conversation."""
        if name == COURSE:
            self.course.check_ready()
        with closing(self.service.lines(self.service.begin(name, body))) as lines:
            for line in lines:
                if isinstance(line, AnswerLine):
                    self.talk.add(name, body.question, line.answer)
                yield dressed_line(line)

    async def end(self) -> None:
        """Have what is being indexed break off, which takes a moment."""
        self.service.collections.stop()


class BesideAsk(Beside):
    """The addresses behind the page."""

    def __init__(self, app: App, asking: Asking) -> None:
        self.asking = asking
        routes = [
            Route("/ask/state", self._state),
            Route("/ask/of/{name}/ask", self._ask, methods=["POST"]),
            Route("/ask/of/{name}/files", self._files, methods=["POST"]),
            Route("/ask/of/{name}/talk", self._talk, methods=["GET", "DELETE"]),
            Mount("/ask/api", create_app(asking.service)),
        ]
        super().__init__(app, "/ask", routes, {Missing: _missing})

    async def _state(self, request: Request) -> JSONResponse:
        return JSONResponse(await self.asking.state())

    async def _ask(self, request: Request) -> StreamingResponse:
        try:
            body = AskBody.model_validate_json(await request.body())
        except ValidationError as error:
            raise HTTPException(422, str(error.errors()[0]["msg"])) from error
        lines = self.asking.lines(request.path_params["name"], body)
        first = await self.asking.pool(next, lines)  # what is wrong with the question shows here

        async def all_lines() -> AsyncIterator[str]:
            yield json.dumps(first) + "\n"
            async for line in self.asking.pool.each(lines):
                yield json.dumps(line) + "\n"

        return StreamingResponse(all_lines(), media_type=LINES)

    async def _files(self, request: Request) -> StreamingResponse:
        name = request.path_params["name"]
        if name == COURSE:
            raise HTTPException(
                422, "The course holds its lessons alone. Make a collection for your own files."
            )
        await self.asking.pool(self.asking.service.collections.get, name)
        form = await request.form(max_files=2000)
        files = [
            (one.filename or "file.txt", await one.read())
            for one in form.getlist("files")
            if not isinstance(one, str)
        ]
        return StreamingResponse(self._indexing(name, files), media_type=LINES)

    async def _indexing(self, name: str, files: list[tuple[str, bytes]]) -> AsyncIterator[str]:
        """How far it is, as it goes; then what was done. It goes on when the page is closed."""
        said: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()

        def work() -> None:
            try:
                done = self.asking.service.add_files(
                    name,
                    files,
                    lambda at, of, file: said.put({"type": "progress", "done": at, "of": of, "name": file}),
                )
                said.put({"type": "summary", **done.model_dump()})
            except FirsthandError as error:
                said.put({"type": "error", "error": str(error)})
            except Stopped:
                said.put(
                    {"type": "error", "error": "The server ends. The next one goes on with these files."}
                )
            except BaseException:
                said.put({"type": "error", "error": "Indexing broke off. Add the files once more."})
                raise

        working = asyncio.create_task(asyncio.to_thread(work))
        while True:
            line = await asyncio.to_thread(said.get)
            yield json.dumps(line) + "\n"
            if line["type"] != "progress":
                break
        await working

    async def _talk(self, request: Request) -> Response:
        name = request.path_params["name"]
        if request.method == "DELETE":
            await off_loop(self.asking.talk.clear, name)
            return Response(status_code=204)
        turns = await off_loop(self.asking.talk.turns, name)
        return JSONResponse([one | {"answer": dressed(one["answer"])} for one in turns])


async def _missing(request: Request, error: Exception) -> JSONResponse:
    return JSONResponse({"error": str(error)}, 404)


_parts = Macros("web/ask/ask.html")


def can_ask() -> bool:
    """Whether all is installed that the page needs; else `offer_page` stands in its place."""
    return not extras.missing("rag")


def ask_page(state: AppState) -> HTMLResponse:
    content = _parts.page(EXAMPLES)
    return plain_page(state, TITLE, "ask", content, styles=STYLES, scripts=["ask/ask.js"])


async def offer_page(state: AppState) -> None:
    """Offer what is missing, and go on to the page itself once it is there."""

    async def installed() -> None:
        ui.navigate.reload()

    with frame(state, TITLE, "ask", styles=STYLES):
        html(_parts.lead())
        Offer(
            "rag",
            installed,
            why=f"This page needs {extras.NAMES['rag']} ({extras.SIZES['rag']}), once.",
            done="Everything is there.",
        )
