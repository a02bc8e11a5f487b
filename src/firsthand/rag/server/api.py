"""Ask your documents over HTTP. The app describes itself at ``/`` and ``/openapi.json``."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any, ParamSpec, TypeVar

import uvicorn
from fastapi import FastAPI, Request, UploadFile
from fastapi import Path as InPath
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from starlette.exceptions import HTTPException

from firsthand.errors import FirsthandError
from firsthand.llm import LLMError
from firsthand.local_only import LocalOnly, listen
from firsthand.rag.index.collections import NAME, Collections, Missing, Taken
from firsthand.rag.server.middleware import Limits, refuse
from firsthand.rag.server.reference import reference
from firsthand.rag.server.schemas import (
    Added,
    AnswerBody,
    AskBody,
    CollectionInfo,
    Document,
    ErrorBody,
    HitBody,
    NewCollection,
    SearchBody,
    SourceInfo,
    Texts,
)
from firsthand.rag.server.service import Line, Service

LINES = "application/x-ndjson"
ABOUT = """
Put documents into collections and ask them. Answers come only from what is in the documents, each sentence with the number
of its source; what they do not hold is refused.

Errors are `{"error": "one sentence that says what is wrong and what to do"}`.
"""

Name = Annotated[str, InPath(pattern=f"^{NAME}$", max_length=48, description="The name of a collection.")]
SourceId = Annotated[str, InPath(max_length=200, description="The id of a document.")]
P = ParamSpec("P")
R = TypeVar("R")


def _said(**codes: str) -> dict[int | str, dict[str, Any]]:
    """Error answers for the description, as ``c404="why"``."""
    both = {"c413": "The body is too large.", "c422": "The request is malformed."}
    return {int(code[1:]): {"model": ErrorBody, "description": why} for code, why in (both | codes).items()}


GONE = "There is no such collection."
NO_SOURCE = "There is no such collection or source."
NO_MODEL = "The chat model failed."
STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "One JSON object a line: `context`, then `piece` as often as it takes, then `answer` or `error`.",
        "content": {LINES: {"schema": {"type": "string"}}},
    }
}


def create_app(folder: Path | Service) -> FastAPI:
    """Make the application.

    Parameters
    ----------
    folder : Path or Service
        Where the collections are kept; or what serves them.
    """
    service = folder if isinstance(folder, Service) else Service(Collections(folder))
    app = FastAPI(
        title="Firsthand: ask your documents",
        version="1",
        description=ABOUT,
        lifespan=_lifespan(service),
        docs_url=None,  # its page would fetch scripts from the internet
        redoc_url=None,
    )
    app.add_middleware(Limits)
    app.add_middleware(LocalOnly, refuse=refuse)  # the last that is added is asked first
    for kind, handler in _HANDLERS.items():
        app.add_exception_handler(kind, handler)

    @app.get("/", include_in_schema=False)
    async def index() -> HTMLResponse:
        return HTMLResponse(reference(app.openapi()))

    pool = Pool()
    _collections(app, service, pool)
    _documents(app, service, pool)
    _questions(app, service, pool)
    return app


class Pool:
    """A few threads for questions, so that the event loop and the long work of indexing stay apart from them."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(max(2, os.cpu_count() or 2), thread_name_prefix="ask")

    async def __call__(self, act: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, lambda: act(*args, **kwargs))

    async def each(self, items: Iterator[R]) -> AsyncIterator[R]:
        """Go through an iterator that blocks; it is closed however this ends."""
        end = object()
        try:
            while True:
                item: Any = await self(next, items, end)
                if item is end:
                    break
                yield item
        finally:
            close = getattr(items, "close", None)
            if close is not None:
                await asyncio.shield(self(close))


def _collections(app: FastAPI, service: Service, pool: Pool) -> None:
    @app.get("/collections", responses=_said(), tags=["collections"])
    async def list_collections() -> list[CollectionInfo]:
        """All collections."""
        return await pool(lambda: [service.summary(one) for one in service.collections.all()])

    @app.post(
        "/collections", status_code=201, responses=_said(c409="It is there already."), tags=["collections"]
    )
    async def create_collection(body: NewCollection) -> CollectionInfo:
        """Make an empty collection. Its name is made from the title."""
        return await pool(service.create, body.title)

    @app.get("/collections/{name}", responses=_said(c404=GONE), tags=["collections"])
    async def show_collection(name: Name) -> CollectionInfo:
        """One collection."""
        return await pool(lambda: service.summary(service.collections.get(name)))

    @app.delete("/collections/{name}", status_code=204, responses=_said(c404=GONE), tags=["collections"])
    async def delete_collection(name: Name) -> Response:
        """Delete a collection and all that is in it."""
        await asyncio.to_thread(service.collections.delete, name)
        return Response(status_code=204)


