"""Examine a running answer: try the edges, search for a failing input, shrink it, say what is wrong."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import reduce
from typing import Any

from firsthand.course.grading.compare import agree
from firsthand.course.grading.diagnose import diagnose
from firsthand.course.grading.exercise import EXAMPLES, Arguments, Exercise
from firsthand.course.grading.formatting import ALL_DIGITS, call_text, cut, error_message, value_text
from firsthand.course.grading.gradient_check import slope_failure
from firsthand.course.grading.judge import Judge
from firsthand.course.grading.observe import Alarm, Observation, kept_chance, own_traceback
from firsthand.course.grading.result import Result
from firsthand.course.grading.search import Failure, generate, is_smaller, smaller
from firsthand.course.grading.slips import Judged
from firsthand.course.grading.tensors import WithGradients

N_CONFIRMING_INPUTS = 20  # generated inputs on which an answer that has passed is tried once more
SLOPES = 12  # inputs around which the slope is taken
SEARCH_SECONDS = 8.0  # of the answer's processor time; far more than a search takes unless the answer is slow
PANEL_SECONDS = 2.0  # of the answer's processor time, for comparing it with known mistakes
SMALL = 6  # numbers and words in an input that is shown as it is: one can take it in at a glance
REPEATED = 4  # edges that are tried twice, to see whether the answer stays the same

Tell = Callable[[Arguments], None]  # what is asked next

READY_MADE = (
    "Build it from smaller steps; once it passes, use the ready-made one freely. To compare with it meanwhile, call it "
    "anywhere beside the function."
)


def examine(exercise: Exercise, implementation: Any, tell: Tell | None = None) -> Result:
    """Find the smallest failing input and its diagnosis, or pass."""
    with kept_chance(), contextlib.closing(Alarm()) as alarm:
        return _Examination(exercise, implementation, Judge(exercise, alarm), tell).run()


def confirm(exercise: Exercise, implementation: Any, seed: int, tell: Tell | None = None) -> Result | None:
    """Try an answer that has passed on other inputs and in another order. None when it is right there too.

    For a fresh start of the answer: one that remembers what it was asked, or knows our inputs, shows itself.
    """
    with kept_chance(), contextlib.closing(Alarm()) as alarm:
        return _Examination(exercise, implementation, Judge(exercise, alarm), tell).again(seed)


class _Examination:
    """One answer under examination; counts what it tries."""

    def __init__(self, exercise: Exercise, implementation: Any, judge: Judge, tell: Tell | None) -> None:
        self.exercise = exercise
        self.implementation = implementation
        self.judge = judge
        self.tell = tell
        self.tried = 0
        self.used = 0.0

    def run(self) -> Result:
        first = self._try_edges() or self._try_generated() or self._try_slopes()
        return self._passed() if first is None else self._found(first)

    def again(self, seed: int) -> Result | None:
        first = generate(
            self.exercise.inputs,
            self._try,
            examples=N_CONFIRMING_INPUTS,
            evaluations=N_CONFIRMING_INPUTS,
            seed=seed,
        )
        first = first or next(filter(None, map(self._try, reversed(self.exercise.all_edges))), None)
        return None if first is None else self._found(first)

    def _found(self, first: Failure) -> Result:
        if first.outcome == "ready-made":
            return Result(self.exercise.id, "ready-made", first.where, READY_MADE, tried=self.tried)
        first = self.judge.unstable(self.implementation, first) or first
        smallest = self._shrink(first)
        return self._failed(smallest, shrunk=smallest is not first)

    def _try(self, arguments: Arguments, *, twice: bool = False) -> Failure | None:
        self.tried += 1
        if self.tell:
            self.tell(arguments)
        failure, got = self.judge(self.implementation, arguments, twice=twice)
        self.used += got.seconds
        return failure

    def _try_edges(self) -> Failure | None:
        for index, arguments in enumerate(self.exercise.all_edges):
            failure = self._try(arguments, twice=index < REPEATED)
            if failure:
                return failure
        return None

    def _try_generated(self) -> Failure | None:
        end = self.used + SEARCH_SECONDS
        for arguments in self.exercise.drawn:
            failure = self._try(arguments)
            if failure or self.used > end:
                return failure
        return None

    def _only_kind(self, outcome: str) -> Callable[[Arguments], Failure | None]:
        """Judge inputs, but let only one kind of failure count, so that shrinking does not slip to another fault."""

        def judge(arguments: Arguments) -> Failure | None:
            failure = self._try(arguments)
            return failure if failure and failure.outcome == outcome else None

        return judge

    def _try_slopes(self) -> Failure | None:
        if not self.exercise.differentiable:
            return None
        inputs = [*self.exercise.edges, *self.exercise.samples]
        failures = (
            slope_failure(self.exercise, self.implementation, given, self.judge)
            for given in inputs[: SLOPES * 3]
        )
        return next((failure for failure in failures if failure), None)

    def _shrink(self, first: Failure) -> Failure:
        """A smaller input that fails in the same way, if the search meets one; slow code is not run again."""
        if first.slope or first.outcome in ("too slow", "unstable"):
            return first
        tried, judge = self.tried, self._only_kind(first.outcome)
        edges = [
            # Not those of clauses: they fail for a reason of their own.
            given
            for given in self.exercise.edges
            if is_smaller(given, first)
        ]
        smallest = reduce(smaller, filter(None, map(judge, edges)), first)
        if smallest.things > SMALL:
            smallest = reduce(smaller, filter(None, [self._search(judge)]), smallest)
        self.tried = tried
        return smallest

    def _search(self, judge: Callable[[Arguments], Failure | None]) -> Failure | None:
        """The smallest failure among generated inputs, or None.

        A search draws what has been drawn before, and then shrinks: so it begins at the first of those that fails, and
        where none does there is nothing to shrink.
        """
        end = self.used + SEARCH_SECONDS
        failures = (judge(given) if self.used <= end else None for given in self.exercise.drawn)
        index, found = next(((at, failure) for at, failure in enumerate(failures) if failure), (0, None))
        if found is None:
            return None
        asked = itertools.count()
        shrunk = generate(
            self.exercise.inputs,
            lambda given: judge(given) if next(asked) >= index else None,
            examples=EXAMPLES,
            is_over=lambda: self.used > end,
        )
        return smaller(found, shrunk) if shrunk else found

    def _failed(self, failure: Failure, *, shrunk: bool) -> Result:
        found = diagnose(self.exercise, failure, self._panel(failure), lambda v, given: self.judge(v, given))
        error = failure.got.error
        got, expected = _shown(failure)
        return Result(
            exercise=self.exercise.id,
            outcome=failure.outcome,
            message=failure.where
            if error is None
            else f"It raised {type(error).__name__}: {_first_line(error)}",
            advice=found.advice,
            mistake=found.mistake,
            call=self._call(failure.arguments),
            cell=self._call(failure.arguments, code=True),
            got=got,
            expected=expected,
            where=failure.where,
            tried=self.tried,
            shrunk=shrunk,
            traceback=own_traceback(error) if error else "",
        )

    def _panel(self, failure: Failure) -> list[tuple[Arguments, Judged]]:
        """What the answer does on the failing input, the edges and a sample, for comparing with known mistakes."""
        panel: list[tuple[Arguments, Judged]] = [(failure.arguments, (failure, failure.got))]
        if failure.outcome in ("too slow", "unstable"):
            return panel
        used = 0.0
        for arguments in [*self.exercise.all_edges, *self.exercise.samples]:
            if used > PANEL_SECONDS:
                break
            judged = self.judge(self.implementation, arguments)
            used += judged[1].seconds
            panel.append((arguments, judged))
        return panel

    def _passed(self) -> Result:
        checked = [
            f"{self.tried} inputs",
            f"{len(self.exercise.all_edges)} of them edge cases picked by hand",
        ]
        if self.exercise.gradient_of:
            checked.append(f"the slope of {self.exercise.gradient_of.__name__} by central differences")
        elif self.exercise.gradients:
            checked.append("the gradients of all tensors that go in, and that their dtype stays")
        elif self.exercise.differentiable:
            checked.append(f"the slope along {self.exercise.differentiable} by central differences")
        checked.append("its inputs are left as they were")
        if self.exercise.deterministic:
            checked.append("the same input gives the same answer again")
        message = f"Right on all {self.tried} inputs."
        return Result(self.exercise.id, "passed", message, tried=self.tried, checked=tuple(checked))

    def _call(self, arguments: Arguments, *, code: bool = False) -> str:
        return call_text(self.exercise.id, arguments, self.exercise.optional, code=code)


def _shown(failure: Failure) -> tuple[str, str]:
    """Got and expected as text, with as many digits as it takes to see that they differ."""
    got, expected = _parts_that_differ(failure.got, failure.expected)
    texts = ("", "")
    for digits in (6, 10, ALL_DIGITS):
        texts = _observed(got, digits), _observed(expected, digits)
        if texts[0] != texts[1]:
            break
    return texts


def _parts_that_differ(got: Observation, expected: Observation) -> tuple[Observation, Observation]:
    """Of two dictionaries with the same keys only the first entry that differs: the others are in the way."""
    one, other = got.value, expected.value
    if isinstance(one, WithGradients) and isinstance(other, WithGradients):
        if agree(one.value, other.value, {}):
            return got, expected
        one, other = one.gradients, other.gradients
    if not isinstance(one, Mapping) or not isinstance(other, Mapping) or one.keys() != other.keys():
        return got, expected
    differ = next((key for key in other if agree(one[key], other[key], {})), None)
    if differ is None:
        return got, expected
    return replace(got, value={differ: one[differ]}), replace(expected, value={differ: other[differ]})


def _observed(seen: Observation, digits: int) -> str:
    if seen.slow:
        return "no answer yet"
    return (
        f"{type(seen.error).__name__}: {_first_line(seen.error)}"
        if seen.error
        else value_text(seen.value, digits)
    )


def _first_line(error: BaseException) -> str:
    return cut((error_message(error).strip().splitlines() or ["(no message)"])[0])
