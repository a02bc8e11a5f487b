"""Real Jupyter kernels, one a lesson and a few at a time: started on demand, ended when idle, gone with the server."""

from __future__ import annotations

import asyncio
import contextlib
import os
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from queue import Empty
from typing import Any

from firsthand.errors import FirsthandError

Message = dict[str, Any]
START_SECONDS = 60.0
WATCH_SECONDS = 1.0
REPLY_SECONDS = 1.0  # the reply is sent before the word that all is done
LATEST_ROUNDS = 8  # quarters of a second in which late output may still come
MAX_KERNELS = (
    4  # kernels at once; one takes 80 MB with NumPy loaded, 190 MB with scikit-learn, more with PyTorch
)
PREPARE = "from firsthand.course.kernel import figures as _k; _k.prepare(); del _k"
BIND = "from firsthand.course.kernel import binding as _b; _b.bind({lesson!r}, tell=True); del _b"
AGAIN = "Its variables are gone, the cells and what they gave are kept: run them again from the top."
DIED = f"The Python kernel ended by itself (out of memory?). {AGAIN}"
RESTED = f"The Python kernel was not used for a while and was ended. {AGAIN}"
MADE_ROOM = (
    f"The Python kernel of this lesson was ended: {MAX_KERNELS} lessons run at a time, and others were used "
    f"since. {AGAIN}"
)
NO_ROOM = (
    f"{MAX_KERNELS} lessons are at work, which is as many as run at a time, so that the memory suffices. Wait until one "
    "of them is done, or interrupt it, then run this again."
)


class KernelDied(Exception):
    """The kernel ended while a cell was running."""


class Kernel:
    """One lesson's kernel. `execute` runs one cell at a time; the others wait their turn.

    `on_end` is told, in words, when the kernel ended without having been asked to. `make_room` is awaited before it
    starts, and may refuse.
    """

    def __init__(self, root: Path, lesson: str = "") -> None:
        self.lesson = lesson
        self.make_room: Callable[[Kernel], Awaitable[None]] = _there_is_room
        self._root = root
        self._bound = ""
        self._manager: Any = None
        self._client: Any = None
        self._context: Any = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._watcher: asyncio.Task[None] | None = None
        self._starting = asyncio.Lock()
        self._turn = asyncio.Lock()
        self._nobody_reads = asyncio.Event()
        self._nobody_reads.set()
        self.takes_room = False
        self.last_used = time.monotonic()
        self.on_end: Callable[[str], None] = lambda _: None

    @property
    def running(self) -> bool:
        return self._manager is not None

    @property
    def busy(self) -> bool:
        """Whether it starts, runs code, or has code waiting."""
        return self._turn.locked() or self._starting.locked()

    @property
    def pid(self) -> int | None:
        """Process id; None when it is not running."""
        return getattr(self._manager.provisioner, "pid", None) if self._manager else None

    async def start(self) -> None:
        """Start it if it is not up.

        Raises
        ------
        FirsthandError
            When it does not come up, or there is no room for it.
        """
        async with self._starting:
            if self._manager is not None and await self._manager.is_alive():
                return
            await self._discard()
            await self.make_room(self)
            try:
                await self._launch()
            except Exception as error:
                await self._discard()
                raise FirsthandError(
                    f"The Python kernel did not start: {error}. Try again; `firsthand doctor` looks closer."
                ) from error

    async def _launch(self) -> None:
        # A third of a second to import, which the start of the server need not wait for.
        from firsthand.web.kernels.kernel_manager import manager_in, reading_context

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
            self.last_used = time.monotonic()
            try:
                await self._bind()
                return await self._run(code, receive)
            finally:
                self.last_used = time.monotonic()

    async def _bind(self) -> None:
        """Have the exercises of the lesson known by their names."""
        if self._bound != self.lesson:
            await self._run(BIND.format(lesson=self.lesson), lambda _: None, silent=True)
            self._bound = self.lesson

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
                await _pages(client, sent, receive)
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

    async def rest(self, why: str = RESTED) -> None:
        """End it because nobody uses it, or others are used more."""
        await self.stop()
        self.on_end(why)

    async def _discard(self) -> None:
        manager, client, context, folder = self._manager, self._client, self._context, self._folder
        self._manager = self._client = self._context = self._folder = None
        self._bound = ""
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
        self.takes_room = False


async def _reply(client: Any, sent: str) -> str:
    """The status of the reply to a request; '' while there is none."""
    return str((await _answer(client, sent, 0)).get("status", ""))


async def _answer(client: Any, sent: str, timeout: float) -> Message:
    """The content of the reply to a request; {} when none comes in time."""
    with contextlib.suppress(Empty):
        while True:
            reply = await client.get_shell_msg(timeout=timeout)
            if reply["parent_header"].get("msg_id") == sent:
                return dict(reply["content"])
    return {}


async def _pages(client: Any, sent: str, receive: Callable[[Message], None]) -> None:
    """Show as outputs what a terminal would page through: help, as for ``len?``. It comes with the reply alone."""
    reply = await _answer(client, sent, REPLY_SECONDS)
    for page in reply.get("payload", ()):
        if page.get("source") == "page":
            receive({"msg_type": "display_data", "content": {"data": page["data"], "metadata": {}}})


async def _there_is_room(_: Kernel) -> None:
    """A kernel of its own asks nobody."""


class Kernels:
    """The kernels of all lessons, `MAX_KERNELS` of them at a time: whoever needs one more ends the one used longest ago."""

    def __init__(self, root: Path, idle_seconds: float = 1800.0, most: int = MAX_KERNELS) -> None:
        self._root = root
        self._idle_seconds = idle_seconds
        self._most = most
        self._kernels: dict[str, Kernel] = {}
        self._room = asyncio.Lock()
        self._first = self._new()

    async def warm_up(self) -> None:
        """Start the kernel that the first lesson opened will get: it takes a second or two."""
        with contextlib.suppress(FirsthandError):  # then that lesson tries again, and says so
            await self._first.start()

    def of(self, lesson: str) -> Kernel:
        """The kernel of a lesson; it is not started by asking for it."""
        if lesson not in self._kernels:
            self._kernels[lesson] = self._new() if self._kernels else self._first
            self._kernels[lesson].lesson = lesson
        return self._kernels[lesson]

    def full(self) -> bool:
        """Whether one more would end another."""
        return len(self._taking_room()) >= self._most

    async def cull(self) -> None:
        """End those that nobody used for a while. Their lesson starts a new one at its next cell."""
        now = time.monotonic()
        for kernel in list(self._kernels.values()):
            if kernel.running and not kernel.busy and now - kernel.last_used > self._idle_seconds:
                await kernel.rest()

    async def stop(self) -> None:
        """End all of them."""
        await asyncio.gather(*(kernel.stop() for kernel in self._all()), return_exceptions=True)

    def _new(self) -> Kernel:
        kernel = Kernel(self._root)
        kernel.make_room = self._make_room
        return kernel

    async def _make_room(self, newcomer: Kernel) -> None:
        async with self._room:
            while self.full():
                idle = [kernel for kernel in self._taking_room() if not kernel.busy]
                if not idle:
                    raise FirsthandError(NO_ROOM)
                await min(idle, key=lambda kernel: kernel.last_used).rest(MADE_ROOM)
            newcomer.takes_room = True

    def _taking_room(self) -> list[Kernel]:
        return [kernel for kernel in self._all() if kernel.takes_room]

    def _all(self) -> set[Kernel]:
        return {self._first, *self._kernels.values()}
