"""Race yours, ours and theirs on growing inputs.

A learner's version may run in a process of its own (`trial.race_file`). The clock, the comparison and all other versions
are here, where it reaches none of them.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median
from typing import Any, Protocol

from firsthand.course.grading.exercise import Arguments, Exercise, Race
from firsthand.course.grading.registry import find_exercise
from firsthand.course.grading.result import Lap, RaceResult
from firsthand.errors import FirsthandError

N_ROUNDS = 5
MAX_CALL_SECONDS = 0.5  # seconds: who needs more on one size does not run the next
SHORTEST_LAP = 2e-3  # seconds: shorter calls are repeated until the clock can tell


class Contestant(Protocol):
    """A version under the clock."""

    def __call__(self, arguments: Arguments) -> Any:
        """What it gives."""
        ...

    def seconds(self, arguments: Arguments, repeats: int) -> float:
        """How long so many calls took, as the clock here says."""
        ...


class Here:
    """A version that runs in this process."""

    def __init__(self, exercise: Exercise, implementation: Any) -> None:
        self._exercise, self._implementation = exercise, implementation

    def __call__(self, arguments: Arguments) -> Any:
        return self._exercise.run(self._implementation, arguments)

    def seconds(self, arguments: Arguments, repeats: int) -> float:
        run, implementation = self._exercise.run, self._implementation
        start = time.perf_counter()
        for _ in range(repeats):
            run(implementation, arguments)
        return time.perf_counter() - start


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
    return {"ours": Here(exercise, exercise.reference), **({"yours": yours} if yours else {}), **theirs}


def _run(exercise: Exercise, plan: Race, contestants: Contestants) -> tuple[list[Lap], str]:
    """Every size in turn. Gives the laps, and why somebody had to leave ('' when nobody had)."""
    laps: list[Lap] = []
    left_out = ""
    running = dict(contestants)
    for size in plan.sizes:
        arguments = plan.grow(size)
        expected = contestants["ours"](arguments)
        for name, version in list(running.items()):
            why = _unfit(exercise, version, arguments, expected)
            if why:
                left_out = f"From size {size:,} on {name} is left out: {why}"
                del running[name]
        taken = _times(running, arguments)
        laps += [Lap(name, size, median(times)) for name, times in taken.items()]
        running = {
            name: version for name, version in running.items() if median(taken[name]) < MAX_CALL_SECONDS / 4
        }
    return laps, left_out


def _unfit(exercise: Exercise, version: Contestant, arguments: Arguments, expected: Any) -> str:
    """Why a contestant cannot run; empty when it can."""
    try:
        difference = exercise.agree(version(arguments), expected, arguments)
    except ModuleNotFoundError as error:  # an optional part of the installation
        return f"{error.name} is not installed."
    except Exception as error:  # passing a check says nothing of inputs this large
        return f"it raises {type(error).__name__}."
    return f"its result differs from ours. {difference.where}" if difference else ""


def _times(running: Contestants, arguments: Arguments) -> dict[str, list[float]]:
    """Rounds in which the contestants take turns, so that a busy moment hits them alike. Seconds a call."""
    repeats = {name: _repeats(version, arguments) for name, version in running.items()}
    times: dict[str, list[float]] = {name: [] for name in running}
    for _ in range(N_ROUNDS):
        for name, version in running.items():
            if sum(times[name]) * repeats[name] < MAX_CALL_SECONDS:
                times[name].append(_seconds(version, arguments, repeats[name]))
    return times


def _repeats(version: Contestant, arguments: Arguments) -> int:
    """How many calls fill the shortest lap."""
    once = _seconds(version, arguments, 1)
    return max(1, round(SHORTEST_LAP / max(once, 1e-7)))


def _seconds(version: Contestant, arguments: Arguments, repeats: int) -> float:
    return version.seconds(arguments, repeats) / repeats


def _drawn(laps: list[Lap], size_label: str) -> tuple[str, str]:
    from firsthand.figures import describe, theme
    from firsthand.figures.race import race as draw

    figure = draw(laps, size_label)
    return theme.svg(figure), describe.describe(figure).alt
