"""How the official SDKs are set up: time-outs, retries, and an end to answers that never end."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx2

MOST_BYTES = 16 * 1024**2  # of one answer; the longest that a model writes today is under 1 MiB


class _Capped(httpx2.SyncByteStream):
    def __init__(self, stream: Any, too_much: Exception) -> None:
        self._stream = stream
        self._too_much = too_much

    def __iter__(self) -> Iterator[bytes]:
        left = MOST_BYTES
        for chunk in self._stream:
            left -= len(chunk)
            if left < 0:
                raise self._too_much
            yield chunk

    def close(self) -> None:
        self._stream.close()


class _AsyncCapped(httpx2.AsyncByteStream):
    def __init__(self, stream: Any, too_much: Exception) -> None:
        self._stream = stream
        self._too_much = too_much

    async def __aiter__(self) -> AsyncIterator[bytes]:
        left = MOST_BYTES
        async for chunk in self._stream:
            left -= len(chunk)
            if left < 0:
                raise self._too_much
            yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()


def too_much(kind: type[Exception]) -> Exception:
    """The error for an answer beyond `MOST_BYTES`. Of the SDK's own kind, because it retries after any other."""
    return kind(f"the answer is longer than {MOST_BYTES // 1024**2} MiB and was not read to its end")


def hooks(kind: type[Exception]) -> dict[str, list[Any]]:
    """Event hooks for a client that waits."""

    def cap(response: httpx2.Response) -> None:
        response.stream = _Capped(response.stream, too_much(kind))

    return {"response": [cap]}


def async_hooks(kind: type[Exception]) -> dict[str, list[Any]]:
    """Event hooks for a client that does not."""

    async def cap(response: httpx2.Response) -> None:
        response.stream = _AsyncCapped(response.stream, too_much(kind))

    return {"response": [cap]}


def timeouts(seconds: float) -> httpx2.Timeout:
    """`seconds` without a byte; a connection must stand sooner."""
    return httpx2.Timeout(seconds, connect=min(seconds, 10.0))


# A connection kept open belongs to one event loop; the next asyncio.run() would find it dead.
NO_KEEPING = httpx2.Limits(max_keepalive_connections=0)
