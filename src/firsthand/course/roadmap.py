"""The course as one learner stands in it: what the roadmap, `status` and ``--json`` show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from firsthand.course.content.catalog import Lesson, Phase
from firsthand.course.workspace.progress import Progress, Revisit

State = Literal["untouched", "tried", "passed"]


@dataclass(frozen=True)
class ExerciseView:
    """One exercise. `due` is set while a clean second attempt waits; `is_due` once its day has come."""

    id: str
    state: State
    attempts: int
    solution_seen: bool
    due: datetime | None
    is_due: bool


@dataclass(frozen=True)
class LessonView:
    """One lesson. `missing` names the lessons it needs that are not done; `minutes_left` is an estimate."""

    id: str
    title: str
    phase: str
    minutes: int
    minutes_left: int
    needs: tuple[str, ...]
    missing: tuple[str, ...]
    goals: tuple[str, ...]
    opened: bool
    done: bool
    error: str
    exercises: tuple[ExerciseView, ...]


@dataclass(frozen=True)
class PhaseView:
    """One phase and its lessons in order."""

    id: str
    number: int
    title: str
    summary: str
    lessons: tuple[LessonView, ...]


class NextStep(NamedTuple):
    """The one thing to do now. `exercise` is None where the lesson is to be read from its beginning."""

    lesson: LessonView
    exercise: str | None
    minutes: int


class Standing(NamedTuple):
    """All that a page says of the learner's progress, read at one time. `due` counts what is to be written once more."""

    phases: tuple[PhaseView, ...]
    step: NextStep | None
    due: int

    def lesson(self, id: str) -> LessonView:
        return next(one for phase in self.phases for one in phase.lessons if one.id == id)


def overview(phases: Sequence[Phase], progress: Progress | None) -> tuple[PhaseView, ...]:
    """Join the course with the learner's progress; None is a course of which nothing is known to be done."""
    reader = _Reader(progress)
    done = {lesson.id for phase in phases for lesson in phase.lessons if reader.is_done(lesson)}
    return tuple(
        PhaseView(
            phase.id,
            phase.number,
            phase.title,
            phase.summary,
            tuple(reader.view(one, done) for one in phase.lessons),
        )
        for phase in phases
    )


def next_step(phases: Sequence[PhaseView], last: str | None) -> NextStep | None:
    """Go on with the lesson opened last, else with the first after it that is not done; None when all are."""
    lessons = [lesson for phase in phases for lesson in phase.lessons]
    at = next((number for number, lesson in enumerate(lessons) if lesson.id == last), 0)
    for lesson in [*lessons[at:], *lessons[:at]]:
        if not lesson.done and not lesson.error:
            begun = lesson.opened or any(one.state != "untouched" for one in lesson.exercises)
            open_ones = [one.id for one in lesson.exercises if one.state != "passed"]
            return NextStep(lesson, open_ones[0] if begun and open_ones else None, lesson.minutes_left)
    return None


class _Reader:
    """All of the progress an overview needs, read once."""

    states: Mapping[str, str] = {}
    counts: Mapping[str, int] = {}
    opened: frozenset[str] = frozenset()
    solutions: frozenset[str] = frozenset()
    revisits: Mapping[str, Revisit] = {}

    def __init__(self, progress: Progress | None) -> None:
        if progress is None:
            return
        self.states = progress.states()
        self.counts = progress.counts()
        self.opened = progress.opened()
        self.solutions = progress.solutions()
        self.revisits = {revisit.exercise: revisit for revisit in progress.revisits()}

    def is_done(self, lesson: Lesson) -> bool:
        """Every exercise passed; a lesson without one is done once it was opened."""
        passed = all(self.states.get(name) == "passed" for name in lesson.exercises)
        return passed and (bool(lesson.exercises) or lesson.id in self.opened)

    def view(self, lesson: Lesson, done: set[str]) -> LessonView:
        exercises = tuple(map(self._exercise, lesson.exercises))
        left = [one for one in exercises if one.state != "passed"]
        share = len(left) / len(exercises) if exercises else float(lesson.id not in done)
        return LessonView(
            id=lesson.id,
            title=lesson.title,
            phase=lesson.phase,
            minutes=lesson.minutes,
            minutes_left=max(1, round(lesson.minutes * share)) if share else 0,
            needs=lesson.needs,
            missing=tuple(name for name in lesson.needs if name not in done),
            goals=lesson.goals,
            opened=lesson.id in self.opened,
            done=lesson.id in done,
            error=lesson.error,
            exercises=exercises,
        )

    def _exercise(self, id: str) -> ExerciseView:
        waits: Revisit | None = self.revisits.get(id)
        state: State = (
            "passed" if self.states.get(id) == "passed" else "tried" if id in self.states else "untouched"
        )
        return ExerciseView(
            id,
            state,
            self.counts.get(id, 0),
            id in self.solutions,
            waits.due if waits else None,
            bool(waits and waits.is_due),
        )
