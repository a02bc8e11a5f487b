"""Serve the pages: one process, one port, this machine only."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import re
import secrets
import signal
import socket
import sys
import webbrowser
from collections.abc import Callable
from pathlib import Path

import uvicorn
from fastapi import FastAPI, Request
from filelock import FileLock, Timeout
from nicegui import Client, app, ui
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from firsthand.course.workspace import notebooks
from firsthand.course.workspace.workspace import Workspace
from firsthand.errors import ExitCode, FirsthandError
from firsthand.files import write_atomically
from firsthand.local_only import App, Receive, Scope, Send, listen
from firsthand.web import assets, search
from firsthand.web.ask.ask_page import Asking, BesideAsk, ask_page, can_ask, offer_page
from firsthand.web.digits.digits_page import BesideDigits, DigitModel, digits_page
from firsthand.web.ending import Server
from firsthand.web.error_pages import ErrorPages, page_or_sorry
from firsthand.web.gpt.gpt_page import GPT, BesideGPT, gpt_page
from firsthand.web.lessons.explorable_page import explore_page
from firsthand.web.lessons.lesson_page import lesson_page
from firsthand.web.roadmap.roadmap_page import roadmap
from firsthand.web.security.auth import Guard
from firsthand.web.security.policy import WithNonces
from firsthand.web.state import AppState

USUAL_PORT = 8765
MAX_BUILD_SECONDS = 30.0  # seconds that a page may take on a busy machine


def serve(workspace: Workspace, *, port: int | None = None, open_browser: bool = True) -> None:
    """Serve the course until Ctrl-C. A second call on the same workspace shows the server that runs already.

    Parameters
    ----------
    workspace : Workspace
    port : int, optional
        This port or none; by default 8765, or the next that is free. 0 takes any.
    open_browser : bool

    Raises
    ------
    FirsthandError
        When the named port is taken.
    """
    note = workspace.state / "server.json"
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(FileLock(workspace.state / "server.lock", timeout=0, mode=0o600))
        except Timeout:
            _show_running(note, open_browser)
            return
        except OSError as error:
            raise FirsthandError(
                f"The workspace {workspace.root} cannot be written: {error.strerror}. Name another with --workspace."
            ) from error
        listening = stack.enter_context(_listen(port))
        number, token = int(listening.getsockname()[1]), _token(workspace.state / "token")
        url = f"http://127.0.0.1:{number}/?token={token}"
        state = AppState(workspace, notebooks.deliver(workspace))

        def up() -> None:
            _remember(note, url)
            _say(f"Firsthand is up: {url}\nWorkspace: {workspace.root}\nCtrl-C ends it; nothing is lost.")
            if open_browser:
                webbrowser.open(url)

        @functools.cache  # once
        def down() -> None:
            note.unlink(missing_ok=True)
            _say("Firsthand has ended.")

        # Uvicorn ends on this signal and then raises it again, which would skip what follows.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(ExitCode.TERMINATED))
        try:
            _run(build(state), token, number, listening, up, down)
        finally:
            down()


def build(state: AppState) -> App:
    """The application with its pages, before any guard stands in front of it."""
    served = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    counter, asking, gpt = DigitModel(state.workspace), Asking(state.workspace), GPT(state.workspace)
    _add_pages(state)
    app.on_startup(state.begin)
    for end in (state.end, counter.end, asking.end, gpt.end):
        app.on_shutdown(end)
    ui.run_with(
        served,
        title="Firsthand",
        language="en-GB",
        favicon=assets.ICON,
        tailwind=False,
        show_welcome_message=False,
        reconnect_timeout=30.0,
    )
    pages = BesidePages(WithNonces(served), state, counter)
    return ErrorPages(BesideGPT(BesideAsk(BesideDigits(pages, counter), asking), gpt), state)


def _add_pages(state: AppState) -> None:
    """The pages that the framework makes: those that Python draws anew while one looks at them."""
    app.get("/search.json")(search.index)

    @ui.page("/lesson/{name}", response_timeout=MAX_BUILD_SECONDS)
    async def lesson(name: str, client: Client, request: Request) -> Response | None:
        dark = request.cookies.get("firsthand-dark") == "1"
        return await page_or_sorry(state, lambda: lesson_page(state, name, client, dark))

    @ui.page("/explore/{name}", response_timeout=MAX_BUILD_SECONDS)
    async def explore(name: str, request: Request) -> Response | None:
        return await page_or_sorry(state, lambda: explore_page(state, name, request.query_params))

    @ui.page("/ask", response_timeout=MAX_BUILD_SECONDS)
    async def ask() -> Response | None:
        return await page_or_sorry(state, lambda: offer_page(state))


class BesidePages:
    """Scripts and styles, and the pages that are plain HTML, beside those of the framework and behind the same guard."""

    def __init__(self, app: App, state: AppState, counter: DigitModel) -> None:
        self.app = app

        async def index(_: Request) -> Response:
            return await roadmap(state)

        async def digits(_: Request) -> Response:
            return await digits_page(state, counter)

        async def ask(_: Request) -> Response:
            return ask_page(state)

        async def gpt(_: Request) -> Response:
            return gpt_page(state)

        pages = [Route("/", index), Route("/digits", digits), Route("/ask", ask), Route("/gpt", gpt)]
        self.own = Starlette(routes=[*pages, assets.ROUTE])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"] if scope["type"] == "http" else ""
        own = (
            path in ("/", "/digits", "/gpt") or path.startswith("/assets/") or (path == "/ask" and can_ask())
        )
        await (self.own if own else self.app)(scope, receive, send)


def _run(
    served: App,
    token: str,
    port: int,
    listening: socket.socket,
    up: Callable[[], None],
    down: Callable[[], None],
) -> None:
    guarded = Guard(served, token, port)
    config = uvicorn.Config(guarded, log_level="error", timeout_graceful_shutdown=1, ws_max_size=2**22)
    with contextlib.suppress(KeyboardInterrupt):
        Server(config, up, down).run(sockets=[listening])


def _listen(port: int | None) -> socket.socket:
    """A listening socket on this machine alone."""
    wanted = [port] if port is not None else [*range(USUAL_PORT, USUAL_PORT + 20), 0]
    for number in wanted:
        with contextlib.suppress(FirsthandError):
            return listen(number)
    raise FirsthandError(
        f"Port {port} is taken on this machine. Name another with --port, or leave it out to get a free one."
    )


def _show_running(note: Path, open_browser: bool) -> None:
    """Another server holds this workspace: show it."""
    try:
        url = str(json.loads(note.read_text())["url"])
    except (OSError, ValueError, KeyError) as error:
        raise FirsthandError(
            f"Another Firsthand is starting or ending on this workspace ({note.parent.parent}). Try again in a moment."
        ) from error
    _say(f"Firsthand is up already: {url}")
    if open_browser:
        webbrowser.open(url)


def _remember(note: Path, url: str) -> None:
    write_atomically(note, json.dumps({"url": url, "pid": os.getpid()}), private=True)


def _token(path: Path) -> str:
    """The key to this workspace's pages. It outlives a restart, so that an open tab finds its way back."""
    with contextlib.suppress(OSError, UnicodeDecodeError):
        private = os.name != "posix" or not path.stat().st_mode & 0o077
        found = path.read_text(encoding="ascii")
        if private and re.fullmatch(r"[A-Za-z0-9_-]{32,}", found):
            return found
    token = secrets.token_urlsafe(32)
    write_atomically(path, token, private=True)
    return token


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
