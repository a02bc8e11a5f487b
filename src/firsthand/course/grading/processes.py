"""Start a learner's process, watch what it takes, and end it with everything it started."""

from __future__ import annotations

import contextlib
import ctypes
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, Listener, Pipe
from pathlib import Path

import psutil

HAS_FORK = sys.platform == "linux"  # elsewhere the system's own libraries do not survive it
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36  # of Linux' prctl
SIGKILL = 9
START_SECONDS = 60.0
WAITING = (psutil.STATUS_SLEEPING, psutil.STATUS_STOPPED, psutil.STATUS_IDLE)


@dataclass
class Usage:
    """What a process and its descendants have taken so far; memory beyond what it was born with."""

    seconds: float
    memory: int
    processes: int
    waits: bool


@dataclass
class Isolated:
    """A process of its own session, with a folder of its own that goes with it."""

    pid: int
    connection: Connection
    folder: Path
    started: subprocess.Popen[bytes] | None = None
    inherited: int = 0
    exit_code: int | None = field(default=None, init=False)

    def usage(self) -> Usage | None:
        """None when it is gone."""
        try:
            root = psutil.Process(self.pid)
            family = [root, *(one for one in _descendants(self.pid) if _lives(one))]
            times = [process.cpu_times() for process in family]
            return Usage(
                sum(one.user + one.system for one in times),
                sum(process.memory_info().rss for process in family) - self.inherited,
                len(family),
                root.status() in WAITING,
            )
        except psutil.Error:
            return None

    def end(self, patience: float = 0.0) -> None:
        """End it, its descendants and its folder. Its exit code is known where it ends by itself within `patience`."""
        end = time.monotonic() + patience
        self.exit_code = self._reaped()
        while self.exit_code is None and time.monotonic() < end:
            time.sleep(0.01)
            self.exit_code = self._reaped()
        family = [process.pid for process in _descendants(self.pid)]
        if self.exit_code is None:
            _kill(self.pid)
            self._reaped(wait=True)
        for pid in [*family, *_left_behind(self.pid)]:
            _kill(pid)
        with contextlib.suppress(OSError):
            self.connection.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _reaped(self, *, wait: bool = False) -> int | None:
        if self.started:
            return self.started.wait() if wait else self.started.poll()
        try:
            pid, status = os.waitpid(self.pid, 0 if wait else os.WNOHANG)
        except OSError:  # reaped before
            return self.exit_code
        return os.waitstatus_to_exitcode(status) if pid else None


def start() -> Isolated:
    """A process that serves requests, warm at once where there is fork."""
    folder = Path(tempfile.mkdtemp(prefix="firsthand-answer-"))
    return _forked(folder) if HAS_FORK else spawned(folder)


def _memory_of(pid: int) -> int:
    """Bytes that a process holds; 0 when it is gone."""
    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0


def _forked(folder: Path) -> Isolated:
    ours, theirs = Pipe()
    parent = os.getpid()
    pid = os.fork()
    if pid:
        theirs.close()
        return Isolated(pid, ours, folder, inherited=_memory_of(pid))
    try:
        os.setsid()
        _prctl(PR_SET_PDEATHSIG, SIGKILL)
        if os.getppid() != parent:  # it died before we asked to be told
            os._exit(1)
        _shut_all_but(theirs.fileno())
        _settle(folder)
        from firsthand.course.grading.child import serve

        serve(theirs)
    finally:
        os._exit(0)


def spawned(folder: Path) -> Isolated:
    """A fresh interpreter that connects to us: slower, and the same everywhere."""
    key = secrets.token_bytes(32)
    with Listener(authkey=key) as listener:
        process = subprocess.Popen(
            [sys.executable, "-m", "firsthand.course.grading.child", str(listener.address)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "FIRSTHAND_KEY": key.hex(), "TMPDIR": str(folder), "TEMP": str(folder)},
            start_new_session=True,
        )
        connection = _accepted(listener)
    if connection is None:
        process.kill()
        process.wait()
        raise OSError("The process that tries the answer did not start.")
    return Isolated(process.pid, connection, folder, process)


def _accepted(listener: Listener) -> Connection | None:
    found: list[Connection] = []
    waiting = threading.Thread(target=lambda: found.append(listener.accept()), daemon=True)
    waiting.start()
    waiting.join(START_SECONDS)
    return found[0] if found else None


def _settle(folder: Path) -> None:
    """Work in the process's own folder: what it writes there goes with it."""
    os.chdir(folder)
    os.environ["TMPDIR"] = str(folder)
    tempfile.tempdir = None


def _shut_all_but(kept: int) -> None:
    """Lead every open file but one to nowhere. Their numbers stay taken: objects that hold them still close them."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for name in os.listdir("/proc/self/fd"):  # noqa: PTH208 - the numbers are wanted
        if int(name) not in (kept, nowhere):
            with contextlib.suppress(OSError):
                os.dup2(nowhere, int(name))


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent has ended, where the system can.

    From then on the end of a learner's process is the end of all other children of this process.
    """
    global _adopts
    _adopts = _prctl(PR_SET_CHILD_SUBREAPER, 1)


_adopts = False


def _left_behind(session: int) -> list[int]:
    """Processes that outlive the one they come from: those we adopted, else those of its session."""
    if _adopts:
        return _end_adopted()
    if not hasattr(os, "getsid"):
        return []
    return [pid for pid in psutil.pids() if _session_of(pid) == session]


def _end_adopted() -> list[int]:
    """End them until there are none: one that dies hands its own children on to us."""
    for _ in range(100):
        left = psutil.Process().children()
        if not left:
            break
        for process in left:
            _kill(process.pid)
            with contextlib.suppress(OSError):
                os.waitpid(process.pid, 0)
    return []


def end_all_children() -> None:
    """End everything below this process, before it ends itself."""
    for process in _descendants(os.getpid()):
        _kill(process.pid)


def _session_of(pid: int) -> int:
    try:
        return os.getsid(pid)
    except OSError:
        return -1


def _descendants(pid: int) -> list[psutil.Process]:
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.Error:
        return []


def _lives(process: psutil.Process) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def _kill(pid: int) -> None:
    with contextlib.suppress(psutil.Error):
        psutil.Process(pid).kill()


def end_marked(name: str, value: str) -> None:
    """End every process that was started with this in its environment, wherever it has got to."""
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.pid != os.getpid() and process.environ().get(name) == value:
                process.kill()


def _prctl(option: int, value: int) -> bool:
    if sys.platform != "linux":
        return False
    try:
        return int(ctypes.CDLL(None).prctl(option, value, 0, 0, 0)) == 0
    except (OSError, AttributeError):
        return False
