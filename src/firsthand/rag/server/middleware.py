"""Stand in front of the API: no body larger than it may be, and refusals in its own form."""

from __future__ import annotations

import json

from starlette.exceptions import HTTPException

from firsthand.local_only import App, Message, Receive, Scope, Send, headers_of

MAX_BODY_BYTES = 64 * 2**20  # bytes of a body with files
MAX_JSON_BYTES = 4 * 2**20


class Limits:
    """ASGI middleware: a body that is too large is refused, said or unsaid."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = headers_of(scope)
        most = MAX_BODY_BYTES if headers.get("content-type", "").startswith("multipart/") else MAX_JSON_BYTES
        length = headers.get("content-length", "0")
        if length.isdecimal() and int(length) > most:
            await _refuse(send, 413, _large(most))
            return
        await self._counted(scope, receive, send, most)

    async def _counted(self, scope: Scope, receive: Receive, send: Send, most: int) -> None:
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


async def refuse(scope: Scope, send: Send, why: str) -> None:
    """Say no to a request that may not pass."""
    await _refuse(send, 403, why)


def _large(most: int) -> str:
    return f"The body is too large: {most // 2**20} MB is the most. Send less at a time."


async def _refuse(send: Send, status: int, why: str) -> None:
    body = json.dumps({"error": why}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
