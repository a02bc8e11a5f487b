"""Real Jupyter kernels, one a lesson: started on demand, culled when idle, gone with the server."""

from __future__ import annotations

import asyncio
import contextlib
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from queue import Empty
from typing import Any

from firsthand.errors import FirsthandError

Message = dict[str, Any]
START_SECONDS = 60.0
WATCH_SECONDS = 1.0
LATEST_ROUNDS = 8  # quarters of a second in which late output may still come
PREPARE = "from firsthand.course import kernel as _k; _k.prepare(); del _k"
DIED = "The Python kernel ended by itself (out of memory?). Its variables are gone: run the cells again from the top."
RESTED = "The Python kernel was not used for a while and was ended. Its variables are gone: run the cells again from the top."


class KernelDied(Exception):
    """The kernel ended while a cell was running."""


class Kernel:
    """One lesson's kernel. `execute` runs one cell at a time; the others wait their turn.

    `on_end` is told, in words, when the kernel ended without having been asked to.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._manager: Any = None
        self._client: Any = None
        self._context: Any = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._watcher: asyncio.Task[None] | None = None
        self._starting = asyncio.Lock()
        self._turn = asyncio.Lock()
        self._nobody_reads = asyncio.Event()
        self._nobody_reads.set()
        self.busy = False
        self.last_used = time.monotonic()
        self.on_end: Callable[[str], None] = lambda _: None

    @property
    def running(self) -> bool:
        return self._manager is not None

    @property
    def pid(self) -> int | None:
        """Process id; None when it is not running."""
        return getattr(self._manager.provisioner, "pid", None) if self._manager else None

    async def start(self) -> None:
        """Start it if it is not up.

        Raises
        ------
        FirsthandError
            When it does not come up.
        """
        async with self._starting:
            if self._manager is not None and await self._manager.is_alive():
                return
            await self._discard()
            try:
                await self._launch()
            except Exception as error:
                await self._discard()
                raise FirsthandError(
                    f"The Python kernel did not start: {error}. Try again; `firsthand doctor` looks closer."
                ) from error

    async def _launch(self) -> None:
        # A third of a second to import, which the start of the server need not wait for.
        from firsthand.web.kernel_manager import manager_in, reading_context

        self._folder = tempfile.TemporaryDirectory(prefix="firsthand-", ignore_cleanup_errors=True)
        # Readable by its owner only, and so are the sockets in it.
        manager = self._manager = manager_in(Path(self._folder.name))
        env = {**os.environ, "FIRSTHAND_WORKSPACE": str(self._root), "PYTHONUNBUFFERED": "1"}
        await manager.start_kernel(cwd=str(self._root), env=env)
        self._context = reading_context()
        self._client = manager.client(context=self._context)
        self._client.start_channels()
        await self._client.wait_for_ready(timeout=START_SECONDS)
        await self._run(PREPARE, lambda _: None, silent=True)
        self.last_used = time.monotonic()
        self._watcher = asyncio.create_task(self._watch(manager))

    async def execute(
        self, code: str, receive: Callable[[Message], None], wanted: Callable[[], bool] = lambda: True
    ) -> str:
        """Run code when its turn comes, if it is still `wanted` then.

        `receive` gets each message on the output channel. Returns ok, error, or skipped.

        Raises
        ------
        KernelDied
            When the kernel ends before the code does.
        FirsthandError
            When no kernel comes up.
        """
        async with self._turn:
            if not wanted():
                return "skipped"
            await self.start()
            self.busy, self.last_used = True, time.monotonic()
            try:
                return await self._run(code, receive)
            finally:
                self.busy, self.last_used = False, time.monotonic()

    async def _run(self, code: str, receive: Callable[[Message], None], *, silent: bool = False) -> str:
        self._nobody_reads.clear()
        try:
            return await self._read(self._client, code, receive, silent)
        finally:
            self._nobody_reads.set()

    async def _read(self, client: Any, code: str, receive: Callable[[Message], None], silent: bool) -> str:
        sent = client.execute(code, silent=silent, store_history=not silent, allow_stdin=False)
        status, replied, quiet = "ok", "", 0
        while self._client is client:
            try:
                message = await client.get_iopub_msg(timeout=0.25)
            except Empty:
                # Should the message be lost that says it is over: the reply, and then silence, say so too.
                replied = replied or await _reply(client, sent)
                quiet += bool(replied)
                if quiet > LATEST_ROUNDS:
                    return replied
                if not replied and not await self._lives():
                    break
                continue
            quiet = 0
            if message["parent_header"].get("msg_id") != sent:
                continue
            kind, content = message["msg_type"], message["content"]
            if kind == "error":
                status = "error"
            if kind == "status" and content["execution_state"] == "idle":
                return status
            receive(message)
        raise KernelDied

    async def _lives(self) -> bool:
        return self._manager is not None and bool(await self._manager.is_alive())

    async def _watch(self, manager: Any) -> None:
        """Notice when the kernel ends by itself."""
        while self._manager is manager:
            await asyncio.sleep(WATCH_SECONDS)
            if self._manager is manager and not await manager.is_alive():
                async with self._starting:
                    if self._manager is manager:
                        await self._discard()
                        self.on_end(DIED)

    async def interrupt(self) -> None:
        """Raise KeyboardInterrupt in the running code."""
        if self._manager is not None:
            await self._manager.interrupt_kernel()

    async def restart(self) -> None:
        """End it and start a fresh one; what was running ends as `KernelDied`."""
        await self.stop()
        await self.start()

    async def stop(self) -> None:
        """End it; the next `execute` starts a fresh one."""
        async with self._starting:
            await self._discard()

    async def rest(self) -> None:
        """End it because nobody uses it."""
        await self.stop()
        self.on_end(RESTED)

    async def _discard(self) -> None:
        manager, client, context, folder = self._manager, self._client, self._context, self._folder
        self._manager = self._client = self._context = self._folder = None
        if manager is not None:
            with contextlib.suppress(Exception):  # it is to be gone; how it fails to go is no matter
                await manager.shutdown_kernel(now=True)
        if client is not None:
            # Whoever reads the channels sees that the client is no longer ours, before they close under it.
            await self._nobody_reads.wait()
            client.stop_channels()
        if context is not None:
            context.destroy(linger=0)
        if folder is not None:
            folder.cleanup()


async def _reply(client: Any, sent: str) -> str:
    """The status of the reply to a request; '' while there is none."""
    with contextlib.suppress(Empty):
        while True:
            reply = await client.get_shell_msg(timeout=0)
            if reply["parent_header"].get("msg_id") == sent:
                return str(reply["content"]["status"])
    return ""


class Kernels:
    """The kernels of all lessons."""

    def __init__(self, root: Path, idle_seconds: float = 1800.0) -> None:
        self._root = root
        self._idle_seconds = idle_seconds
        self._kernels: dict[str, Kernel] = {}
        self._first = Kernel(root)

    async def warm_up(self) -> None:
        """Start the kernel that the first lesson opened will get: it takes a second or two."""
        with contextlib.suppress(FirsthandError):  # then that lesson tries again, and says so
            await self._first.start()

    def of(self, lesson: str) -> Kernel:
        """The kernel of a lesson; it is not started by asking for it."""
        if lesson not in self._kernels:
            self._kernels[lesson] = Kernel(self._root) if self._kernels else self._first
        return self._kernels[lesson]

    async def cull(self) -> None:
        """End those that nobody used for a while. Their lesson starts a new one at its next cell."""
        now = time.monotonic()
        for kernel in list(self._kernels.values()):
            if kernel.running and not kernel.busy and now - kernel.last_used > self._idle_seconds:
                await kernel.rest()

    async def stop(self) -> None:
        """End all of them."""
        kernels = {self._first, *self._kernels.values()}
        await asyncio.gather(*(kernel.stop() for kernel in kernels), return_exceptions=True)
