"""Look for an input on which an answer is wrong, then for the smallest such input."""

from __future__ import annotations

import contextlib
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import hypothesis
from hypothesis import HealthCheck, Phase
from hypothesis.configuration import set_hypothesis_home_dir
from hypothesis.errors import FlakyFailure, Unsatisfiable

from firsthand.course.observe import Observation
from firsthand.course.result import Outcome
from firsthand.course.show import call_text

Arguments = Mapping[str, Any]

# Hypothesis keeps caches where it is told to; the learner's folder is not the place.
set_hypothesis_home_dir(tempfile.gettempdir() + "/firsthand-hypothesis")


@dataclass(frozen=True)
class Failure:
    """One input on which the answer is wrong, and how; `slope` when its values are right there but its slope is not."""

    arguments: Arguments
    outcome: Outcome
    where: str
    got: Observation
    expected: Observation
    slope: bool = False


class _Wrong(Exception):
    """Tells Hypothesis that this input fails."""


class _OutOfTime(KeyboardInterrupt):
    """Ends a search early: Hypothesis lets this one kind of exception through at once."""


Judge = Callable[[Arguments], Failure | None]


def generate(inputs: Any, judge: Judge, *, examples: int, seconds: float) -> Failure | None:
    """Try inputs that Hypothesis draws; on a failure, let it shrink. Deterministic but for the time limit.

    Parameters
    ----------
    inputs : SearchStrategy of dict
    judge : callable
        Gives the Failure on an input, or None.
    examples : int
        How many inputs to draw at most.
    seconds : float
        When to stop; what has been found by then counts.

    Returns
    -------
    Failure or None
        The smallest one met.
    """
    smallest: list[Failure] = []
    end = time.monotonic() + seconds

    @hypothesis.seed(0)
    @hypothesis.settings(
        max_examples=examples,
        database=None,
        deadline=None,
        derandomize=False,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
        verbosity=hypothesis.Verbosity.quiet,
    )
    @hypothesis.given(inputs)
    def attempt(arguments: Arguments) -> None:
        if time.monotonic() > end:
            raise _OutOfTime
        failure = judge(arguments)
        if failure:
            smallest[:] = [min([*smallest, failure], key=size)]
            raise _Wrong

    with contextlib.suppress(_Wrong, _OutOfTime, FlakyFailure, Unsatisfiable):
        attempt()
    return smallest[0] if smallest else None


def size(failure: Failure) -> tuple[int, int]:
    """How much a person has to look at: numbers in the input, then characters."""
    return sum(map(_count, failure.arguments.values())), len(call_text("", failure.arguments))


def _count(value: Any) -> int:
    if isinstance(value, list | tuple):
        return sum(map(_count, value))
    return int(getattr(value, "size", 1))
