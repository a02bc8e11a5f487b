"""Errors as pages of ours: whatever the framework or the server would show instead, with the right status."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.responses import Response

from firsthand.errors import FirsthandError
from firsthand.local_only import App, Receive, Scope, Send, headers_of
from firsthand.web.plain_page import sorry_page
from firsthand.web.state import AppState

_log = logging.getLogger(__name__)
_KEPT = "Your answers and notebooks are on the disk and unharmed."
_REASONS = {
    404: (
        "There is no such page",
        "The address {path} leads nowhere. Perhaps it was mistyped, or a lesson was renamed.",
    ),
    405: (
        "This address is not for reading",
        "The address {path} belongs to a page, which asks it by itself.",
    ),
}


def not_here(state: AppState, error: FirsthandError) -> Response:
    """An error that a person is meant to read, as a page."""
    return sorry_page(state, 404, "Not here", str(error))


def broken(state: AppState, error: BaseException | None) -> Response:
    """A fault of ours, as a page; the terminal has the traceback."""
    what = f"{type(error).__name__}: {error}" if error else "The terminal in which it runs says what it was."
    return sorry_page(
        state,
        500,
        "Something broke in Firsthand",
        what,
        f"{_KEPT} Try again; if it breaks again, restart it.",
    )


async def page_or_sorry(state: AppState, build: Callable[[], Awaitable[Response | None]]) -> Response | None:
    """Build a page of the framework; should that fail, however far it has come, a page of ours takes its place."""
    try:
        return await build()
    except FirsthandError as error:
        return not_here(state, error)
    except Exception as error:
        _log.exception("A page could not be built.")
        return broken(state, error)


class ErrorPages:
    """ASGI middleware: what a browser is to show as a page is never the bare error of a framework."""

    def __init__(self, app: App, state: AppState) -> None:
        self.app, self.state = app, state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or "text/html" not in headers_of(scope).get("accept", ""):
            await self.app(scope, receive, send)
            return
        held, line = _Held(send), _Line(receive)
        try:
            await self.app(scope, line, held)
        except Exception as error:
            if line.closed:
                return
            if held.passed:
                raise
            _log.exception("A request failed.")
            await broken(self.state, error)(scope, receive, send)
            return
        if held.status:
            await self._instead(held.status, scope["path"])(scope, receive, send)

    def _instead(self, status: int, path: str) -> Response:
        if status >= 500:
            return broken(self.state, None)
        title, line = _REASONS.get(status, ("This did not work", "The address {path} was not understood."))
        return sorry_page(self.state, status, title, line.format(path=path[:200]))


class _Line:
    """What the browser sends, and whether it has gone: then layers of the framework fail, and nobody is to be told."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self.closed = False

    async def __call__(self) -> MutableMapping[str, Any]:
        message = await self._receive()
        self.closed = self.closed or message["type"] == "http.disconnect"
        return message


class _Held:
    """Lets an answer pass, unless it is an error that is no page of ours (those bring their policy)."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status = 0  # of the answer that is held
        self.passed = False

    async def __call__(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start" and message["status"] >= 400 and not _is_ours(message):
            self.status = message["status"]
        if not self.status:
            self.passed = True
            await self._send(message)


def _is_ours(start: MutableMapping[str, Any]) -> bool:
    return any(name.lower() == b"content-security-policy" for name, _ in start.get("headers", ()))