def _documents(app: FastAPI, service: Service, pool: Pool) -> None:
    @app.get("/collections/{name}/sources", responses=_said(c404=GONE), tags=["documents"])
    async def list_sources(name: Name) -> list[SourceInfo]:
        """The documents of a collection."""
        return await pool(service.sources, name)

    @app.post("/collections/{name}/texts", responses=_said(c404=GONE), tags=["documents"])
    async def add_texts(name: Name, body: Texts) -> Added:
        """Add texts. A text of a name that is there already replaces it."""
        return await asyncio.to_thread(service.add_texts, name, body.texts)

    @app.post(
        "/collections/{name}/files",
        responses=_said(c400="The form cannot be read.", c404=GONE),
        tags=["documents"],
    )
    async def add_files(name: Name, files: list[UploadFile]) -> Added:
        """Add files: txt, md, html, pdf, docx, ipynb, py, csv. One that cannot be read is named under `failed`."""
        await pool(service.collections.get, name)
        contents = [(file.filename or "file.txt", await file.read()) for file in files]
        return await asyncio.to_thread(service.add_files, name, contents)

    @app.get("/collections/{name}/sources/{source}", responses=_said(c404=NO_SOURCE), tags=["documents"])
    async def show_source(name: Name, source: SourceId) -> Document:
        """A document with its text; the places in hits and citations count in it."""
        return await pool(service.document, name, source)

    @app.delete(
        "/collections/{name}/sources/{source}",
        status_code=204,
        responses=_said(c404=NO_SOURCE),
        tags=["documents"],
    )
    async def delete_source(name: Name, source: SourceId) -> Response:
        """Take a document out."""
        await asyncio.to_thread(service.remove, name, source)
        return Response(status_code=204)


def _questions(app: FastAPI, service: Service, pool: Pool) -> None:
    @app.post("/collections/{name}/search", responses=_said(c404=GONE), tags=["questions"])
    async def search(name: Name, body: SearchBody) -> list[HitBody]:
        """Find the best chunks."""
        return await pool(service.search, name, body)

    @app.post("/collections/{name}/ask", responses=_said(c404=GONE, c502=NO_MODEL), tags=["questions"])
    async def ask(name: Name, body: AskBody) -> AnswerBody:
        """Answer a question from the documents, or refuse."""
        return await pool(service.ask, name, body)

    @app.post(
        "/collections/{name}/ask/stream",
        response_class=StreamingResponse,
        responses=STREAM | _said(c404=GONE, c502=NO_MODEL),
        tags=["questions"],
    )
    async def ask_stream(name: Name, body: AskBody) -> StreamingResponse:
        """Answer as it comes, one JSON object a line."""
        stream = await pool(service.begin, name, body)
        return StreamingResponse(as_lines(pool.each(service.lines(stream))), media_type=LINES)


async def as_lines(lines: AsyncIterator[Line]) -> AsyncIterator[str]:
    """One JSON object a line."""
    async for line in lines:
        yield line.model_dump_json() + "\n"


def _lifespan(service: Service) -> Callable[[FastAPI], Any]:
    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        yield
        await asyncio.to_thread(service.close)

    return life


def _error(status: int, text: str) -> JSONResponse:
    return JSONResponse(ErrorBody(error=text).model_dump(), status)


async def _meant(request: Request, error: Exception) -> JSONResponse:
    """An error that a person is meant to read."""
    status = {Missing: 404, Taken: 409, LLMError: 502}
    code = next((status[kind] for kind in type(error).__mro__ if kind in status), 422)
    return _error(code, str(error))


async def _malformed(request: Request, error: Exception) -> JSONResponse:
    """A request that does not fit its model. What was sent is not repeated: it may be no text at all."""
    assert isinstance(error, RequestValidationError)
    faults = [f"{'.'.join(str(part) for part in one['loc'])}: {one['msg']}" for one in error.errors()[:5]]
    text = "; ".join(faults).encode(errors="replace").decode()
    return _error(422, f"The request does not fit: {text}.")


async def _plain(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    answer = _error(error.status_code, str(error.detail))
    answer.headers.update(error.headers or {})
    return answer


_HANDLERS: dict[type[Exception], Any] = {
    FirsthandError: _meant,
    RequestValidationError: _malformed,
    HTTPException: _plain,
}


def serve(collections: Collections, port: int, up: Callable[[str], None]) -> None:
    """Serve on this machine alone until Ctrl-C. `up` is called with the address once it listens.

    Raises
    ------
    FirsthandError
        When the port is taken.
    """
    listening = listen(port)
    up(f"http://127.0.0.1:{listening.getsockname()[1]}")
    config = uvicorn.Config(
        create_app(Service(collections)), log_level="warning", timeout_graceful_shutdown=2
    )
    with contextlib.suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listening])
