"""Serve the pages: one process, one port, this machine only."""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import signal
import socket
import sys
import webbrowser
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path

import uvicorn
from fastapi import FastAPI, Request
from filelock import FileLock, Timeout
from nicegui import Client, app, ui

from firsthand.course import notebook
from firsthand.course.files import write_atomically
from firsthand.course.workspace import Workspace
from firsthand.errors import FirsthandError
from firsthand.web.ask import Asking, BesideAsk, ask_page
from firsthand.web.digits import BesideDigits, Counter, digits_page
from firsthand.web.explore import explore_page
from firsthand.web.frame import STATIC, frame, html
from firsthand.web.guard import App, Guard
from firsthand.web.lesson import lesson_page
from firsthand.web.roadmap import roadmap
from firsthand.web.site import Site

USUAL_PORT = 8765


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
        site = Site(workspace, notebook.deliver(workspace))

        def up() -> None:
            _remember(note, url)
            _say(f"Firsthand is up: {url}\nWorkspace: {workspace.root}\nCtrl-C ends it; nothing is lost.")
            if open_browser:
                webbrowser.open(url)

        # Uvicorn ends on this signal and then raises it again, which would skip what follows.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
        try:
            _run(build(site), token, number, listening, up)
        finally:
            note.unlink(missing_ok=True)
            _say("Firsthand has ended.")


def build(site: Site) -> App:
    """The application with its pages, before any guard stands in front of it."""
    served = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    counter, asking = Counter(site.workspace), Asking(site.workspace)
    _add_pages(site, counter)
    app.add_static_files("/static", STATIC, max_cache_age=3600)
    app.on_startup(site.begin)
    for end in (site.end, counter.end, asking.end):
        app.on_shutdown(end)
    ui.run_with(
        served,
        title="Firsthand",
        language="en-GB",
        favicon=STATIC / "icon.svg",
        tailwind=False,
        show_welcome_message=False,
        reconnect_timeout=30.0,
    )
    return BesideAsk(BesideDigits(served, counter), asking)


def _add_pages(site: Site, counter: Counter) -> None:
    @ui.page("/")
    def index() -> None:
        roadmap(site)

    @ui.page("/lesson/{name}", response_timeout=30)
    async def lesson(name: str, client: Client, request: Request) -> None:
        with _sorry(site):
            await lesson_page(site, name, client, request.cookies.get("firsthand-dark") == "1")

    @ui.page("/explore/{name}")
    def explore(name: str, request: Request) -> None:
        with _sorry(site):
            explore_page(site, name, request.query_params)

    @ui.page("/digits")
    async def digits() -> None:
        await digits_page(site, counter)

    @ui.page("/ask")
    async def ask() -> None:
        await ask_page(site)


@contextlib.contextmanager
def _sorry(site: Site) -> Iterator[None]:
    """An error that a person is meant to read becomes a page."""
    try:
        yield
    except FirsthandError as error:
        with frame(site, "Not here", "plain"):
            html(f'<h1>Not here</h1><p>{escape(str(error))}</p><p><a href="/">To the roadmap</a></p>')


class _Server(uvicorn.Server):
    """Uvicorn that says when it is up."""

    def __init__(self, config: uvicorn.Config, up: Callable[[], None]) -> None:
        super().__init__(config)
        self._up = up

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            self._up()


def _run(served: App, token: str, port: int, listening: socket.socket, up: Callable[[], None]) -> None:
    guarded = Guard(served, token, port)
    config = uvicorn.Config(guarded, log_level="error", timeout_graceful_shutdown=1, ws_max_size=2**22)
    with contextlib.suppress(KeyboardInterrupt):
        _Server(config, up).run(sockets=[listening])


def _listen(port: int | None) -> socket.socket:
    """A listening socket on this machine alone."""
    wanted = [port] if port is not None else [*range(USUAL_PORT, USUAL_PORT + 20), 0]
    for number in wanted:
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if os.name == "posix":
            # On Windows this option would let two servers share one port.
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind(("127.0.0.1", number))
            listening.listen(128)
        except OSError:
            listening.close()
            continue
        return listening
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


def _token(place: Path) -> str:
    """The key to this workspace's pages. It outlives a restart, so that an open tab finds its way back."""
    with contextlib.suppress(OSError, UnicodeDecodeError):
        private = os.name != "posix" or not place.stat().st_mode & 0o077
        found = place.read_text(encoding="ascii")
        if private and re.fullmatch(r"[A-Za-z0-9_-]{32,}", found):
            return found
    token = secrets.token_urlsafe(32)
    write_atomically(place, token, private=True)
    return token


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
