"""Results that need no comparison: not begun, no function, ready-made, not to be imported, not to be looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from firsthand.course.grading.examine import READY_MADE
from firsthand.course.grading.exercise import Exercise
from firsthand.course.grading.formatting import cut, error_message
from firsthand.course.grading.judge import ready_made
from firsthand.course.grading.observe import LOAD_SECONDS, Observation, own_traceback
from firsthand.course.grading.remote import ProcessDied
from firsthand.course.grading.result import Result


def examined(exercise: Exercise, act: Callable[[], Result]) -> Result:
    """Examine; what an answer gave may even resist being looked at: its repr raises, it contains itself."""
    try:
        return act()
    except MemoryError:
        message = "What it gave is so large that the memory does not suffice to look at it."
        return Result(exercise.id, "crashed", message, "An array has far more entries than the input.")
    except (KeyboardInterrupt, ProcessDied):
        raise
    except BaseException as error:
        message = f"What it gave cannot be looked at: that raises {type(error).__name__}."
        return Result(exercise.id, "wrong type", message, "Give back a plain number or array.")


def refused(exercise: Exercise, is_callable: bool, kind: str, used: Sequence[str]) -> Result | None:
    """The result for an answer that is no function, or the ready-made one; None when it may be tried."""
    if not is_callable:
        message = f"{exercise.id} is not a function but {kind}."
        return Result(
            exercise.id, "wrong type", message, f"Define it: def {exercise.id}{exercise.signature}: …"
        )
    if used:
        return Result(exercise.id, "ready-made", ready_made(used), READY_MADE)
    return None


def untouched(exercise: Exercise) -> Result:
    return Result(
        exercise.id, "untouched", "Not started yet: the function has no body.", "Write its body, then check."
    )


def did_not_load(exercise: Exercise, path: Path, seen: Observation) -> Result:
    if seen.slow:
        message = f"{path.name} does not come to its end: it runs for longer than {LOAD_SECONDS:.0f} s when it is imported"
        message += f", then in {seen.stopped}" if seen.stopped else "."
        return Result(
            exercise.id,
            "too slow",
            message,
            "Keep loops that try things out under if __name__ == '__main__':",
        )
    error = seen.error
    if isinstance(error, SyntaxError):
        where = f"line {error.lineno}" if error.lineno else path.name
        message = f"Python cannot read {where}: {error.msg}."
        shown = f"{(error.text or '').rstrip()}\n{' ' * max(0, (error.offset or 1) - 1)}^"
        return Result(exercise.id, "crashed", message, "", traceback=shown)
    assert error is not None
    message = f"{path.name} stops before anything can be tried: {describe(error)}"
    advice = (
        "The answer is a file of its own: what it uses must be imported or defined in it."
        if isinstance(error, NameError)
        else ""
    )
    return Result(exercise.id, "crashed", message, advice, traceback=own_traceback(error))


def describe(error: BaseException) -> str:
    text = error_message(error).strip().splitlines()
    return f"{type(error).__name__}: {cut(text[0])}" if text else type(error).__name__
