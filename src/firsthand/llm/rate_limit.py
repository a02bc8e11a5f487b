"""Many calls at once without passing a provider's rate limit."""

from __future__ import annotations

import asyncio
import time
from types import TracebackType


class RateLimit:
    """Lets at most `at_once` through together, and starts at most `per_minute` a minute, evenly spread.

    ``async with limit:`` around each call. One object serves one run of an event loop.

    Parameters
    ----------
    at_once : int
    per_minute : float or None, default=None
        None: no limit but `at_once`.
    """

    def __init__(self, at_once: int, per_minute: float | None = None) -> None:
        if at_once < 1:
            raise ValueError(f"at_once must be at least 1, got {at_once}.")
        if per_minute is not None and per_minute <= 0:
            raise ValueError(f"per_minute must be above 0, got {per_minute}.")
        self._room = asyncio.Semaphore(at_once)
        self._gap = 60 / per_minute if per_minute else 0.0
        self._next = 0.0

    async def __aenter__(self) -> None:
        await self._room.acquire()
        now = time.monotonic()
        start = max(now, self._next)
        self._next = start + self._gap
        try:
            await asyncio.sleep(start - now)
        except BaseException:
            self._room.release()
            raise

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._room.release()
