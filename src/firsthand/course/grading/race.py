"""Race yours, ours and theirs on growing inputs.

A learner's version may run in a process of its own (`trial.race_file`). The clock, the comparison and all other versions
are here, where it reaches none of them.
"""

from __future__ import annotations

import copy
import itertools
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from statistics import median
from typing import Any, Protocol

from firsthand.course.grading import pickling
from firsthand.course.grading.exercise import Arguments, Exercise, Race
from firsthand.course.grading.registry import find_exercise
from firsthand.course.grading.result import Lap, RaceResult
from firsthand.errors import FirsthandError

N_ROUNDS = 5
MAX_CALL_SECONDS = 0.5  # seconds: who needs more on one size does not run the next
SHORTEST_LAP = 2e-3  # seconds: shorter calls are repeated until the clock can tell
MAX_CALLS = 256  # in a lap: each has an input of its own, which must be made
MAX_LAP_BYTES = 32 * 1024**2  # of the inputs of one lap
MAX_CHECK_SECONDS = 0.1  # for holding the results of one lap against the expected ones
SEED_BITS = 30
OURS, YOURS = "ours", "yours"


class Contestant(Protocol):
    """A version under the clock."""

    def __call__(self, arguments: Arguments) -> Any:
        """What it gives."""
        ...

    def lap(self, inputs: Sequence[Arguments]) -> tuple[float, list[Any]]:
        """How long one call on each input took, all together, as the clock here says; and what the calls gave."""
        ...


class Here:
    """A version that runs in this process."""

    def __init__(self, exercise: Exercise, implementation: Any) -> None:
        self._exercise, self._implementation = exercise, implementation

    def __call__(self, arguments: Arguments) -> Any:
        return self._exercise.run(self._implementation, copy.deepcopy(arguments))

    def lap(self, inputs: Sequence[Arguments]) -> tuple[float, list[Any]]:
        run, implementation = self._exercise.run, self._implementation
        given = copy.deepcopy(list(inputs))
        start = time.perf_counter()
        results = [run(implementation, arguments) for arguments in given]
        return time.perf_counter() - start, results


Contestants = dict[str, Contestant]


def race(
    exercise_id: str,
    implementation: Callable[..., Any] | None,
    why_not: str = "",
    *,
    elsewhere: Contestant | None = None,
) -> RaceResult:
    """Time the contestants, interleaved, after their results were shown equal.

    Parameters
    ----------
    exercise_id : str
    implementation : callable or None
        The learner's version; None leaves it out.
    why_not : str
        Why it is left out, for the report.
    elsewhere : Contestant, optional
        The learner's version, where it runs in a process of its own.

    Raises
    ------
    FirsthandError
        When the exercise has no race.
    """
    exercise = find_exercise(exercise_id)
    if exercise.race is None:
        raise FirsthandError(f"There is no race for {exercise_id}: nothing about it grows with its input.")
    yours = elsewhere or (Here(exercise, implementation) if implementation is not None else None)
    laps, left_out = _run(exercise, exercise.race, _contestants(exercise, exercise.race, yours))
    svg, alt = _drawn(laps, exercise.race.size_label)
    equal = (
        left_out
        or f"All {len({lap.contestant for lap in laps})} gave equal results on every size before their times counted."
    )
    return RaceResult(
        exercise_id, exercise.race.size_label, tuple(laps), f"{equal} {why_not}".strip(), svg, alt
    )


def _contestants(exercise: Exercise, plan: Race, yours: Contestant | None) -> Contestants:
    theirs = {name: Here(exercise, version) for name, version in plan.theirs.items()}
    return {OURS: Here(exercise, exercise.reference), **({YOURS: yours} if yours else {}), **theirs}


def _run(exercise: Exercise, plan: Race, contestants: Contestants) -> tuple[list[Lap], str]:
    """Every size in turn. Gives the laps, and why somebody had to leave ('' when nobody had)."""
    laps: list[Lap] = []
    left_out = ""
    running = dict(contestants)
    for size in plan.sizes:
        heat = _Heat(exercise, plan, size, running)
        taken = {name: median(times) for name, times in heat.times().items()}
        left_out = heat.left_out or left_out
        laps += [Lap(name, size, seconds) for name, seconds in taken.items()]
        running = {
            name: version
            for name, version in running.items()
            if name in taken and taken[name] < MAX_CALL_SECONDS / 4
        }
    return laps, left_out


