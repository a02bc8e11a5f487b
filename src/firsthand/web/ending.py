"""End the server soon, whatever is at work in it."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Callable

import uvicorn

from firsthand.errors import ExitCode

MAX_CLOSING_SECONDS = 8.0  # seconds for what ends kernels, graders and JupyterLab; usually a tenth
MAX_THREAD_WAIT_SECONDS = 0.3  # seconds for threads once all else has ended


class Server(uvicorn.Server):
    """Uvicorn that says when it is up, and whose end waits for no thread.

    A thread that indexes, fits or reads cannot be ended from outside, and Python waits for each at its own end. So the
    process leaves them: all that is written here bears a kill at any moment (`make kills`).
    """

    def __init__(self, config: uvicorn.Config, up: Callable[[], None], down: Callable[[], None]) -> None:
        super().__init__(config)
        self._up, self._down = up, down
        self._closed = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            self._up()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        logging.disable()  # what breaks off from now on is no fault
        threading.Thread(target=self._leave, daemon=True).start()
        await super().shutdown(sockets=sockets)
        self._closed.set()

    def _leave(self) -> None:
        self._closed.wait(MAX_CLOSING_SECONDS)
        time.sleep(MAX_THREAD_WAIT_SECONDS)
        self._down()
        os._exit(ExitCode.TERMINATED if signal.SIGTERM in self._captured_signals else ExitCode.DONE)
