"""How the official SDKs are set up: time-outs, retries, and an end to answers that never end."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx2

# The longest answer a model writes today is under 1 MiB of text; a stream wraps each token in some 400 bytes.
MAX_BODY_BYTES = 16 * 1024**2
MAX_STREAMED_BYTES = 256 * 1024**2


def _most(response: httpx2.Response) -> int:
    streamed = response.headers.get("content-type", "").startswith("text/event-stream")
    return MAX_STREAMED_BYTES if streamed else MAX_BODY_BYTES


class _Capped(httpx2.SyncByteStream):
    def __init__(self, response: httpx2.Response, kind: type[Exception]) -> None:
        self._stream: Any = response.stream
        self._most = _most(response)
        self._kind = kind

    def __iter__(self) -> Iterator[bytes]:
        left = self._most
        for chunk in self._stream:
            left -= len(chunk)
            if left < 0:
                raise too_much(self._kind, self._most)
            yield chunk

    def close(self) -> None:
        self._stream.close()


class _AsyncCapped(httpx2.AsyncByteStream):
    def __init__(self, response: httpx2.Response, kind: type[Exception]) -> None:
        self._stream: Any = response.stream
        self._most = _most(response)
        self._kind = kind

    async def __aiter__(self) -> AsyncIterator[bytes]:
        left = self._most
        async for chunk in self._stream:
            left -= len(chunk)
            if left < 0:
                raise too_much(self._kind, self._most)
            yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()


def too_much(kind: type[Exception], most: int) -> Exception:
    """The error for an answer that goes on and on. Of the SDK's own kind, because it retries after any other."""
    return kind(f"the answer is longer than {most:,} bytes and was not read to its end")


def hooks(kind: type[Exception]) -> dict[str, list[Any]]:
    """Event hooks for a client that waits."""

    def cap(response: httpx2.Response) -> None:
        response.stream = _Capped(response, kind)

    return {"response": [cap]}


def async_hooks(kind: type[Exception]) -> dict[str, list[Any]]:
    """Event hooks for a client that does not."""

    async def cap(response: httpx2.Response) -> None:
        response.stream = _AsyncCapped(response, kind)

    return {"response": [cap]}


def timeouts(seconds: float) -> httpx2.Timeout:
    """`seconds` without a byte; a connection must stand sooner."""
    return httpx2.Timeout(seconds, connect=min(seconds, 10.0))


# A connection kept open belongs to one event loop; the next asyncio.run() would find it dead.
NO_KEEPING = httpx2.Limits(max_keepalive_connections=0)
