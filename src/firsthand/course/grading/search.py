"""Look for an input on which an answer is wrong, then for the smallest such input."""

from __future__ import annotations

import contextlib
import copy
import dataclasses
import itertools
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import hypothesis
from hypothesis import HealthCheck, Phase
from hypothesis.configuration import set_hypothesis_home_dir
from hypothesis.errors import FlakyFailure, Unsatisfiable

from firsthand.course.grading.formatting import call_text
from firsthand.course.grading.observe import Observation
from firsthand.course.grading.result import Outcome
from firsthand.course.grading.strategies import Once
from firsthand.course.grading.tensors import is_tensor

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

    @cached_property
    def things(self) -> int:
        return things(self.arguments)

    @cached_property
    def characters(self) -> int:
        return len(call_text("", self.arguments))


class _Wrong(Exception):
    """Tells Hypothesis that this input fails."""


class _OutOfTime(KeyboardInterrupt):
    """Ends a search: Hypothesis lets this one kind of exception through at once."""


FindFailure = Callable[[Arguments], Failure | None]


def generate(
    inputs: Any,
    judge: FindFailure,
    *,
    examples: int,
    evaluations: int = 600,
    is_over: Callable[[], bool] = lambda: False,
    seed: int = 0,
) -> Failure | None:
    """Try inputs that Hypothesis draws; on a failure, let it shrink.

    What ends it is how often the judge was asked, so that a busy machine finds the same smallest input.

    Parameters
    ----------
    inputs : SearchStrategy of dict
    judge : callable
        Gives the Failure on an input, or None.
    examples : int
        How many inputs to draw at most.
    evaluations : int
        How often to ask the judge at most, shrinking included.
    is_over : callable
        Whether to stop before that, because the answer is slow itself; what has been found by then counts.
    seed : int
        Another one draws other inputs.

    Returns
    -------
    Failure or None
        The smallest one met.
    """
    smallest: Failure | None = None
    asked = itertools.count(1)

    @hypothesis.seed(seed)
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
        nonlocal smallest
        if next(asked) > evaluations or is_over():
            raise _OutOfTime
        failure = judge(arguments)
        if failure:
            smallest = smaller(smallest, failure) if smallest else failure
            raise _Wrong

    with contextlib.suppress(_Wrong, _OutOfTime, FlakyFailure, Unsatisfiable):
        attempt()
    return smallest


def smaller(one: Failure, other: Failure) -> Failure:
    """Of two failures the one with less to look at: by single things in the input, then by characters; else the first."""
    return other if is_smaller(other.arguments, one) else one


def is_smaller(arguments: Arguments, failure: Failure) -> bool:
    """Whether an input has less to look at than that of a failure.

    Characters are counted only where they decide: to write out a call takes longer than most calls do.
    """
    count = things(arguments)
    if count != failure.things:
        return count < failure.things
    return len(call_text("", arguments)) < failure.characters


def things(arguments: Arguments) -> int:
    """How many single things there are in an input."""
    return sum(map(_count, arguments.values()))


def _count(value: Any) -> int:
    """How many single things a value holds, however deep."""
    if isinstance(value, Mapping):
        return len(value) + sum(map(_count, value.values()))
    if isinstance(value, list | tuple | set | frozenset):
        return sum(map(_count, value))
    if isinstance(value, Once):
        return sum(map(_count, copy.copy(value)))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return sum(map(_count, vars(value).values()))
    if is_tensor(value):
        return int(value.numel())
    return int(getattr(value, "size", 1))
