"""Common slips that need no list of known mistakes: nothing returned, a constant factor, a transpose, a missing name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from firsthand.course.grading.cases import Case, Cases, numbers
from firsthand.course.grading.crashes import crash_advice, is_own_raise
from firsthand.course.grading.exercise import Arguments, Exercise
from firsthand.course.grading.formatting import cut, error_message
from firsthand.course.grading.kinds import kind_advice
from firsthand.course.grading.observe import Observation
from firsthand.course.grading.parts import wrong_parts
from firsthand.course.grading.relations import relation
from firsthand.course.grading.search import Failure
from firsthand.course.grading.sequences import of_parts, unchanged
from firsthand.course.grading.shapes import shape_relation
from firsthand.course.grading.tensors import WithGradients

# What a version did on one input: how it was judged there, and what it gave.
Judged = tuple[Failure | None, Observation]


def slip(exercise: Exercise, failure: Failure, learners: Sequence[tuple[Arguments, Judged]]) -> str:
    """The sentence for a common slip; '' where none is seen."""
    if failure.slope:
        return "The values are close, but their slope is not: is something rounded, clipped or cut off?"
    if failure.outcome == "wrong gradient" and isinstance(failure.got.value, WithGradients):
        return _gradient_slip(failure.got.value, failure.expected.value)
    if failure.got.error:
        return crash_advice(exercise, failure.got.error) or _own_raise(failure)
    if failure.got.shared:
        return (
            "The numbers are right, but they are not the caller's own: who writes into them changes something else too. "
            "Build a new array at every call, with .copy() if need be."
        )
    if failure.outcome == "changed its input":
        return (
            f"Work on a copy: start with {failure.got.changed} = {failure.got.changed}.copy(), or build a new array "
            "instead of writing into the old one. Whoever called you still needs theirs."
        )
    if failure.outcome == "unstable":
        return "Something survives from one call to the next: a default argument that is a list, a global, or chance."
    if failure.outcome == "too slow":
        return (
            "Either a loop never comes to its end on this input, or far more is computed than needed: does every round "
            "come nearer to its end, and is anything worked out again that was known already?"
        )
    return _result_slip(exercise, failure, learners) or _result_slip(
        exercise, failure, without_clauses(exercise, learners)
    )


def without_clauses(
    exercise: Exercise, learners: Sequence[tuple[Arguments, Judged]]
) -> Sequence[tuple[Arguments, Judged]]:
    """The failing input and what is no edge of a clause: who makes a mistake may overlook a promise besides."""
    of_clauses = [edge for clause in exercise.clauses for edge in clause.edges]
    rest = [one for one in learners[1:] if not any(one[0] is edge for edge in of_clauses)]
    return [learners[0], *rest]


def _result_slip(exercise: Exercise, failure: Failure, learners: Sequence[tuple[Arguments, Judged]]) -> str:
    """What is wrong with the value that came."""
    wrong = [found for _, (found, _did) in learners if found]
    if failure.got.value is None and failure.expected.value is not None:
        return _nothing_returned(wrong)
    if _is_deaf(learners):
        return "It gives the same whatever the input: nothing in it depends on the arguments."
    cases = _cases(learners)
    if failure.outcome == "wrong type":
        return kind_advice([case for case in cases if case.failed])
    return _relation(cases) or wrong_parts(exercise, cases, _relation) or _crash_elsewhere(exercise, wrong)


def _crash_elsewhere(exercise: Exercise, wrong: Sequence[Failure]) -> str:
    """What it crashes with on another input, where the smallest gives a wrong value and says little."""
    errors = [f.got.error for f in wrong if f.got.error and not f.expected.error]
    if not errors or not crash_advice(exercise, errors[0]):
        return ""
    says = cut((error_message(errors[0]).strip().splitlines() or [""])[0])
    return (
        f"On another input it raises {type(errors[0]).__name__}: {says}. {crash_advice(exercise, errors[0])}"
    )


def _relation(cases: Cases) -> str:
    """How what came hangs together with what was expected; '' where no rule is seen."""
    wrong = [case for case in cases if case.failed]
    return unchanged(cases) or shape_relation(wrong) or relation(cases) or of_parts(wrong)


def _cases(learners: Sequence[tuple[Arguments, Judged]]) -> list[Case]:
    """What came beside what was expected, on every input that is to be answered with a value."""
    return [
        Case(given, did.value, failure.expected.value if failure else did.value, failure is not None)
        for given, (failure, did) in learners
        if failure or not did.error
    ]


def _gradient_slip(got: WithGradients, expected: WithGradients) -> str:
    if any(got.gradients[name] is None for name, wanted in expected.gradients.items() if wanted is not None):
        return (
            "The result is cut off from what it was computed from, so nothing can be trained through it. .detach(), .data, "
            ".item(), .numpy(), torch.tensor(x) and torch.no_grad() all cut."
        )
    if any(_is_lost(got.gradients[name], wanted) for name, wanted in expected.gradients.items()):
        return (
            "The gradient is NaN or infinite. The root of 0 and a division by 0 have no slope, not even in the branch that "
            "torch.where leaves out: keep the number under the root, or under the stroke, from being 0."
        )
    return "Part of the way from the input to the result is cut, rounded or clamped: which step has another slope?"


def _is_lost(got: Any, expected: Any) -> bool:
    """Whether a gradient is not finite where it should be."""
    if got is None or expected is None:
        return False
    return bool((np.isfinite(numbers(expected)) & ~np.isfinite(numbers(got))).any())


def _nothing_returned(wrong: Sequence[Failure]) -> str:
    if all(failure.got.value is None and not failure.got.error for failure in wrong):
        return "The function ends without a return: put return before the value you computed."
    return "For this input the function ends without a return: does each of its branches hand something back?"


def _own_raise(failure: Failure) -> str:
    """Where the answer refuses, by a raise of its own, what it should take."""
    assert failure.got.error is not None
    if failure.expected.error or not is_own_raise(failure.got.error):
        return ""
    return (
        "Your own raise is reached, though this input must be answered: follow it from the first line to the raise, and see "
        "where it should have gone another way."
    )


def _is_deaf(learners: Sequence[tuple[Arguments, Judged]]) -> bool:
    """Whether the answer gave the same everywhere while other things were expected."""
    given = [repr(did.value) for _, (_, did) in learners if not did.error]
    expected = {repr(failure.expected.value) for _, (failure, _) in learners if failure}
    return len(given) == len(learners) > 2 and len(set(given)) == 1 and len(expected) > 2
