"""What runs in a learner's process: the answer, driven by requests, and nothing that judges it.

The requests come pickled from the grader. What goes back is plain data (`codec`), because the answer runs here too and
may write into any pipe what it likes.
"""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from multiprocessing.connection import Client, Connection
from pathlib import Path
from typing import Any

import psutil

from firsthand.course.grading.answer_file import earlier, grades_here, load_answer, static_crossings
from firsthand.course.grading.call_monitor import CallMonitor
from firsthand.course.grading.codec import encode, encode_error
from firsthand.course.grading.freshness import Earlier
from firsthand.course.grading.observe import LOAD_SECONDS, Alarm, Observation, Printed, observe, own_traceback
from firsthand.course.grading.registry import find_exercise

MEMORY_BYTES = 2 * 1024**3

Reply = dict[str, Any]


class Child:
    """One answer in this process, and what may be asked of it."""

    def __init__(self, send: Callable[[Reply], None]) -> None:
        self._send = send
        self._number = 0
        self._alarm = Alarm(lambda: self._send({"number": self._number, "importing": True}))
        self._earlier = Earlier()
        self._answer: Any = None
        self._monitor: CallMonitor | None = None
        self._given: Sequence[Mapping[str, Any]] = ()
        self._results: list[Any] = []
        self._exercise_id = ""

    def handle(self, request: Mapping[str, Any]) -> Reply:
        """Do what is asked. Whatever the answer does becomes part of the reply."""
        self._number = request["number"]
        act = {
            "load": self._load,
            "call": self._call,
            "given": self._take,
            "lap": self._lap,
            "results": self._tell,
        }[request["do"]]
        try:
            return {"number": self._number, **act(request)}
        except BaseException as error:  # SystemExit and KeyboardInterrupt too
            return {"number": self._number, **_told(Observation(error=error))}

    def _load(self, request: Mapping[str, Any]) -> Reply:
        """Import the answer; say what it is, and what its text hands to the ready-made."""
        self._exercise_id = request["exercise"]
        path, source = Path(request["path"]), request["source"]
        os.environ["FIRSTHAND_WORKSPACE"] = request["workspace"]
        exercise = find_exercise(self._exercise_id)
        if request["watched"]:
            self._monitor = CallMonitor(exercise, earlier(exercise.id), source.decode("utf-8", "replace"))
        self._install()
        seen = observe(
            lambda _: load_answer(path, exercise.id, source, self._monitor), {}, self._alarm, LOAD_SECONDS
        )
        self._install()  # what it imported
        self._answer = seen.value
        if seen.error or seen.slow:
            return _told(seen)
        return {
            **_told(Observation(seconds=seen.seconds)),
            "callable": callable(self._answer),
            "type": type(self._answer).__name__,
            "used": static_crossings(
                exercise, self._answer, source.decode("utf-8", "replace"), is_watched=True
            ),
        }

    def _call(self, request: Mapping[str, Any]) -> Reply:
        exercise = find_exercise(self._exercise_id)
        shared: list[str] = []
        monitor = self._monitor

        def act(given: Mapping[str, Any]) -> Any:
            with monitor.watching() if monitor else contextlib.nullcontext():
                value = exercise.run(self._answer, given)
            if exercise.wants_fresh:
                shared.append(self._earlier.shared(value, given))
            # Made plain within the call's time: what it gave may be endless, or resist being looked at.
            return encode(value)

        seen = observe(act, request["arguments"], self._alarm, request["seconds"], request["seed"])
        self._install()  # it may have imported something meanwhile
        crossed = tuple(monitor.crossed) if monitor else ()
        return _told(replace(seen, shared=shared[0] if shared else "", crossed=crossed))

    def _install(self) -> None:
        if self._monitor:
            self._monitor.install()

    def _take(self, request: Mapping[str, Any]) -> Reply:
        """Take the inputs of the lap that follows, so that it need not bring them."""
        self._given = request["inputs"]
        return _told(Observation())

    def _lap(self, request: Mapping[str, Any]) -> Reply:
        """Run once on each input; whoever asked holds the clock."""
        run, answer = find_exercise(self._exercise_id).run, self._answer
        self._results = [run(answer, arguments) for arguments in self._given]
        return _told(Observation())

    def _tell(self, request: Mapping[str, Any]) -> Reply:
        """Tell what the calls of the lap gave: not within it, because that takes time of its own."""
        return _told(Observation(value=encode(self._results)))


def _told(seen: Observation) -> Reply:
    """An observation whose value is encoded already, as plain data."""
    return {
        "value": seen.value,
        "error": encode_error(seen.error, own_traceback(seen.error)) if seen.error else None,
        "changed": seen.changed,
        "slow": seen.slow,
        "shared": seen.shared,
        "crossed": list(seen.crossed),
        "seconds": seen.seconds,
        "stopped": seen.stopped,
    }


def serve(connection: Connection) -> None:
    """Answer requests until the grader is gone."""
    turn = threading.Lock()
    printed = Printed()

    def send(reply: Reply) -> None:
        with turn, contextlib.suppress(OSError):
            connection.send_bytes(json.dumps({**reply, "printed": printed.getvalue()}).encode())

    _fence()
    grades_here.set(True)
    child = Child(send)
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(Printed()):
        while True:
            try:
                request = pickle.loads(connection.recv_bytes())
            except (EOFError, OSError):
                return
            send(child.handle(request))


def _fence() -> None:
    """Limit the memory, end forks where they begin, and end with the grader."""
    _limit_memory()
    _end_forks()
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()


def _limit_memory() -> None:
    """Where the system can, let a greedy allocation fail inside Python, with the line that asked for it."""
    try:
        import resource
    except ImportError:  # Windows: the watcher outside is the limit
        return
    used = psutil.Process().memory_info().vms
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (used + MEMORY_BYTES, used + MEMORY_BYTES))


def _end_forks() -> None:
    """A fork would answer requests beside us, and fork again at the next call: it ends where it begins."""
    if hasattr(os, "register_at_fork"):  # there is none on Windows, and no fork
        os.register_at_fork(after_in_child=lambda: os._exit(1))


def _end_with(parent: int) -> None:
    """End when the grader does, however it went."""
    while os.getppid() == parent and psutil.pid_exists(parent):
        time.sleep(0.5)
    os._exit(1)


def main() -> None:
    """The process where there is no fork: it connects to the grader's address, which comes as arguments."""
    address, key = sys.argv[1], os.environ.pop("FIRSTHAND_KEY")
    with Client(address, authkey=bytes.fromhex(key)) as connection:
        serve(connection)


if __name__ == "__main__":
    os.chdir(tempfile.gettempdir())
    main()
