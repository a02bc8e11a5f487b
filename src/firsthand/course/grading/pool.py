"""Grade and race in a separate process, started beforehand so that it answers at once.

The process holds the reference and the comparison; the learner's code runs in one of its children (`trial`). So it can
serve one request after another, with everything imported. It is replaced when something has happened to it.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import secrets
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from firsthand.course.grading import processes
from firsthand.course.grading.result import RaceResult, Result

START_SECONDS = 60.0
RACE_SECONDS = 120.0
CHECK_SECONDS = 20.0  # of processor time
PATIENT = (
    10.0  # times its processor time, a check may take by the clock on the wall before its grader is given up
)
MARK = "FIRSTHAND_GRADER"


class WorkerDied(Exception):
    """The grading process ended, or did not answer in time."""


class Workers:
    """A supply of grading processes. Thread-safe; `spare` of them wait, warm, for the next request."""

    def __init__(self, spare: int = 1) -> None:
        self._lock = threading.Lock()
        self._closed = False
        self._keep = max(spare, 1)
        self._idle = [_Process() for _ in range(spare)]
        self._busy: set[_Process] = set()

    def check(
        self, exercise_id: str, path: Path, workspace_root: Path, seconds: float = CHECK_SECONDS
    ) -> Result:
        """Grade an answer file. Never raises for what the answer does; a killed process becomes an outcome.

        `seconds` of processor time are allowed for all calls of the answer together.
        """
        started = time.perf_counter()
        request = {**_about("check", exercise_id, path, workspace_root), "seconds": seconds}
        try:
            return Result.from_json(self._ask(request, PATIENT * seconds + 60))
        except (WorkerDied, ValueError, KeyError, TypeError):
            return replace(_no_grader(exercise_id), seconds=time.perf_counter() - started)

    def race(self, exercise_id: str, path: Path, workspace_root: Path) -> RaceResult:
        """Race the answer file against ours and theirs."""
        try:
            # The industry's versions stay in memory, with threads of their own: nothing should be forked from that.
            answer = self._ask(_about("race", exercise_id, path, workspace_root), RACE_SECONDS, keep=False)
            return RaceResult.from_json(answer)
        except (WorkerDied, ValueError, KeyError, TypeError):
            return RaceResult(
                exercise_id, "", (), f"The race did not finish. {_no_grader(exercise_id).message}"
            )

    def close(self) -> None:
        """End every process, those at work too."""
        with self._lock:
            self._closed = True
            for process in [*self._idle, *self._busy]:
                process.kill()
            self._idle.clear()

    def _ask(self, request: dict[str, Any], seconds: float, *, keep: bool = True) -> str:
        process = self._take()
        try:
            answer = process.ask(request, seconds)
        except BaseException:
            process.kill()
            raise
        else:
            if keep:
                self._give_back(process)
            else:
                process.kill()
            return answer
        finally:
            with self._lock:
                self._busy.discard(process)

    def _take(self) -> _Process:
        with self._lock:
            while self._idle:
                process = self._idle.pop()
                if process.alive():
                    break
                process.kill()
            else:
                process = _Process()
            self._busy.add(process)
        return process

    def _give_back(self, process: _Process) -> None:
        with self._lock:
            if not self._closed and len(self._idle) < self._keep:
                self._idle.append(process)
                return
        process.kill()


def _about(what: str, exercise_id: str, path: Path, workspace_root: Path) -> dict[str, Any]:
    return {"do": what, "exercise": exercise_id, "path": str(path), "workspace": str(workspace_root)}


def _no_grader(exercise_id: str) -> Result:
    return Result(
        exercise_id,
        "crashed",
        "The grading process itself ended before it had an answer.",
        "Does the code end other processes? Otherwise this computer may be out of memory: close what else is running.",
    )


class _Process:
    """One grading process and the lines it writes."""

    def __init__(self) -> None:
        self._mark = secrets.token_hex(16)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "firsthand.course.grading.pool"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            start_new_session=True,
            env={
                **os.environ,
                "OMP_NUM_THREADS": "1",
                "OPENBLAS_NUM_THREADS": "1",
                # Answers run in forks, which an accelerator's driver does not survive.
                "CUDA_VISIBLE_DEVICES": "",
                "MPLBACKEND": "agg",
                MARK: self._mark,
            },
        )
        self._lines: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, request: dict[str, Any], seconds: float) -> str:
        """Send the request and wait for its answer.

        Raises
        ------
        WorkerDied
        """
        self._next("ready", START_SECONDS)
        assert self._process.stdin
        with contextlib.suppress(BrokenPipeError, OSError):
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
        return str(self._next("answer", seconds))

    def kill(self) -> None:
        """End it and whatever it started, and take back its pipes."""
        ended_itself = not self.alive()
        self._process.kill()
        self._process.wait()
        if ended_itself:  # by whatever hand: its children had nobody to end them
            processes.end_marked(MARK, self._mark)
        with contextlib.suppress(BrokenPipeError, OSError):
            if self._process.stdin:
                self._process.stdin.close()

    def _read(self) -> None:
        assert self._process.stdout
        with self._process.stdout as lines:
            for line in lines:
                self._lines.put(line)
        self._lines.put(None)

    def _next(self, what: str, seconds: float) -> Any:
        """The next message of that kind."""
        end = time.monotonic() + seconds
        while True:
            try:
                line = self._lines.get(timeout=max(0.0, end - time.monotonic()))
            except queue.Empty:
                raise WorkerDied from None
            if line is None:
                self._lines.put(None)
                raise WorkerDied
            with contextlib.suppress(ValueError):
                message = json.loads(line)
                if isinstance(message, dict) and what in message:
                    return message[what]


def _private(number: int, mode: str) -> IO[str]:
    """Keep a standard pipe for ourselves: what code prints or reads, at any level, goes nowhere."""
    pipe = os.fdopen(os.dup(number), mode, encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, number)
    os.close(nowhere)
    return pipe


def main() -> None:
    """Serve requests from standard input, one a line; end when it closes."""
    requests, answers = _private(0, "r"), _private(1, "w")
    processes.adopt_orphans()

    from firsthand.course.grading import child, trial  # noqa: F401 - the child is to find its imports done

    waiting: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_take_in, args=(requests, waiting), daemon=True).start()

    def send(**message: Any) -> None:
        answers.write(json.dumps(message) + "\n")
        answers.flush()

    while True:
        send(ready=True)
        request = json.loads(waiting.get())
        path, exercise_id, workspace = Path(request["path"]), request["exercise"], request["workspace"]
        if request["do"] == "race":
            send(answer=trial.race_file(path, exercise_id, workspace))
        else:
            send(answer=trial.try_file(path, exercise_id, workspace, request["seconds"]).to_json())


def _take_in(requests: IO[str], waiting: queue.SimpleQueue[str]) -> None:
    """Pass on requests. The pipe closes when the parent is gone, however it went: then we go too."""
    with contextlib.suppress(ValueError, OSError):
        for line in requests:
            waiting.put(line)
    processes.end_all_children()
    os._exit(1)


if __name__ == "__main__":
    main()
