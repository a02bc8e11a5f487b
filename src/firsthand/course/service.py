"""The middle between the course and its front ends: what a command or a page asks for, done and recorded.

Nothing here prints or reads input, so the terminal, the page and a notebook cannot drift apart.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from firsthand.course.content import catalog
from firsthand.course.grading.registry import find_exercise
from firsthand.course.grading.result import RaceResult, Result
from firsthand.course.roadmap import NextStep, PhaseView, Standing, next_step, overview
from firsthand.course.workspace.answers import Version, fingerprint
from firsthand.course.workspace.progress import Attempt, Revisit
from firsthand.course.workspace.workspace import Workspace
from firsthand.errors import FirsthandError

if TYPE_CHECKING:
    from firsthand.course.grading.pool import Workers


@dataclass(frozen=True)
class Hint:
    """Hint `number` of `of`, counted from 1."""

    number: int
    of: int
    text: str


class CourseService:
    """What the commands, the pages and a notebook ask of one learner's course.

    Thread-safe; `spare` grading processes are kept warm once the first check was asked for.
    """

    def __init__(self, workspace: Workspace, spare: int = 1) -> None:
        self.workspace = workspace
        self._spare = spare
        self._workers: Workers | None = None
        self._lock = threading.Lock()
        self._notices: list[str] = []

    def check(self, id: str, front_end: str = "page") -> Result:
        """Grade the answer file in a process of its own and record the attempt.

        A missing answer is given its stub first. When the attempt cannot be recorded, the result comes all the same
        and `notices` says why.
        """
        catalog.lesson_of(id)
        answers = self.workspace.answers
        if answers.read(id) is None:
            answers.save(id, find_exercise(id).stub())
        for _ in range(3):
            source = answers.read(id)
            result = self.workers().check(id, answers.path(id), self.workspace.root)
            if answers.read(id) == source:
                break
        else:
            raise FirsthandError(
                f"{answers.path(id)} kept changing while it was checked. Save it, then check again."
            )
        self.note(self.record, result, source or "", front_end)
        return result

    def record(self, result: Result, source: str, front_end: str) -> None:
        """Keep the text that was checked among the versions, and the attempt in the progress file."""
        self.workspace.progress.record(result, source, front_end)
        if result.outcome != "untouched":
            self.workspace.answers.keep(result.exercise)

    def hint(self, id: str) -> Hint:
        """The next hint not seen yet, which from now on has been seen; the last again when all have."""
        hints = self._hints(id)
        number = min(self._hints_seen(id) + 1, len(hints))
        self.note(self.workspace.progress.hint_seen, id, number)
        return hints[number - 1]

    def hints(self, id: str) -> tuple[Hint, ...]:
        """The hints seen so far."""
        return self._hints(id)[: self._hints_seen(id)]

    def solution(self, id: str) -> str:
        """Our source. That it was seen is remembered, and a clean second attempt is due the next day."""
        text = find_exercise(id).solution()
        self.note(self.workspace.progress.solution_seen, id)
        return text

    def race(self, id: str) -> RaceResult:
        """Time the learner's version, ours and theirs."""
        if find_exercise(id).race is None:
            raise FirsthandError(f"There is no race for {id}: nothing about it grows with its input.")
        return self.workers().race(id, self.workspace.answers.path(id), self.workspace.root)

    def answer(self, id: str) -> str:
        """The answer's text, or the stub where there is none."""
        catalog.lesson_of(id)
        text = self.workspace.answers.read(id)
        return find_exercise(id).stub() if text is None else text

    def save(self, id: str, text: str, snapshot: bool = False, replaces: str | None = None) -> None:
        """Save the answer; as autosave unless `snapshot`. See `Answers.save`."""
        catalog.lesson_of(id)
        self.workspace.answers.save(id, text, snapshot, replaces)

    def reset(self, id: str) -> str:
        """Put the stub back, the start of a clean attempt; the present text is kept as a version. Gives the stub."""
        stub = find_exercise(id).stub()
        self.workspace.answers.save(id, stub)
        self.note(self.workspace.progress.started_again, id)
        return stub

    def history(self, id: str) -> list[Version]:
        """Earlier versions of the answer, the oldest first."""
        catalog.lesson_of(id)
        return self.workspace.answers.versions(id)

    def diff(self, id: str, number: int | None = None) -> str:
        """What changed since version `number`, by default since the latest that differs."""
        catalog.lesson_of(id)
        return self.workspace.answers.diff(id, number)

    def is_latest(self, id: str, attempt: Attempt) -> bool:
        """Whether the attempt was of the text that is the answer now."""
        text = self.workspace.answers.read(id)
        return text is not None and fingerprint(text) == attempt.source

    def open_lesson(self, id: str) -> catalog.Lesson:
        """The lesson, which from now on has been opened."""
        lesson = catalog.lesson(id)
        self.note(self.workspace.progress.open_lesson, id)
        return lesson

    def overview(self) -> tuple[PhaseView, ...]:
        """The whole course as the learner stands in it."""
        return overview(catalog.catalog(), self.workspace.progress)

    def standing(self) -> Standing:
        """The course as a page shows it. Progress that cannot be read becomes a notice, and the course is shown without."""
        try:
            phases, last = self.overview(), self.workspace.progress.last_lesson()
            due = sum(revisit.is_due for revisit in self.revisits())
        except FirsthandError as error:
            self.notice(str(error))
            phases, last, due = overview(catalog.catalog(), None), None, 0
        return Standing(phases, next_step(phases, last), due)

    def next_step(self) -> NextStep | None:
        """The one thing to do now; None when everything is done."""
        return next_step(self.overview(), self.workspace.progress.last_lesson())

    def revisits(self) -> tuple[Revisit, ...]:
        """Exercises that wait for a clean second attempt."""
        return self.workspace.progress.revisits()

    def notices(self) -> tuple[str, ...]:
        """What went wrong beside the work and the learner should know. Each is given once."""
        with self._lock:
            found, self._notices = self._notices, []
            if notice := self.workspace.progress.take_notice():
                found.append(notice)
        return tuple(found)

    def note(self, act: Callable[..., None], *values: object) -> None:
        """Do what only keeps a record; a failure becomes a notice and stops nothing."""
        try:
            act(*values)
        except FirsthandError as error:
            self.notice(str(error))

    def notice(self, text: str) -> None:
        """Keep a notice until it is asked for; one that waits already is not doubled."""
        with self._lock:
            if text not in self._notices:
                self._notices.append(text)

    def close(self) -> None:
        """End the grading processes and close the progress file."""
        with self._lock:
            workers, self._workers = self._workers, None
        if workers:
            workers.close()
        self.workspace.progress.close()

    def workers(self) -> Workers:
        """The grading processes. Asking for them early has one warm when the first check comes."""
        # Python warns when a module that is run by `-m`, as the grading processes are, is imported beforehand.
        from firsthand.course.grading.pool import Workers

        with self._lock:
            if self._workers is None:
                self._workers = Workers(self._spare)
            return self._workers

    def _hints_seen(self, id: str) -> int:
        """How many hints were seen: none as far as is known, where the progress cannot be read."""
        try:
            return self.workspace.progress.hints_seen(id)
        except FirsthandError:
            return 0

    def _hints(self, id: str) -> tuple[Hint, ...]:
        texts = find_exercise(id).hints
        if not texts:
            raise FirsthandError(f"There are no hints for {id}. `firsthand solution {id}` shows our version.")
        return tuple(Hint(number, len(texts), text) for number, text in enumerate(texts, start=1))
