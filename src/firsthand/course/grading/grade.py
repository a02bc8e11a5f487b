"""Grade an implementation of an exercise: the one engine behind the notebook, the page and the command."""

from __future__ import annotations

import contextlib
import functools
import inspect
import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from firsthand.course.grading.answer_file import grades_here, is_untouched, load_answer, static_crossings
from firsthand.course.grading.examine import examine
from firsthand.course.grading.exercise import Exercise
from firsthand.course.grading.observe import LOAD_SECONDS, Alarm, Printed, kept_chance, observe
from firsthand.course.grading.pool import Workers
from firsthand.course.grading.registry import find_exercise
from firsthand.course.grading.result import Result
from firsthand.course.grading.verdicts import did_not_load, examined, refused, untouched


def grade(exercise_id: str, implementation: Any, *, source: str | None = None) -> Result:
    """Grade an implementation in this process. Never raises for what the implementation does.

    For what has no file: a function whose source cannot be found, a version of ours. It can reach all that grades it;
    `grade_file` is out of its reach.

    Parameters
    ----------
    exercise_id : str
    implementation : object
        Normally a function or a class.
    source : str, optional
        Its source, for telling an untouched stub and a ready-made answer; found by itself where it can be.

    Raises
    ------
    FirsthandError
        When there is no such exercise.
    """
    exercise = find_exercise(exercise_id)
    source = source if source is not None else _source(implementation)
    started = time.perf_counter()
    with _printed() as printed:
        result = _without_running(exercise, implementation, source) or examined(
            exercise, lambda: examine(exercise, implementation)
        )
    return replace(result, seconds=time.perf_counter() - started, printed=printed.getvalue())


def grade_file(path: Path, exercise_id: str) -> Result:
    """Grade an answer file in a process of its own. Whatever it does becomes an outcome."""
    exercise = find_exercise(exercise_id)
    if grades_here.get():
        return _grade_file_here(exercise, path)
    return _service().check(exercise_id, path, Path(os.environ.get("FIRSTHAND_WORKSPACE", "")))


def _grade_file_here(exercise: Exercise, path: Path) -> Result:
    """Within a learner's process: the answer under trial builds on another one, through `yours`."""
    if not path.exists():
        return untouched(exercise)
    source = path.read_bytes()
    with _printed(), kept_chance(), contextlib.closing(Alarm()) as alarm:
        seen = observe(lambda _: load_answer(path, exercise.id, source), {}, alarm, LOAD_SECONDS)
    if seen.error or seen.slow:
        return did_not_load(exercise, path, seen)
    return grade(exercise.id, seen.value, source=source.decode("utf-8", errors="replace"))


@functools.cache
def _service() -> Workers:
    """The grading process of this process, started when it is first asked for; it ends with this one."""
    return Workers(spare=0)


def _source(implementation: Any) -> str | None:
    try:
        return inspect.cleandoc("\n" + inspect.getsource(implementation))
    except (OSError, TypeError):
        return None


def _without_running(exercise: Exercise, implementation: Any, source: str | None) -> Result | None:
    """What can be told without a single call: not begun, no function at all, or the ready-made answer."""
    if source is not None and is_untouched(source, exercise.id):
        return untouched(exercise)
    used = static_crossings(exercise, implementation, source)
    return refused(exercise, callable(implementation), type(implementation).__name__, used)


@contextlib.contextmanager
def _printed() -> Iterator[Printed]:
    printed = Printed()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(Printed()):
        yield printed
