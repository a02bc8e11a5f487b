"""Examine a running answer: try the edges, search for a failing input, shrink it, say what is wrong."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from firsthand.course.diagnose import Judged, diagnose
from firsthand.course.exercise import Arguments, Exercise
from firsthand.course.judge import Judge
from firsthand.course.observe import Alarm, Observation, own_traceback
from firsthand.course.result import Result
from firsthand.course.search import Failure, generate, size
from firsthand.course.show import call_text, cut, message, value_text
from firsthand.course.slope import slope_failure

EXAMPLES = 100  # generated inputs, beside the edges
SLOPES = 12  # inputs around which the slope is taken
SEARCH_SECONDS = 5.0
SHRINK_SECONDS = 1.5
REPEATED = 4  # edges that are tried twice, to see whether the answer stays the same

Tell = Callable[[str], None]


def examine(exercise: Exercise, implementation: Any, tell: Tell | None = None) -> Result:
    """Find the smallest failing input and its diagnosis, or pass."""
    alarm = Alarm()
    try:
        return _Examination(exercise, implementation, Judge(exercise, alarm), tell).run()
    finally:
        alarm.close()


class _Examination:
    """One answer under examination; counts what it tries."""

    def __init__(self, exercise: Exercise, implementation: Any, judge: Judge, tell: Tell | None) -> None:
        self.exercise = exercise
        self.implementation = implementation
        self.judge = judge
        self.tell = tell
        self.tried = 0

    def run(self) -> Result:
        first = self._try_edges() or self._try_generated() or self._try_slopes()
        if first is None:
            return self._passed()
        first = self.judge.unstable(self.implementation, first) or first
        smallest = self._shrink(first)
        return self._failed(smallest, shrunk=smallest is not first)

    def _try(self, arguments: Arguments, *, twice: bool = False) -> Failure | None:
        self.tried += 1
        if self.tell:
            self.tell(self._call(arguments))
        return self.judge(self.implementation, arguments, twice=twice)[0]

    def _try_edges(self) -> Failure | None:
        for place, arguments in enumerate(self.exercise.edges):
            failure = self._try(arguments, twice=place < REPEATED)
            if failure:
                return failure
        return None

    def _try_generated(self) -> Failure | None:
        return generate(self.exercise.inputs, self._only_kind(), examples=EXAMPLES, seconds=SEARCH_SECONDS)

    def _only_kind(self, outcome: str = "") -> Callable[[Arguments], Failure | None]:
        """Judge inputs, but let only one kind of failure count, so that shrinking does not slip to another fault."""
        wanted = [outcome] if outcome else []

        def judge(arguments: Arguments) -> Failure | None:
            failure = self._try(arguments)
            if failure is None or (wanted and failure.outcome != wanted[0]):
                return None
            wanted[:] = [failure.outcome]
            return failure

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
        if first.slope or first.outcome in ("too slow", "unstable") or size(first)[0] <= 1:
            return first
        tried = self.tried
        found = generate(
            self.exercise.inputs, self._only_kind(first.outcome), examples=EXAMPLES, seconds=SHRINK_SECONDS
        )
        self.tried = tried
        return min((f for f in (first, found) if f), key=size)

    def _failed(self, failure: Failure, *, shrunk: bool) -> Result:
        found = diagnose(self.exercise, failure, self._panel(failure), lambda v, given: self.judge(v, given))
        error = failure.got.error
        got, expected = _shown(failure)
        return Result(
            exercise=self.exercise.id,
            outcome=failure.outcome,
            says=failure.where
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
        end = time.monotonic() + 2.0
        for arguments in [*self.exercise.edges, *self.exercise.samples]:
            if time.monotonic() > end:
                break
            panel.append((arguments, self.judge(self.implementation, arguments)))
        return panel

    def _passed(self) -> Result:
        checked = [f"{self.tried} inputs", f"{len(self.exercise.edges)} of them edge cases picked by hand"]
        if self.exercise.gradient_of:
            checked.append(f"the slope of {self.exercise.gradient_of.__name__} by central differences")
        elif self.exercise.differentiable:
            checked.append(f"the slope along {self.exercise.differentiable} by central differences")
        checked.append("its inputs are left as they were")
        if self.exercise.deterministic:
            checked.append("the same input gives the same answer again")
        says = f"Right on all {self.tried} inputs."
        return Result(self.exercise.id, "passed", says, tried=self.tried, checked=tuple(checked))

    def _call(self, arguments: Arguments, *, code: bool = False) -> str:
        return call_text(self.exercise.id, arguments, self.exercise.optional, code=code)


def _shown(failure: Failure) -> tuple[str, str]:
    """Got and expected as text, with as many digits as it takes to see that they differ."""
    texts = ("", "")
    for digits in (6, 10, 17):
        texts = _observed(failure.got, digits), _observed(failure.expected, digits)
        if texts[0] != texts[1]:
            break
    return texts


def _observed(seen: Observation, digits: int) -> str:
    if seen.slow:
        return "no answer yet"
    return (
        f"{type(seen.error).__name__}: {_first_line(seen.error)}"
        if seen.error
        else value_text(seen.value, digits)
    )


def _first_line(error: BaseException) -> str:
    return cut((message(error).strip().splitlines() or ["(no message)"])[0])
