"""Listen on this machine alone, and turn away what does not come from its own programs.

A page on the internet can make a browser send requests to 127.0.0.1. The Host header gives away names that were pointed
here (DNS rebinding), the Origin header gives away other pages. The course and the servers of `firsthand.rag`
and `firsthand.transformer` stand behind this one check.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from firsthand.errors import FirsthandError

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
Refuse = Callable[[Scope, Send, str], Awaitable[None]]

NAMES = ("127.0.0.1", "localhost", "[::1]")
SAFE_METHODS = ("GET", "HEAD")


class LocalOnly:
    """ASGI middleware around everything that a server on this machine answers.

    Parameters
    ----------
    app : App
        What answers the requests that may pass.
    refuse : Refuse
        Answers a request that may not, given its scope and why; it is never asked for a websocket, which is closed.
    port : int, optional
        The port that a request must be addressed to; any by default.
    pages_only : bool
        Whether what changes something must name the page it comes from, as browsers do and other programs do not.
    """

    def __init__(
        self, app: App, refuse: Refuse, *, port: int | None = None, pages_only: bool = False
    ) -> None:
        self.app, self._refuse = app, refuse
        self._port, self._pages_only = port, pages_only

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        why = self._why_not(scope) if scope["type"] in ("http", "websocket") else ""
        if not why:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await close(send)
        else:
            await self._refuse(scope, send, why)

    def _why_not(self, scope: Scope) -> str:
        """Why a request is turned away by where it comes from; '' when it is not."""
        headers = headers_of(scope)
        host, origin = headers.get("host", ""), headers.get("origin")
        if not self._is_ours(host):
            return "The request was addressed to another host than 127.0.0.1."
        changes = scope["type"] == "websocket" or scope.get("method") not in SAFE_METHODS
        if origin is None and not (self._pages_only and changes):
            return ""
        return "" if origin == f"http://{host}" else "The request came from another page."

    def _is_ours(self, host: str) -> bool:
        name, colon, port = host.rpartition(":") if not host.endswith("]") else (host, "", "")
        if self._port is None:
            return (name if colon else host) in NAMES
        return name in NAMES and port == str(self._port)


def headers_of(scope: Scope) -> dict[str, str]:
    """The headers of a request by name, in small letters."""
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


def listen(port: int) -> socket.socket:
    """A listening socket on this machine alone; port 0 takes any that is free.

    Raises
    ------
    FirsthandError
        When the port is taken.
    """
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if os.name == "posix":
        # On Windows this option would let two servers share one port.
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", port))
        listening.listen(128)
    except OSError:
        listening.close()
        raise FirsthandError(f"Port {port} is taken on this machine. Name another with --port.") from None
    return listening


async def close(send: Send) -> None:
    """Refuse a websocket."""
    await send({"type": "websocket.close", "code": 1008})
