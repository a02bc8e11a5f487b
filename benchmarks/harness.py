"""Run contestants on the same input in one process: equal results first, then times, then memory."""

from __future__ import annotations

import gc
import time
import tracemalloc
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import median, quantiles
from typing import Any

import numpy as np

from benchmarks.resident import STATUS, resident_mb

ROUNDS = 7
SHORTEST_LAP = (
    0.1  # seconds: shorter calls are repeated, until a sleeping core has woken up and the clock can tell
)
LONG = 20.0  # seconds: nothing to warm up that would show

Version = Callable[[Any], Any]


@dataclass(frozen=True)
class Job:
    """The same work for several contestants. The one called ``ours`` is held against the fastest other.

    `make(size)` gives the input; every contestant takes that one object. `agree(got, expected)` raises
    AssertionError when two results differ. Where libraries allocate out of Python's sight, `own_process`
    measures memory in a process of its own (on Linux).
    """

    name: str
    make: Callable[[int], Any]
    sizes: Sequence[int]
    contestants: Mapping[str, Version]
    agree: Callable[[Any, Any], None] = lambda got, expected: np.testing.assert_allclose(
        got, expected, rtol=1e-9
    )
    size_label: str = "numbers"
    rounds: int = ROUNDS
    own_process: bool = False


@dataclass(frozen=True)
class Lap:
    """One contestant on one size: seconds a call (median and quartiles over the rounds), peak memory in MB."""

    job: str
    contestant: str
    size: int
    seconds: float
    low: float
    high: float
    peak_mb: float


@dataclass(frozen=True)
class Measure:
    """A figure of the product itself: several runs of it, in seconds or megabytes, and what it should stay under."""

    name: str
    run: Callable[[], float]
    reach: float | None = None
    rounds: int = 5
    unit: str = "s"


@dataclass(frozen=True)
class Figure:
    """What a measure gave."""

    name: str
    median: float
    low: float
    high: float
    reach: float | None
    unit: str


@dataclass(frozen=True)
class Score:
    """How good something is, more being better: `run` gives it, and `reach` is what it should come to, if anything."""

    name: str
    run: Callable[[], float]
    reach: float | None = None


@dataclass(frozen=True)
class Scored:
    """What a score gave."""

    name: str
    value: float
    reach: float | None


def run_job(job: Job, tell: Callable[[str], None]) -> list[Lap]:
    """Time a job on every size.

    Raises
    ------
    AssertionError
        When two contestants disagree: then no time of theirs counts.
    """
    laps = []
    for size in job.sizes:
        tell(f"{job.name}, {size:,} {job.size_label}")
        given = job.make(size)
        taken = _times(job, given, _shown_equal(job, given))
        laps += [
            Lap(
                job.name,
                name,
                size,
                median(times),
                *_quartiles(times),
                _memory(job, name, given, size),
            )
            for name, times in taken.items()
        ]
    return laps


def run_measure(measure: Measure, tell: Callable[[str], None]) -> Figure:
    tell(measure.name)
    runs = [measure.run() for _ in range(measure.rounds)]
    return Figure(measure.name, median(runs), min(runs), max(runs), measure.reach, measure.unit)


def run_score(score: Score, tell: Callable[[str], None]) -> Scored:
    tell(score.name)
    return Scored(score.name, float(score.run()), score.reach)


def _shown_equal(job: Job, given: Any) -> dict[str, float]:
    """Run everybody once, hold the results against ours, and give the seconds that each took."""
    results, seconds = {}, {}
    for name, version in job.contestants.items():
        start = time.perf_counter()
        results[name] = version(given)
        seconds[name] = time.perf_counter() - start
    for result in results.values():
        job.agree(result, results["ours"])
    return seconds


def _times(job: Job, given: Any, first: dict[str, float]) -> dict[str, list[float]]:
    """Rounds in which the contestants take turns, so that a busy moment hits them alike.

    The first runs warm up; where all are long, they count as a round.
    """
    repeats = {name: max(1, round(SHORTEST_LAP / seconds)) for name, seconds in first.items()}
    times: dict[str, list[float]] = {name: [] for name in job.contestants}
    if min(first.values()) > LONG:
        times = {name: [seconds] for name, seconds in first.items()}
    gc.disable()
    try:
        for _ in range(job.rounds - len(times["ours"])):
            for name, version in job.contestants.items():
                times[name].append(_seconds(version, given, repeats[name]))
    finally:
        gc.enable()
    return times


def _seconds(version: Version, given: Any, repeats: int) -> float:
    start = time.perf_counter()
    for _ in range(repeats):
        version(given)
    return (time.perf_counter() - start) / repeats


def _quartiles(times: list[float]) -> tuple[float, float]:
    low, _, high = quantiles(times, n=4)
    return low, high


def _memory(job: Job, contestant: str, given: Any, size: int) -> float:
    if job.own_process and STATUS.exists():
        return resident_mb(job.make.__module__, job.name, contestant, size)
    return _peak_mb(job.contestants[contestant], given)


def _peak_mb(version: Version, given: Any) -> float:
    tracemalloc.start()
    version(given)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def as_dicts(things: Sequence[Lap] | Sequence[Figure] | Sequence[Scored]) -> list[dict[str, Any]]:
    return [asdict(thing) for thing in things]
