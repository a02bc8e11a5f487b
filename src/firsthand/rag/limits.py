"""Stand in front of the API: only this machine's own programs, and no body larger than it may be."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

LARGEST = 64 * 2**20  # bytes of a body with files
LARGEST_JSON = 4 * 2**20
NAMES = ("127.0.0.1", "localhost", "[::1]")


class Limits:
    """ASGI middleware. A page on the internet can send requests to 127.0.0.1: the Host and Origin headers give it away."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        if not _from_here(headers):
            await _refuse(
                send,
                403,
                "The request came from another page or was addressed to another host than this machine.",
            )
            return
        most = LARGEST if headers.get("content-type", "").startswith("multipart/") else LARGEST_JSON
        length = headers.get("content-length", "0")
        if length.isdecimal() and int(length) > most:
            await _refuse(send, 413, _large(most))
            return
        await self._counted(scope, receive, send, most)

    async def _counted(self, scope: Message, receive: Receive, send: Send, most: int) -> None:
        """Pass on what is sent as long as it is not too much: not every body says how long it is."""
        taken = 0

        async def counting() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > most:
                raise HTTPException(413, _large(most))
            return message

        await self.app(scope, counting, send)


def _from_here(headers: MutableMapping[str, str]) -> bool:
    host = headers.get("host", "")
    origin = headers.get("origin")
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    return name in NAMES and (origin is None or urlsplit(origin).netloc == host)


def _large(most: int) -> str:
    return f"The body is too large: {most // 2**20} MB is the most. Send less at a time."


async def _refuse(send: Send, status: int, why: str) -> None:
    body = json.dumps({"error": why}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