class _Heat:
    """All contestants on one size.

    No two calls that count have the same input, and every result of a learner's version is held against the expected
    one: whoever remembers what was computed once, or does it when nobody looks, gains nothing.
    """

    def __init__(self, exercise: Exercise, plan: Race, size: int, running: Contestants) -> None:
        self._exercise, self._plan, self._size = exercise, plan, size
        self._running = dict(running)
        self._ours = Here(exercise, exercise.reference)
        # Nobody can know them beforehand.
        self._seeds = itertools.count(secrets.randbits(SEED_BITS))
        self._once: dict[str, float] = {}
        self.left_out = ""

    def times(self) -> dict[str, list[float]]:
        """Seconds a call, by contestant, in rounds in which they take turns, so that a busy moment hits them alike."""
        first = self._fresh(1)[0]
        expected = self._ours(first)
        for name, version in list(self._running.items()):
            self._leave(name, _unfit(self._exercise, version, first, expected))
        self._once = {name: self._lap(name, self._fresh(1)) for name in list(self._running)}
        calls = self._calls(len(pickling.dumps(dict(first))))
        times: dict[str, list[float]] = {name: [] for name in calls}
        for _ in range(N_ROUNDS):
            self._round(calls, times)
        return {name: times[name] for name in self._running}

    def _fresh(self, number: int) -> list[Arguments]:
        return [self._plan.grow(self._size, next(self._seeds)) for _ in range(number)]

    def _leave(self, name: str, why: str) -> None:
        if why:
            self.left_out = f"From size {self._size:,} on {name} is left out: {why}"
            self._running.pop(name, None)

    def _calls(self, bytes_of_one: int) -> dict[str, int]:
        """How many calls fill the shortest lap, as far as there can be an input and a check for each."""
        most = max(1, min(MAX_CALLS, MAX_LAP_BYTES // bytes_of_one))
        others = [self._once[name] for name in self._trusted()]
        checked = max(1, int(MAX_CHECK_SECONDS / min(others))) if others else 1
        return {
            name: min(most, checked if name == YOURS else most, max(1, round(SHORTEST_LAP / max(once, 1e-7))))
            for name, once in self._once.items()
            if name in self._running
        }

    def _trusted(self) -> list[str]:
        """Whose results count, the quickest first."""
        return sorted(
            (name for name in self._running if name != YOURS), key=lambda name: self._once.get(name, 0.0)
        )

    def _round(self, calls: Mapping[str, int], times: dict[str, list[float]]) -> None:
        inputs = self._fresh(max(calls[name] for name in self._running))
        for name in list(self._running):
            if sum(times[name]) * calls[name] < MAX_CALL_SECONDS:
                times[name].append(self._lap(name, inputs[: calls[name]]) / calls[name])

    def _lap(self, name: str, inputs: Sequence[Arguments]) -> float:
        """The seconds of one lap; whoever raises, or gives a wrong result, leaves."""
        try:
            seconds, results = self._running[name].lap(inputs)
        except Exception as error:  # passing a check says nothing of inputs this large
            self._leave(name, f"it raises {type(error).__name__}.")
            return 0.0
        if name == YOURS:
            self._leave(name, next(filter(None, map(self._differs, inputs, results)), ""))
        return seconds

    def _differs(self, arguments: Arguments, got: Any) -> str:
        """How a result differs from that of the quickest other version, and from ours; '' when it does not."""
        difference = None
        for version in (*(self._running[name] for name in self._trusted()[:1]), self._ours):
            difference = self._exercise.agree(got, version(arguments), arguments)
            if difference is None:
                return ""
        return f"its result differs from ours. {difference.where}" if difference else ""


def _unfit(exercise: Exercise, version: Contestant, arguments: Arguments, expected: Any) -> str:
    """Why a contestant cannot run; empty when it can."""
    try:
        difference = exercise.agree(version(arguments), expected, arguments)
    except ModuleNotFoundError as error:  # an optional part of the installation
        return f"{error.name} is not installed."
    except Exception as error:  # passing a check says nothing of inputs this large
        return f"it raises {type(error).__name__}."
    return f"its result differs from ours. {difference.where}" if difference else ""


def _drawn(laps: list[Lap], size_label: str) -> tuple[str, str]:
    from firsthand.figures import describe, theme
    from firsthand.figures.race import race as draw

    figure = draw(laps, size_label)
    return theme.svg(figure), describe.describe(figure).alt
