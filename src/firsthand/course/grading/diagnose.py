"""Say what the mistake is: compare the answer's behaviour with known wrong versions, else with common slips."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from firsthand.course.grading.cases import is_same, numbers
from firsthand.course.grading.compare import agree
from firsthand.course.grading.crashes import is_own_raise, same_cause
from firsthand.course.grading.exercise import Arguments, Exercise, Implementation, Mistake
from firsthand.course.grading.formatting import error_message
from firsthand.course.grading.search import Failure
from firsthand.course.grading.slips import Judged, slip, without_clauses
from firsthand.course.grading.tensors import WithGradients, to_array

JudgeVersion = Callable[[Any, Arguments], Judged]

BEHAVIOUR_ALONE = ("too slow", "unstable")  # outcomes that say all there is to compare


@dataclass(frozen=True)
class Diagnosis:
    """The advice, and the known mistake it comes from ('' for a common slip)."""

    advice: str
    mistake: str = ""


def diagnose(
    exercise: Exercise, failure: Failure, learners: Sequence[tuple[Arguments, Judged]], judge: JudgeVersion
) -> Diagnosis:
    """Find the known mistake that behaves like the answer.

    It must do the same on every input of the panel, those on which the answer is right included: advice that is
    untrue on one of them would mislead. Only the edges of clauses may differ, where no mistake fits those too. Where
    none fits, a common slip is named, or nothing.

    Parameters
    ----------
    exercise : Exercise
    failure : Failure
        The smallest one found.
    learners : sequence of (arguments, judged)
        What the answer did on the panel; the smallest failing input comes first.
    judge : callable(implementation, arguments)
        Judges another version in the same way.
    """
    if failure.outcome in BEHAVIOUR_ALONE:
        mistake = next((m for m in exercise.all_mistakes if m.outcome == failure.outcome), None)
    else:
        mistake = _known(exercise, learners, judge) or _known(
            exercise, without_clauses(exercise, learners), judge
        )
    if mistake is None:
        return Diagnosis(slip(exercise, failure, learners))
    return Diagnosis(mistake.advice, mistake.version.__name__)


def _known(
    exercise: Exercise, learners: Sequence[tuple[Arguments, Judged]], judge: JudgeVersion
) -> Mistake | None:
    return next((m for m in exercise.all_mistakes if _explains(exercise, m, learners, judge)), None)


def _explains(
    exercise: Exercise, mistake: Mistake, learners: Sequence[tuple[Arguments, Judged]], judge: JudgeVersion
) -> bool:
    """Whether a known mistake does what the answer did, on each input of the panel; most part on the first."""
    if mistake.outcome in (*BEHAVIOUR_ALONE, "untouched", "ready-made"):
        return False
    versions: Sequence[Implementation] = (mistake.version, *mistake.also)
    if any(_double(value) is not value for given, _ in learners for value in given.values()):
        versions = (*versions, *map(_in_double, versions))
    return any(_behaves_like(exercise, version, learners, judge) for version in versions)


@cache
def _in_double(version: Implementation) -> Implementation:
    """The same mistake by whoever turns arrays of shorter floats into float64 first."""

    def doubled(*given: Any, **named: Any) -> Any:
        return version(*map(_double, given), **{name: _double(value) for name, value in named.items()})

    return doubled


def _double(value: Any) -> Any:
    is_shorter = isinstance(value, np.ndarray) and value.dtype in (np.float32, np.float16)
    return value.astype(np.float64) if is_shorter else value


def _behaves_like(
    exercise: Exercise, version: Any, learners: Sequence[tuple[Arguments, Judged]], judge: JudgeVersion
) -> bool:
    """Whether both do the same on every input.

    Two crashes of one cause count as the same though their words differ, once an equal wrong value shows that the two
    are akin: `a @ b` and a loop fail on the same inputs, and say so in other words. Of raises of the answer's own, that
    they come on the same inputs is enough.
    """
    is_akin, in_same_words = False, True
    for arguments, did in learners:
        other = judge(version, arguments)
        if _crash_akin(did, other):
            in_same_words = in_same_words and is_own_raise(did[1].error)
        elif not _alike(exercise, arguments, did, other):
            return False
        else:
            is_akin = is_akin or (did[0] is not None and not did[1].error)
    return is_akin or in_same_words


def _crash_akin(one: Judged, other: Judged) -> bool:
    """Whether both crash, from one cause but not with the same words."""
    if one[0] is None or other[0] is None:
        return False
    error, other_error = one[1].error, other[1].error
    return (
        error is not None
        and other_error is not None
        and not _same_error(error, other_error)
        and same_cause(error, other_error)
    )


def _alike(exercise: Exercise, arguments: Arguments, one: Judged, other: Judged) -> bool:
    (failure, did), (other_failure, other_did) = one, other
    if (failure and failure.outcome) != (other_failure and other_failure.outcome):
        return False
    if failure is None:
        return True
    if did.shared or other_did.shared:
        return did.shared == other_did.shared
    if did.error or other_did.error:
        return _same_error(did.error, other_did.error)
    if failure.outcome == "wrong type":
        return type(did.value) is type(other_did.value)
    if failure.outcome == "changed its input":
        return did.changed == other_did.changed
    return _same_value(did.value, other_did.value, arguments)


def _same_error(one: BaseException | None, other: BaseException | None) -> bool:
    """Whether two crashes are one: of the same type and with the same words, shapes and names in them included.

    Where the depth of calls runs out is chance, and so are the words that say it.
    """
    if one is None or other is None or type(one) is not type(other):
        return False
    return isinstance(one, RecursionError) or error_message(one) == error_message(other)


def _same_value(one: Any, other: Any, arguments: Arguments) -> bool:
    if isinstance(one, WithGradients) and isinstance(other, WithGradients):
        return _are_same_tensors(one, other)
    if _is_same_number(one, other):
        return True
    try:
        return agree(one, other, arguments) is None
    except Exception:  # an answer may be an object that cannot even be compared
        return False


def _are_same_tensors(one: WithGradients, other: WithGradients) -> bool:
    """Whether values and gradients are those of one mistake, computed in single or in double."""
    pairs = [
        (one.value, other.value),
        *((one.gradients.get(name), to) for name, to in other.gradients.items()),
    ]
    return all(
        (got is None and to is None)
        or (got is not None and to is not None and _is_close(to_array(got), to_array(to)))
        for got, to in pairs
    )


def _is_close(one: Any, other: Any) -> bool:
    return bool(one.shape == other.shape and np.allclose(one, other, rtol=1e-4, atol=1e-5, equal_nan=True))


def _is_same_number(one: Any, other: Any) -> bool:
    """Whether both are numbers and the same ones: 2 and 2.0 come from the same mistake."""
    if isinstance(one, tuple | list) and isinstance(other, tuple | list) and len(one) == len(other):
        return bool(one) and all(map(_is_same_number, one, other))
    first, second = (numbers(value) if _is_numeric(value) else None for value in (one, other))
    return first is not None and second is not None and is_same(first, second)


def _is_numeric(value: Any) -> bool:
    return isinstance(value, int | float | np.number) or (
        isinstance(value, np.ndarray) and value.dtype.kind in "iuf"
    )
