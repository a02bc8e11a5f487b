"""A callback that may be asked for at any rate and comes at a steady one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Throttle:
    """Calls back once in `seconds`, however often it is asked, and the last time after the last asking."""

    def __init__(self, act: Callable[[], None], seconds: float) -> None:
        self._act = act
        self._seconds = seconds
        self._waiting: asyncio.TimerHandle | None = None

    def ask(self) -> None:
        if self._waiting is None:
            self._waiting = asyncio.get_running_loop().call_later(self._seconds, self._strike)

    def stop(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _strike(self) -> None:
        self._waiting = None
        self._act()
