"""Grade an answer file: its code in a process of its own, the reference and the comparison in this one."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from firsthand.course.grading.answer_file import is_untouched
from firsthand.course.grading.examine import confirm, examine
from firsthand.course.grading.exercise import Arguments, Exercise
from firsthand.course.grading.formatting import call_text
from firsthand.course.grading.race import race
from firsthand.course.grading.registry import find_exercise
from firsthand.course.grading.remote import MAX_PROCESSES, MEMORY_BYTES, Fields, ProcessDied, Remote
from firsthand.course.grading.result import Outcome, RaceResult, Result
from firsthand.course.grading.verdicts import did_not_load, examined, refused, untouched
from firsthand.files import write_atomically

SECONDS = 20.0  # of processor time for all calls of one check
RACE_SECONDS = 90.0
ROUND_TRIPS = 9  # empty ones before a race: the quickest is no part of a lap
SHORTEST_CALL = 2e-8  # seconds, which no call of Python goes below
MAX_IDLE_SECONDS = 8.0  # seconds for which an answer may wait without computing


def try_file(path: Path, exercise_id: str, workspace: str = "", seconds: float = SECONDS) -> Result:
    """Grade an answer file. Whatever it does becomes an outcome, and an answer that deletes its file gets it back."""
    exercise = find_exercise(exercise_id)
    started = time.perf_counter()
    if not path.exists():
        return untouched(exercise)
    source = path.read_bytes()
    if is_untouched(source.decode("utf-8", errors="replace"), exercise_id):
        return untouched(exercise)
    try:
        result = _Trial(exercise, path, source, workspace, seconds).run()
    finally:
        if not path.exists():
            write_atomically(path, source)
    return replace(result, seconds=time.perf_counter() - started)


def race_file(path: Path, exercise_id: str, workspace: str = "") -> str:
    """Race an answer file in a process of its own; gives the result as JSON.

    One that does not pass is left out, and the report says so.
    """
    found = try_file(path, exercise_id, workspace)
    why_not = "" if found.passed else f"Yours does not run: it has not passed its check ({found.outcome})."
    if why_not:
        return race(exercise_id, None, why_not).to_json()
    remote = Remote(RACE_SECONDS, MAX_IDLE_SECONDS)
    try:
        remote.load(path, path.read_bytes(), exercise_id, workspace, watched=False)
        return race(exercise_id, None, elsewhere=_Elsewhere(remote)).to_json()
    except ProcessDied as death:
        message = obituary(exercise_id, death, "", RACE_SECONDS).message
        return RaceResult(exercise_id, "", (), f"The race did not finish: {message}").to_json()
    finally:
        remote.close()


class _Elsewhere:
    """An answer in a process of its own under the clock of this one, whatever it does to the clocks over there."""

    def __init__(self, remote: Remote) -> None:
        self._remote = remote
        self._remote.give([])
        self._round_trip = min(remote.lap() for _ in range(ROUND_TRIPS))

    def __call__(self, arguments: Arguments) -> Any:
        seen = self._remote.observe(arguments, RACE_SECONDS, None)
        if seen.error:
            raise seen.error
        return seen.value

    def lap(self, inputs: Sequence[Arguments]) -> tuple[float, list[Any]]:
        self._remote.give(inputs)
        seconds = self._remote.lap() - self._round_trip
        return max(seconds, len(inputs) * SHORTEST_CALL), self._remote.results()


class _Trial:
    """One answer on trial."""

    def __init__(self, exercise: Exercise, path: Path, source: bytes, workspace: str, seconds: float) -> None:
        self._exercise = exercise
        self._path = path
        self._source = source
        self._workspace = workspace
        self._seconds = seconds
        self._trying: Arguments | None = None  # what it was asked last; none while it is imported

    def run(self) -> Result:
        result = self._in_process(self._examined)
        if not result.passed:
            return result
        again = self._in_process(self._confirmed)
        return result if again.passed else again

    def _in_process(self, judge: Callable[[Remote], Result]) -> Result:
        """Load the answer into a fresh process, judge it there, and end the process."""
        self._trying = None
        remote = Remote(self._seconds, min(MAX_IDLE_SECONDS, self._seconds))
        try:
            result = self._loaded(remote) or judge(remote)
        except ProcessDied as death:
            result = obituary(self._exercise.id, death, self._what_it_did(), self._seconds)
        finally:
            remote.close()
        return replace(result, printed=remote.printed)

    def _loaded(self, remote: Remote) -> Result | None:
        seen, reply = remote.load(self._path, self._source, self._exercise.id, self._workspace)
        if seen.error or seen.slow:
            return did_not_load(self._exercise, self._path, seen)
        return refused(
            self._exercise, bool(reply.get("callable")), _text(reply, "type"), _texts(reply, "used")
        )

    def _examined(self, remote: Remote) -> Result:
        return examined(self._exercise, lambda: examine(self._exercise, remote, self._tell))

    def _confirmed(self, remote: Remote) -> Result:
        # From the text, so that it is the same for the same answer, and no answer can know it beforehand.
        seed = int.from_bytes(hashlib.sha256(self._source).digest()[:4])
        passed = Result(self._exercise.id, "passed", "")
        return examined(self._exercise, lambda: confirm(self._exercise, remote, seed, self._tell) or passed)

    def _tell(self, trying: Arguments) -> None:
        self._trying = trying

    def _what_it_did(self) -> str:
        """Made only where it is said: most answers outlive their check, and a call as text takes longer than the call."""
        if self._trying is None:
            return f"import {self._path.name}"
        return call_text(self._exercise.id, self._trying, self._exercise.optional)


def _text(reply: Fields, name: str) -> str:
    return str(reply.get(name, ""))


def _texts(reply: Fields, name: str) -> list[str]:
    found = reply.get(name)
    return [str(part) for part in found] if isinstance(found, list) else []


def obituary(exercise_id: str, death: ProcessDied, trying: str, seconds: float) -> Result:
    """What is said when the answer's process ended, or had to be ended."""
    on = f" on {trying}" if trying else ""
    outcome, message, advice = _OBITUARIES[death.reason]
    code = f" (exit code {death.code})" if death.code is not None else ""
    text = message.format(on=on, code=code, seconds=seconds)
    return Result(exercise_id, outcome, text, advice, call=trying if "(" in trying else "")


_OBITUARIES: dict[str, tuple[Outcome, str, str]] = {
    "slow": (
        "too slow",
        "It was stopped{on}: it had used {seconds:.0f} s of processor time.",
        "Look at the loop that ends it: does every round come nearer to its end?",
    ),
    "waits": (
        "too slow",
        "It was stopped{on}: it computes nothing, it waits.",
        "Take out what waits: time.sleep, input, a lock, a connection.",
    ),
    "busy": (
        "too slow",
        "This computer is busy with other things: the check did not come to its end{on}.",
        "That says nothing about the answer. Close what else is running, then check again.",
    ),
    "memory": (
        "crashed",
        f"It was stopped{{on}}: it took more than {MEMORY_BYTES // 1024**3} GB of memory.",
        "Something grows without end, or an array has far more entries than the input.",
    ),
    "processes": (
        "crashed",
        f"It was stopped{{on}}: it had started more than {MAX_PROCESSES} processes.",
        "An answer needs no process of its own: compute it in the function.",
    ),
    "garbled": (
        "crashed",
        "It was stopped{on}: what came back from its process is no answer.",
        "Does the code write into files or pipes that it has not opened itself?",
    ),
    "died": (
        "crashed",
        "The whole Python process ended{on}{code}.",
        "Does the code call os._exit, or call itself without end inside compiled code?",
    ),
}
