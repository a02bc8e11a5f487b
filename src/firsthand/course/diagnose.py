"""Say what the mistake is: compare the answer's behaviour with known wrong versions, else with common slips."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from firsthand.course.agree import agree
from firsthand.course.exercise import Arguments, Exercise, Mistake
from firsthand.course.observe import Observation
from firsthand.course.search import Failure
from firsthand.course.show import message

# What a version did on one input: how it was judged there, and what it gave.
Judged = tuple[Failure | None, Observation]
Judge = Callable[[Any, Arguments], Judged]

BEHAVIOUR_ALONE = ("too slow", "unstable")  # outcomes that say all there is to compare


@dataclass(frozen=True)
class Diagnosis:
    """The advice, and the known mistake it comes from ('' for a common slip)."""

    advice: str
    mistake: str = ""


def diagnose(
    exercise: Exercise, failure: Failure, learners: Sequence[tuple[Arguments, Judged]], judge: Judge
) -> Diagnosis:
    """Find the known mistake that behaves like the answer.

    It must do the same on the smallest failing input and on the others of the panel on which the answer fails;
    among several, the one that agrees on most of the panel wins.

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
        known = next((m for m in exercise.mistakes if m.outcome == failure.outcome), None)
        return Diagnosis(known.advice, known.version.__name__) if known else slip(exercise, failure, learners)
    scored = [(_likeness(exercise, mistake, learners, judge), mistake) for mistake in exercise.mistakes]
    best = max((score for score, _ in scored), default=0.0)
    if best <= 0:
        return slip(exercise, failure, learners)
    mistake = next(mistake for score, mistake in scored if score == best)
    return Diagnosis(mistake.advice, mistake.version.__name__)


def _likeness(
    exercise: Exercise, mistake: Mistake, learners: Sequence[tuple[Arguments, Judged]], judge: Judge
) -> float:
    """How much the two behave alike: 1 + the share of the panel on which they do the same; 0 for "no".

    Where they part on up to a quarter of the failing inputs (one raises where the other gives infinity, say) it
    is still the likeliest explanation, but ranks below any that fits throughout.
    """
    if mistake.outcome in (*BEHAVIOUR_ALONE, "untouched", "ready-made"):
        return 0.0

    def is_alike(learner: tuple[Arguments, Judged]) -> bool:
        arguments, did = learner
        return _alike(exercise, arguments, did, judge(mistake.version, arguments))

    if not is_alike(learners[0]):  # most part here already, on the smallest failing input
        return 0.0
    alike = [True, *map(is_alike, learners[1:])]
    if sum(alike) < len(alike) / 2:  # a version that fails where the answer is right explains nothing
        return 0.0
    where_wrong = [same for same, (_, (failure, _did)) in zip(alike, learners, strict=True) if failure]
    share = sum(where_wrong) / len(where_wrong)
    if share < 0.75:
        return 0.0
    return (1.0 if share == 1 else 0.0) + sum(alike) / len(alike)


def _alike(exercise: Exercise, arguments: Arguments, one: Judged, other: Judged) -> bool:
    (failure, did), (other_failure, other_did) = one, other
    if (failure and failure.outcome) != (other_failure and other_failure.outcome):
        return False
    if failure is None:
        return True
    if did.error or other_did.error:
        return type(did.error) is type(other_did.error)
    if failure.outcome == "wrong type":
        return type(did.value) is type(other_did.value)
    if failure.outcome == "changed its input":
        return did.changed == other_did.changed
    return _same_value(did.value, other_did.value, arguments)


def _same_value(one: Any, other: Any, arguments: Arguments) -> bool:
    try:
        return agree(one, other, arguments) is None
    except Exception:  # an answer may be an object that cannot even be compared
        return False


def slip(exercise: Exercise, failure: Failure, learners: Sequence[tuple[Arguments, Judged]]) -> Diagnosis:
    """Common slips that need no list: nothing returned, a constant factor, a transpose, a name that is missing."""
    if failure.slope:
        return Diagnosis(
            "The values are close, but their slope is not: is something rounded, clipped or cut off?"
        )
    if failure.got.error:
        return Diagnosis(_error_slip(exercise, failure.got.error))
    if failure.outcome == "changed its input":
        return Diagnosis(
            f"Work on a copy: start with {failure.got.changed} = {failure.got.changed}.copy(), or build a new array "
            "instead of writing into the old one. Whoever called you still needs theirs."
        )
    if failure.outcome == "unstable":
        return Diagnosis(
            "Something survives from one call to the next: a default argument that is a list, a global, or chance."
        )
    if failure.outcome == "too slow":
        return Diagnosis("Look at the loop that ends it: does every round come nearer to its end?")
    got, expected = failure.got.value, failure.expected.value
    if got is None:
        return Diagnosis("The function ends without a return: put return before the value you computed.")
    if isinstance(got, list | tuple) and isinstance(expected, np.ndarray):
        return Diagnosis("Put the numbers into an array before you return them: np.array(...).")
    if _is_deaf(learners):
        return Diagnosis("It gives the same whatever the input: nothing in it depends on the arguments.")
    if failure.outcome == "wrong type":
        return Diagnosis("")
    return Diagnosis(_value_slip(got, expected, learners) or "")


