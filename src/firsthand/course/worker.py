"""Grade and race in a separate process, started beforehand so that it answers at once, with a time and a memory limit.

A process serves one request and is replaced: whatever the learner's code does to it dies with it.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

import psutil

from firsthand.course.result import RaceResult, Result

MEMORY_BYTES = 2 * 1024**3
START_SECONDS = 60.0
RACE_SECONDS = 60.0


class WorkerDied(Exception):
    """The process ended, or was ended, before it answered. `reason` is one of slow, memory, died."""

    def __init__(self, reason: str, trying: str, code: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.trying = trying
        self.code = code


class Workers:
    """A supply of grading processes. Thread-safe; `spare` of them wait, warm, for the next request."""

    def __init__(self, spare: int = 1) -> None:
        self._lock = threading.Lock()
        self._closed = False
        self._spare = [_Process() for _ in range(spare)]
        self._busy: set[_Process] = set()

    def check(self, exercise_id: str, path: Path, workspace_root: Path, seconds: float = 20.0) -> Result:
        """Grade an answer file. Never raises for what the answer does; a killed process becomes an outcome."""
        started = time.perf_counter()
        request = {
            "do": "check",
            "exercise": exercise_id,
            "path": str(path),
            "workspace": str(workspace_root),
        }
        try:
            answer = self._ask(request, seconds)
            try:
                return Result.from_json(answer)
            except (
                ValueError,
                KeyError,
                TypeError,
            ):  # no answer of ours: written into the pipe by the learner's code
                raise WorkerDied("died", "") from None
        except WorkerDied as death:
            result = _obituary(exercise_id, death, seconds)
            return replace(result, seconds=time.perf_counter() - started)

    def race(self, exercise_id: str, path: Path, workspace_root: Path) -> RaceResult:
        """Race the answer file against ours and theirs."""
        request = {"do": "race", "exercise": exercise_id, "path": str(path), "workspace": str(workspace_root)}
        try:
            return RaceResult.from_json(self._ask(request, RACE_SECONDS))
        except WorkerDied as death:
            return RaceResult(
                exercise_id,
                "",
                (),
                f"The race did not finish: {_obituary(exercise_id, death, RACE_SECONDS).says}",
            )

    def close(self) -> None:
        """End every process, those at work too."""
        with self._lock:
            self._closed = True
            for process in [*self._spare, *self._busy]:
                process.kill()
            self._spare.clear()

    def _ask(self, request: dict[str, str], seconds: float) -> str:
        with self._borrowed() as process:
            return process.ask(request, seconds)

    @contextlib.contextmanager
    def _borrowed(self) -> Iterator[_Process]:
        process = self._take()
        try:
            yield process
        finally:
            process.kill()
            with self._lock:
                self._busy.discard(process)

    def _take(self) -> _Process:
        """A warm process, and the start of its successor."""
        with self._lock:
            while self._spare:
                process = self._spare.pop(0)
                if process.alive():
                    self._spare.append(_Process())
                    break
            else:
                process = _Process()
            self._busy.add(process)
        return process


class _Process:
    """One grading process and the lines it writes."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "firsthand.course.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MPLBACKEND": "agg"},
        )
        self._lines: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, request: dict[str, str], seconds: float) -> str:
        """Send the request and wait for its answer, watching the clock and the memory.

        Raises
        ------
        WorkerDied
        """
        self._wait_until_ready()
        assert self._process.stdin
        with contextlib.suppress(BrokenPipeError, OSError):
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
        trying, end = "", time.monotonic() + seconds
        while True:
            message = self._next(trying, end)
            trying = message.get("trying", trying)
            if "answer" in message:
                return str(message["answer"])

    def kill(self) -> None:
        """End it and whatever it started, and take back its pipes."""
        if self.alive():
            with contextlib.suppress(psutil.Error):
                for child in psutil.Process(self._process.pid).children(recursive=True):
                    child.kill()
            self._process.kill()
        self._process.wait()
        with contextlib.suppress(BrokenPipeError, OSError):
            if self._process.stdin:
                self._process.stdin.close()

    def _read(self) -> None:
        assert self._process.stdout
        with self._process.stdout as lines:
            for line in lines:
                self._lines.put(line)
        self._lines.put(None)

    def _wait_until_ready(self) -> None:
        while "ready" not in self._next("", time.monotonic() + START_SECONDS):
            pass

    def _next(self, trying: str, end: float) -> dict[str, Any]:
        """The next message; meanwhile the limits are watched."""
        while True:
            try:
                line = self._lines.get(timeout=0.05)
            except queue.Empty:
                self._check_limits(trying, end)
                continue
            if line is None:
                self._lines.put(None)
                raise WorkerDied("died", trying, self._process.wait())
            if time.monotonic() > end:  # a flood of messages must not keep the clock from being read
                raise WorkerDied("slow", trying)
            with contextlib.suppress(ValueError):  # the learner's code may have written into the pipe
                message = json.loads(line)
                if isinstance(message, dict):
                    return message

    def _check_limits(self, trying: str, end: float) -> None:
        if time.monotonic() > end:
            raise WorkerDied("slow", trying)
        with contextlib.suppress(psutil.Error):
            if psutil.Process(self._process.pid).memory_info().rss > MEMORY_BYTES:
                raise WorkerDied("memory", trying)


