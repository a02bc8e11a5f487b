"""An answer that runs in a process of its own: the grader's side."""

from __future__ import annotations

import json
import queue
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from firsthand.course.grading import pickling, processes
from firsthand.course.grading.codec import Garbled, decode, decode_error
from firsthand.course.grading.formatting import cut
from firsthand.course.grading.observe import LOAD_SECONDS, Observation

CLOCK_TOLERANCE_SECONDS = 0.02  # seconds of processor time that the clock may be off by
LOOK_EVERY_SECONDS = 0.05  # seconds without a reply after which the process is looked at
MEMORY_BYTES = 2 * 1024**3
MAX_PROCESSES = 32
MAX_REPLY_BYTES = 1024**3  # bytes
LATE = (
    8.0  # seconds of processor time beyond its limit after which a call that cannot be interrupted is ended
)
BUSY = 6.0  # a check may take so many times its processor time by the clock on the wall

Fields = Mapping[str, Any]


class ProcessDied(BaseException):
    """The answer's process ended, or was ended. A BaseException, so that no search takes it for a wrong answer.

    `reason` is one of slow, waits, memory, processes, busy, garbled, died; `code` its exit code where it ended itself.
    """

    def __init__(self, reason: str, code: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.code = code


class Remote:
    """An answer in a process of its own. Stands for the implementation wherever one is judged.

    Parameters
    ----------
    seconds : float
        Processor time for all calls together.
    patience : float
        Seconds by the clock on the wall for which it may wait without computing.
    """

    def __init__(self, seconds: float, patience: float) -> None:
        self._process = processes.start()
        self._replies: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        threading.Thread(target=self._read, daemon=True).start()
        self._left = seconds
        self._patience = patience
        self._end = time.monotonic() + BUSY * seconds + patience
        self._number = 0
        self.printed = ""

    def load(
        self, path: Path, source: bytes, exercise_id: str, workspace: str, *, watched: bool = True
    ) -> tuple[Observation, Fields]:
        """Import the answer. Gives what that did, and what kind of thing it is.

        Without being `watched` for what is out of bounds it runs as fast as it can.
        """
        request = {
            "path": str(path),
            "source": source,
            "exercise": exercise_id,
            "workspace": workspace,
            "watched": watched,
        }
        reply = self._ask({"do": "load", **request}, LOAD_SECONDS)
        return _observation(reply), reply

    def observe(self, arguments: Mapping[str, Any], seconds: float, seed: int | None) -> Observation:
        """What one call did."""
        given = {"arguments": dict(arguments), "seconds": seconds, "seed": seed}
        seen = _observation(self._ask({"do": "call", **given}, seconds))
        self._left -= seen.seconds
        if self._left < 0:
            raise ProcessDied("slow")
        return seen

    def give(self, inputs: Sequence[Mapping[str, Any]]) -> None:
        """Hand over the inputs of the next lap."""
        self._ask({"do": "given", "inputs": [dict(arguments) for arguments in inputs]}, self._left)

    def lap(self) -> float:
        """Let it run once on each of them. Gives the seconds until that is told, by the clock on the wall here.

        Raises what the answer raises.
        """
        start = time.perf_counter()
        reply = self._ask({"do": "lap"}, self._left)
        taken = time.perf_counter() - start
        _value(reply)
        return taken

    def results(self) -> list[Any]:
        """What the calls of the last lap gave."""
        found = _value(self._ask({"do": "results"}, self._left))
        if not isinstance(found, list):
            raise ProcessDied("garbled")
        return found

    def close(self, patience: float = 0.0) -> int | None:
        """End the process and all it started. Gives its exit code where it ends by itself within `patience` seconds."""
        self._process.end(patience)
        return self._process.exit_code

    def _read(self) -> None:
        """Take in replies; None stands for the end."""
        try:
            while True:
                self._replies.put(self._process.connection.recv_bytes(MAX_REPLY_BYTES))
        except (EOFError, OSError, MemoryError):
            self._replies.put(None)

    def _ask(self, request: dict[str, Any], seconds: float) -> Fields:
        """Send a request and wait for its reply, watching what the process takes meanwhile.

        Raises
        ------
        ProcessDied
        """
        self._number += 1
        try:
            self._process.connection.send_bytes(pickling.dumps({"number": self._number, **request}))
        except OSError:
            raise ProcessDied("died", self.close(patience=1.0)) from None
        watchdog = _Watchdog(self._process, seconds + LATE, self._patience, self._end)
        while True:
            try:
                message = self._replies.get(timeout=LOOK_EVERY_SECONDS)
            except queue.Empty:
                watchdog.check()
                continue
            reply = self._read_reply(message)
            if "importing" not in reply:
                return reply
            watchdog.restart()

    def _read_reply(self, message: bytes | None) -> Fields:
        if message is None:
            raise ProcessDied("died", self.close(patience=1.0))
        try:
            reply = json.loads(message)
            if reply["number"] != self._number:
                raise Garbled("a reply to nothing")
            self.printed = str(reply["printed"])
            return dict(reply)
        except (ValueError, KeyError, TypeError, RecursionError, Garbled):
            raise ProcessDied("garbled") from None


class _Watchdog:
    """The limits of one request."""

    def __init__(self, process: processes.Isolated, seconds: float, patience: float, end: float) -> None:
        self._process = process
        self._seconds = seconds
        self._patience = patience
        self._end = end
        self._start: float | None = None
        self._idle_since = (time.monotonic(), 0.0)

    def check(self) -> None:
        """Raise ProcessDied when the process takes more than it may."""
        now = time.monotonic()
        usage = self._process.usage()
        if usage is None:  # it has just ended: the next reply says so
            return
        if self._start is None:
            self._start = usage.seconds
        if usage.memory > MEMORY_BYTES:
            raise ProcessDied("memory")
        if usage.processes > MAX_PROCESSES:
            raise ProcessDied("processes")
        if usage.seconds - self._start > self._seconds:
            raise ProcessDied("slow")
        if self._idle(now, usage) > self._patience:
            raise ProcessDied("waits")
        if now > self._end:
            raise ProcessDied("busy")

    def _idle(self, now: float, usage: processes.Usage) -> float:
        """Seconds for which it has all but waited. Processor time comes in ticks, so one look alone says nothing."""
        since, then = self._idle_since
        if not usage.waits or usage.seconds - then > CLOCK_TOLERANCE_SECONDS + 0.1 * (now - since):
            self._idle_since = since, _ = now, usage.seconds
        return now - since

    def restart(self) -> None:
        """Start again: an import is under way, and that is free."""
        self._start, self._idle_since = None, (time.monotonic(), 0.0)
        if time.monotonic() > self._end:
            raise ProcessDied("busy")


def _value(reply: Fields) -> Any:
    seen = _observation(reply)
    if seen.error:
        raise seen.error
    return seen.value


def _observation(reply: Fields) -> Observation:
    try:
        return Observation(
            value=decode(reply["value"]),
            error=decode_error(reply["error"]) if reply["error"] else None,
            changed=str(reply["changed"]),
            slow=bool(reply["slow"]),
            shared=str(reply["shared"]),
            crossed=tuple(map(str, reply["crossed"])),
            seconds=float(reply["seconds"]),
            stopped=cut(str(reply["stopped"])),
        )
    except (Garbled, KeyError, TypeError, ValueError):
        raise ProcessDied("garbled") from None