def _error_slip(exercise: Exercise, error: BaseException) -> str:
    text = message(error)
    if isinstance(error, NameError):
        return "The answer is a file of its own: what it uses must be imported or defined in it."
    if isinstance(error, TypeError) and "argument" in text and "()" in text:
        return f"Keep the parameters of the stub: {exercise.id}{exercise.signature}."
    if isinstance(error, TypeError) and text.startswith("Cannot cast ufunc"):
        return (
            "+=, -= and their like keep the kind of the array they write into, and whole numbers cannot hold a "
            "fraction. Write x = x + ..., which makes a new array, or make x an array of floats first."
        )
    if isinstance(error, RecursionError):
        return "The function calls itself without end: which case should answer directly?"
    if isinstance(error, SystemExit):
        return "A function hands its result back with return; exit ends the whole program."
    return ""


def _value_slip(got: Any, expected: Any, learners: Sequence[tuple[Arguments, Judged]]) -> str:
    one, other = _numbers(got), _numbers(expected)
    if one is None or other is None:
        return ""
    if one.shape != other.shape:
        return _shape_slip(one, other)
    if not np.isfinite(one).all() and np.isfinite(other).all():
        return "A number ran out of range or was divided by zero on the way: look at the steps for this one input."
    return _cut_slip(learners) or _constant_slip(learners)


def _shape_slip(got: Any, expected: Any) -> str:
    if got.T.shape == expected.shape and got.ndim > 1 and np.allclose(got.T, expected):
        return "It is the transpose of what is expected."
    if got.size != expected.size or not np.allclose(got.ravel(), expected.ravel(), equal_nan=True):
        return ""
    if got.ndim > expected.ndim:
        return "The numbers are right, but there is an axis too many: does reshape, keepdims or atleast_1d add one?"
    return "The numbers are right, but an axis is lost: does squeeze, ravel or an index drop one?"


def _cut_slip(learners: Sequence[tuple[Arguments, Judged]]) -> str:
    """Whether digits are lost on the way out, on every failing input: cut to whole numbers, or rounded."""
    failures = [failure for _, (failure, _) in learners if failure]
    pairs = [(_numbers(f.got.value), _numbers(f.expected.value)) for f in failures]
    if any(g is None or e is None or g.shape != e.shape for g, e in pairs):
        return ""
    got, expected = (np.concatenate([side.ravel() for side in sides]) for sides in zip(*pairs, strict=True))
    whole = all(np.asarray(f.got.value).dtype.kind in "iu" for f in failures)
    if whole and np.array_equal(got, np.trunc(expected)):
        return "The fractions are cut off: the result holds whole numbers. Let it hold floats."
    rounded = any(np.allclose(got, np.round(expected, digits), rtol=1e-12, atol=0) for digits in range(7))
    if rounded and np.any(got != np.round(got)):  # whole numbers agree by chance
        return "The answer is rounded. Give all its digits: rounding is for showing."
    return ""


def _is_deaf(learners: Sequence[tuple[Arguments, Judged]]) -> bool:
    """Whether the answer gave the same everywhere while other things were expected."""
    given = [repr(did.value) for _, (_, did) in learners if not did.error]
    expected = {repr(failure.expected.value) for _, (failure, _) in learners if failure}
    return len(given) == len(learners) > 2 and len(set(given)) == 1 and len(expected) > 2


def _constant_slip(learners: Sequence[tuple[Arguments, Judged]]) -> str:
    """Whether one factor, or one shift, explains every failing input."""
    pairs = [(_numbers(f.got.value), _numbers(f.expected.value)) for _, (f, _did) in learners if f]
    flat = [
        (g.ravel(), e.ravel()) for g, e in pairs if g is not None and e is not None and g.shape == e.shape
    ]
    if len(flat) < 3 or len(flat) < len(pairs):
        return ""
    got, expected = np.concatenate([g for g, _ in flat]), np.concatenate([e for _, e in flat])
    keep = np.isfinite(got) & np.isfinite(expected) & (np.abs(expected) > 1e-9)
    if keep.sum() < 3 or np.ptp(expected[keep]) == 0:
        return ""
    ratios, shifts = got[keep] / expected[keep], got[keep] - expected[keep]
    if (
        np.allclose(ratios, ratios[0], rtol=1e-6)
        and 1e-3 < abs(ratios[0]) < 1e3
        and abs(ratios[0] - 1) > 1e-5
    ):
        return (
            "The sign is the wrong way round."
            if np.isclose(ratios[0], -1)
            else (f"It is always {ratios[0]:.4g} times what is expected: a factor is missing or too many.")
        )
    return (
        f"It is always {shifts[0]:+.4g} away from what is expected."
        if np.allclose(shifts, shifts[0], rtol=1e-6) and abs(shifts[0]) > 1e-9
        else ""
    )


def _numbers(value: Any) -> Any:
    try:
        return np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        return None