def _obituary(exercise_id: str, death: WorkerDied, seconds: float) -> Result:
    on = f" on {death.trying}" if death.trying else ""
    if death.reason == "slow":
        says = f"It was stopped after {seconds:.0f} s{on}."
        return Result(
            exercise_id,
            "too slow",
            says,
            "Look at the loop that ends it: does every round come nearer to its end?",
            call=death.trying,
        )
    if death.reason == "memory":
        says = f"It was stopped{on}: it took more than {MEMORY_BYTES // 1024**3} GB of memory."
        return Result(
            exercise_id,
            "crashed",
            says,
            "Something grows without end, or an array has far more entries than the input.",
            call=death.trying,
        )
    ended = f" (exit code {death.code})" if death.code is not None else ""
    says = f"The whole Python process ended{on}{ended}."
    return Result(
        exercise_id,
        "crashed",
        says,
        "Does the code call os._exit, or call itself without end inside compiled code?",
        call=death.trying,
    )


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
    """A fork would grade on beside us, and fork again at the next call: it ends where it begins."""
    if hasattr(os, "register_at_fork"):  # there is none on Windows, and no fork
        os.register_at_fork(after_in_child=lambda: os._exit(1))


def _private(number: int, mode: str) -> IO[str]:
    """Keep a standard pipe for ourselves: what the learner's code prints or reads, at any level, goes nowhere."""
    pipe = os.fdopen(os.dup(number), mode, encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, number)
    os.close(nowhere)
    return pipe


def main() -> None:
    """Serve one request from standard input; end when it closes."""
    requests, answers = _private(0, "r"), _private(1, "w")

    def send(**message: Any) -> None:
        answers.write(json.dumps(message) + "\n")
        answers.flush()

    from firsthand.course import grading
    from firsthand.course.racing import race_file

    send(ready=True)
    line = requests.readline()
    if not line:
        return
    request = json.loads(line)
    os.environ["FIRSTHAND_WORKSPACE"] = request["workspace"]
    threading.Thread(target=_end_with, args=(requests,), daemon=True).start()
    path, exercise_id = Path(request["path"]), request["exercise"]
    if request["do"] == "race":
        send(answer=race_file(path, exercise_id).to_json())
    else:
        _limit_memory()
        _end_forks()
        send(answer=grading.grade_file(path, exercise_id, tell=lambda text: send(trying=text)).to_json())


def _end_with(requests: IO[str]) -> None:
    """The pipe closes when the parent is gone, however it went."""
    with contextlib.suppress(ValueError, OSError):
        requests.read()
    os._exit(1)


if __name__ == "__main__":
    main()
