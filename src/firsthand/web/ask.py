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
from html import escape
from typing import Any

from nicegui import ui
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route

from firsthand.course import catalog, extras
from firsthand.course.workspace import Workspace
from firsthand.errors import FirsthandError
from firsthand.llm import HOW_TO_GET_ONE, configured
from firsthand.rag.api import LINES, Pool, create_app
from firsthand.rag.collections import Collections, Missing
from firsthand.rag.service import Service
from firsthand.rag.wire import AnswerLine, AskBody
from firsthand.web.ask_course import COURSE, CourseIndex
from firsthand.web.ask_talk import Talk, dressed, dressed_line
from firsthand.web.extras import Offer
from firsthand.web.frame import STATIC, frame, html
from firsthand.web.guard import App, Receive, Scope, Send
from firsthand.web.site import Site, off_loop

EXAMPLES = (
    "Why do you subtract the maximum before softmax?",
    "When is accuracy misleading?",
    "Why divide the scores by the square root of d?",
)


class Asking:
    """The collections of a workspace as the page holds them."""

    def __init__(self, workspace: Workspace) -> None:
        self.service = Service(Collections(workspace.state / "rag"))
        self.course = CourseIndex(self.service.collections)
        self.talk = Talk(self.service.collections)
        self.pool = Pool()

    async def state(self) -> dict[str, Any]:
        """All that the page shows before anybody asks."""
        if extras.missing("rag"):
            return {"missing": True}
        self.course.begin()
        there = await self.pool(lambda: [self.service.about(one) for one in self.service.collections.all()])
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
        """Let go of what is open."""
        await self.course.end()
        await asyncio.to_thread(self.service.close)


class BesideAsk:
    """The addresses behind the page, beside the application and behind the same guard."""

    def __init__(self, app: App, asking: Asking) -> None:
        self.app, self.asking = app, asking
        self.own = Starlette(
            routes=[
                Route("/ask/state", self._state),
                Route("/ask/of/{name}/ask", self._ask, methods=["POST"]),
                Route("/ask/of/{name}/files", self._files, methods=["POST"]),
                Route("/ask/of/{name}/talk", self._talk, methods=["GET", "DELETE"]),
                Mount("/ask/api", create_app(asking.service)),
            ],
            exception_handlers={FirsthandError: _sorry, HTTPException: _http},
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        own = scope["type"] == "http" and scope["path"].startswith("/ask/")
        await (self.own if own else self.app)(scope, receive, send)

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


async def _sorry(request: Request, error: Exception) -> JSONResponse:
    return JSONResponse({"error": str(error)}, 404 if isinstance(error, Missing) else 422)


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    return JSONResponse({"error": error.detail}, error.status_code)


_LEAD = (
    "<h1>Ask your documents</h1>"
    '<p class="lead">Every sentence of an answer comes with its source. What the documents do not hold is not answered.</p>'
)
_EXAMPLES = "".join(
    f'<li><button type="button" class="button" data-example>{escape(one)}</button></li>' for one in EXAMPLES
)
_TALK = f"""
<section class="ask-talk" aria-label="Conversation">
  <ol class="turns"></ol>
  <div class="ask-begin" hidden><p>For example:</p><ul>{_EXAMPLES}</ul></div>
  <p class="ask-empty" hidden>This collection is empty. Drop files anywhere on this page, or choose some; then ask.</p>
  <form class="ask-form">
    <label class="sr-only" for="question">Your question</label>
    <textarea id="question" rows="1" maxlength="1000" placeholder="Ask a question" autocomplete="off"></textarea>
    <button class="button primary" data-ask>Ask</button>
    <div class="ask-how">
      <fieldset><legend>Find by</legend>
        <label><input type="radio" name="mode" value="hybrid" checked> both</label>
        <label><input type="radio" name="mode" value="dense"> meaning</label>
        <label><input type="radio" name="mode" value="bm25"> words</label>
      </fieldset>
      <label class="ask-model" hidden><input type="checkbox" checked> <span></span> writes the answer</label>
      <button type="button" class="button quiet small" data-forget hidden>Forget this conversation</button>
    </div>
  </form>
  <p class="ask-status" role="status"></p>
</section>
"""
_SIDE = """
<aside class="ask-side" aria-label="Documents">
  <label for="collection">Collection</label>
  <div class="ask-choose"><select id="collection"></select>
    <button type="button" class="button" data-new aria-expanded="false">New</button></div>
  <form class="ask-new" hidden>
    <label for="title">Name of the new collection</label>
    <input id="title" maxlength="60" autocomplete="off" placeholder="My notes">
    <button class="button primary">Make it</button>
  </form>
  <div class="ask-drop" hidden>
    <label class="button">Choose files<input type="file" multiple
      accept=".txt,.md,.markdown,.html,.htm,.pdf,.docx,.ipynb,.py,.csv"></label>
    <p>or drop them here. Text, Markdown, HTML, PDF, Word, notebooks, Python, CSV. They stay on this machine.</p>
  </div>
  <div class="ask-progress" hidden><progress aria-label="Indexing"></progress><p></p></div>
  <h2 hidden>Documents</h2>
  <ul class="ask-sources"></ul>
  <button type="button" class="button quiet small" data-delete hidden>Delete this collection</button>
  <details class="ask-hint">
    <summary>Answers are sentences of the documents. A chat model would write them.</summary><p></p>
  </details>
</aside>
"""
_DESK = _TALK + _SIDE
_READER = """
<dialog id="passage" class="ask-passage" aria-labelledby="passage-name">
  <header><h2 id="passage-name"></h2><a class="button" hidden>Open the lesson</a>
    <button type="button" class="button" data-dismiss>Close</button></header>
  <div class="ask-document" tabindex="0"></div>
</dialog>
"""


async def ask_page(site: Site) -> None:
    ui.add_head_html(_links())
    with frame(site, "Ask your documents", "ask"):
        if extras.missing("rag"):
            html(_LEAD)

            async def installed() -> None:
                ui.navigate.reload()

            Offer(
                "rag",
                installed,
                why=f"This page needs {escape(extras.NAMES['rag'])} ({escape(extras.SIZES['rag'])}), once.",
                done="Everything is there.",
            )
            return
        html(_LEAD)
        html(_DESK, classes="ask-desk")
        html(_READER)


def _links() -> str:
    def fresh(name: str) -> str:
        return f"/static/{name}?{(STATIC / name).stat().st_mtime_ns}"

    scripts = "".join(
        f'<script src="{fresh(name)}"></script>' for name in ("ask_line.js", "ask_text.js", "ask.js")
    )
    return f'<link rel="stylesheet" href="{fresh("ask.css")}">{scripts}'
