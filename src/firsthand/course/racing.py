"""Race yours, ours and theirs on growing inputs."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from firsthand.course import catalog, grading
from firsthand.course.exercise import Arguments, Exercise, Race
from firsthand.course.result import Lap, RaceResult
from firsthand.errors import FirsthandError

ROUNDS = 5
LONGEST_CALL = 0.5  # seconds: who needs more on one size does not run the next
SHORTEST_LAP = 2e-3  # seconds: shorter calls are repeated until the clock can tell

Contestants = dict[str, Callable[[Arguments], Any]]


def race(exercise_id: str, implementation: Any | None, why_not: str = "") -> RaceResult:
    """Time the contestants, interleaved, after their results were shown equal.

    Parameters
    ----------
    exercise_id : str
    implementation : callable or None
        The learner's version; None leaves it out.
    why_not : str
        Why it is left out, for the report.

    Raises
    ------
    FirsthandError
        When the exercise has no race.
    """
    exercise = catalog.exercise(exercise_id)
    if exercise.race is None:
        raise FirsthandError(f"There is no race for {exercise_id}: nothing about it grows with its input.")
    laps, left_out = _run(exercise, exercise.race, _contestants(exercise, exercise.race, implementation))
    svg, alt = _drawn(laps, exercise.race.size_label)
    equal = (
        left_out
        or f"All {len({lap.contestant for lap in laps})} gave equal results on every size before their times counted."
    )
    return RaceResult(
        exercise_id, exercise.race.size_label, tuple(laps), f"{equal} {why_not}".strip(), svg, alt
    )


def race_file(path: Path, exercise_id: str) -> RaceResult:
    """Race an answer file; one that does not pass is left out, and the report says so."""
    found = grading.grade_file(path, exercise_id)
    if found.passed:
        return race(exercise_id, grading.load_answer(path, exercise_id))
    return race(exercise_id, None, f"Yours does not run: it has not passed its check ({found.outcome}).")


def _contestants(exercise: Exercise, plan: Race, implementation: Any | None) -> Contestants:
    yours = {"yours": implementation} if implementation is not None else {}
    versions = {"ours": exercise.reference, **yours, **plan.theirs}
    return {name: partial(exercise.run, version) for name, version in versions.items()}


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
            name: version for name, version in running.items() if median(taken[name]) < LONGEST_CALL / 4
        }
    return laps, left_out


def _unfit(
    exercise: Exercise, version: Callable[[Arguments], Any], arguments: Arguments, expected: Any
) -> str:
    """Why a contestant cannot run; empty when it can."""
    try:
        difference = exercise.agree(version(arguments), expected, arguments)
    except ModuleNotFoundError as error:  # an optional part of the installation
        return f"{error.name} is not installed."
    return f"its result differs from ours. {difference.where}" if difference else ""


def _times(running: Contestants, arguments: Arguments) -> dict[str, list[float]]:
    """Rounds in which the contestants take turns, so that a busy moment hits them alike. Seconds a call."""
    repeats = {name: _repeats(version, arguments) for name, version in running.items()}
    times: dict[str, list[float]] = {name: [] for name in running}
    for _ in range(ROUNDS):
        for name, version in running.items():
            if sum(times[name]) * repeats[name] < LONGEST_CALL:
                times[name].append(_seconds(version, arguments, repeats[name]))
    return times


def _repeats(version: Callable[[Arguments], Any], arguments: Arguments) -> int:
    """How many calls fill the shortest lap."""
    once = _seconds(version, arguments, 1)
    return max(1, round(SHORTEST_LAP / max(once, 1e-7)))


def _seconds(version: Callable[[Arguments], Any], arguments: Arguments, repeats: int) -> float:
    start = time.perf_counter()
    for _ in range(repeats):
        version(arguments)
    return (time.perf_counter() - start) / repeats


def _drawn(laps: list[Lap], size_label: str) -> tuple[str, str]:
    from firsthand.figures import describe, theme
    from firsthand.figures.race import race as draw

    figure = draw(laps, size_label)
    return theme.svg(figure), describe.describe(figure).alt
