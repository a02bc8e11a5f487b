"""What the learner has done: attempts, lessons opened, hints and solutions seen. SQLite, in the workspace."""

from __future__ import annotations

import contextlib
import sqlite3
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from firsthand.course.grading.result import Result
from firsthand.course.workspace.answers import fingerprint
from firsthand.course.workspace.database import LOCK_TIMEOUT_SECONDS, Database
from firsthand.course.workspace.migrations import open_foreign
from firsthand.course.workspace.sound_rows import unsound
from firsthand.errors import FirsthandError

IMPORT_SECONDS = 20.0  # for reading a progress file that came from elsewhere
_ATTEMPT = "uuid, exercise, outcome, source, front_end, at, result"
_EVENT = "uuid, kind, subject, n, at"


@dataclass(frozen=True)
class Attempt:
    """One recorded check. `when` is local time; `source` is the fingerprint of the answer's text.

    `imported` says that it came with an import: it is history, and its verdict has no weight here.
    """

    uuid: str
    when: datetime
    front_end: str
    source: str
    result: Result
    imported: bool = False


@dataclass(frozen=True)
class Revisit:
    """An exercise whose solution was seen before it passed, waiting for a clean second attempt from `due` on."""

    exercise: str
    due: datetime
    is_due: bool


class Merged(NamedTuple):
    """What a merge did: attempts that were new, and rows left out because they are no rows of ours."""

    attempts: int
    left_out: int


class Progress:
    """The progress file. Any number of processes and threads may use one at once.

    Parameters
    ----------
    path : Path
        Opened, and created, at first use.
    clock : callable
        Gives the time in seconds since 1970.
    patience : float
        Seconds to wait while another process writes.
    """

    def __init__(
        self, path: Path, clock: Callable[[], float] = time.time, patience: float = LOCK_TIMEOUT_SECONDS
    ) -> None:
        self.path = path
        self._clock = clock
        self.database = Database(path, clock, patience)

    @property
    def notice(self) -> str:
        """Empty, or what was wrong with the file and was done about it; for the learner to read."""
        return self.database.notice

    def take_notice(self) -> str:
        """The notice, which is then gone: it is said once."""
        notice, self.database.notice = self.database.notice, ""
        return notice

    def record(self, result: Result, source: str, front_end: str) -> None:
        """Record one check of the answer whose text is `source`."""
        row = (
            str(uuid.uuid4()),
            result.exercise,
            result.outcome,
            fingerprint(source),
            front_end,
            self._clock(),
        )
        self.database.execute(
            f"INSERT INTO attempts ({_ATTEMPT}) VALUES (?, ?, ?, ?, ?, ?, ?)", (*row, result.to_json())
        )

    def states(self) -> dict[str, str]:
        """Exercises ever checked with something in them: "passed" once one attempt has, else "tried"."""
        rows = self.database.read(
            "SELECT exercise, MAX(passed) FROM sound_attempts WHERE outcome != 'untouched' GROUP BY exercise"
        )
        return {exercise: "passed" if passed else "tried" for exercise, passed in rows}

    def passed(self, id: str, source: str) -> bool:
        """Whether this very text has passed."""
        query = "SELECT 1 FROM sound_attempts WHERE exercise = ? AND source = ? AND passed LIMIT 1"
        return bool(self.database.read(query, (id, fingerprint(source))))

    def attempts(self, id: str) -> list[Attempt]:
        """All checks of an exercise, the oldest first; what cannot be read is left out."""
        columns = "uuid, at, front_end, source, imported, result"
        rows = self.database.read(
            f"SELECT {columns} FROM sound_attempts WHERE exercise = ? ORDER BY number", (id,)
        )
        return list(filter(None, map(_attempt, rows)))

    def waiting(self) -> frozenset[str]:
        """Ids of the exercises whose pass came with an import and was not checked here yet."""
        query = "SELECT exercise FROM sound_attempts GROUP BY exercise HAVING MAX(outcome = 'passed') AND NOT MAX(passed)"
        return frozenset(row[0] for row in self.database.read(query))

    def unsound(self) -> int:
        """How many rows are left out of everything, because they cannot be read as ours."""
        with self.database.using() as connection:
            return unsound(connection)

    def counts(self) -> dict[str, int]:
        """Number of checks by exercise, those of an untouched stub left out."""
        rows = self.database.read(
            "SELECT exercise, COUNT(*) FROM sound_attempts WHERE outcome != 'untouched' GROUP BY exercise"
        )
        return dict(rows)

    def open_lesson(self, id: str) -> None:
        """Remember that a lesson was opened."""
        if self.last_lesson() != id:
            self._event("lesson", id)

    def opened(self) -> frozenset[str]:
        """Ids of the lessons that were ever opened."""
        return frozenset(
            row[0]
            for row in self.database.read("SELECT DISTINCT subject FROM sound_events WHERE kind = 'lesson'")
        )

    def last_lesson(self) -> str | None:
        """Id of the lesson opened last."""
        rows = self.database.read(
            "SELECT subject FROM sound_events WHERE kind = 'lesson' ORDER BY number DESC LIMIT 1"
        )
        return str(rows[0][0]) if rows else None

    def hints_seen(self, id: str) -> int:
        """How many hints of the exercise were seen."""
        rows = self.database.read(
            "SELECT MAX(n) FROM sound_events WHERE kind = 'hint' AND subject = ?", (id,)
        )
        return int(rows[0][0] or 0)

    def hint_seen(self, id: str, n: int) -> None:
        """Remember that hint number `n`, counted from 1, was seen."""
        if n > self.hints_seen(id):
            self._event("hint", id, n)

    def solution_seen(self, id: str) -> None:
        """Remember that the solution was seen; unless it had passed before, that schedules a second attempt."""
        self._event("solution", id)

    def solutions(self) -> frozenset[str]:
        """Ids of the exercises whose solution was seen."""
        return frozenset(
            row[0]
            for row in self.database.read("SELECT DISTINCT subject FROM sound_events WHERE kind = 'solution'")
        )

    def started_again(self, id: str) -> None:
        """Remember that the answer was put back to its stub."""
        self._event("reset", id)

    def revisits(self) -> tuple[Revisit, ...]:
        """Exercises that wait for a clean second attempt, the earliest due first.

        Due is the day after the solution was seen. From then on a pass counts as clean when the answer was put back
        to its stub in between, or when its text is another than any that passed before.
        """
        seen = self.database.read(
            "SELECT subject, MAX(at) FROM sound_events WHERE kind = 'solution' GROUP BY subject"
        )
        found = []
        for exercise, at in seen:
            due = _next_day(at)
            if not self._passed_before(exercise, at) and not self._passed_cleanly(
                exercise, at, due.timestamp()
            ):
                found.append(Revisit(exercise, due, due.timestamp() <= self._clock()))
        return tuple(sorted(found, key=lambda revisit: (revisit.due, revisit.exercise)))

    def _passed_before(self, exercise: str, at: float) -> bool:
        query = "SELECT 1 FROM sound_attempts WHERE exercise = ? AND passed AND at < ? LIMIT 1"
        return bool(self.database.read(query, (exercise, at)))

    def _passed_cleanly(self, exercise: str, seen: float, due: float) -> bool:
        query = """SELECT 1 FROM sound_attempts AS clean
            WHERE exercise = ?1 AND passed AND at >= ?3 AND (
                EXISTS (SELECT 1 FROM sound_events
                        WHERE kind = 'reset' AND subject = ?1 AND at BETWEEN ?2 AND clean.at)
                OR NOT EXISTS (SELECT 1 FROM sound_attempts WHERE exercise = ?1 AND passed
                               AND source = clean.source AND at < ?3)
            ) LIMIT 1"""
        return bool(self.database.read(query, (exercise, seen, due)))

    def backup(self, path: Path) -> None:
        """Copy the whole file as it is at this moment, while others go on writing."""
        with self.database.using() as connection, contextlib.closing(sqlite3.connect(path)) as copy:
            connection.backup(copy)

    def merge(self, path: Path) -> Merged:
        """Take over what another progress file holds and this one does not, as imported.

        The other file is upgraded in place. One that is damaged, not ours, or without end raises FirsthandError.
        """
        try:
            attempts, events, left_out = _foreign_rows(path)
        except sqlite3.Error as error:
            late = getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_INTERRUPT
            what = "takes too long to read" if late else "is damaged"
            raise FirsthandError(f"The progress in that file {what}. Nothing was imported.") from error
        last = self.last_lesson()
        with self.database.using() as connection:
            connection.execute("BEGIN IMMEDIATE")
            before = connection.total_changes
            connection.executemany(
                f"INSERT OR IGNORE INTO attempts ({_ATTEMPT}, imported) VALUES (?, ?, ?, ?, ?, ?, ?, 1)",
                attempts,
            )
            new = connection.total_changes - before
            connection.executemany(f"INSERT OR IGNORE INTO events ({_EVENT}) VALUES (?, ?, ?, ?, ?)", events)
            connection.execute("COMMIT")
        if last is not None:
            self.open_lesson(last)
        return Merged(new, left_out)

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        self.database.close()

    def _event(self, kind: str, subject: str, n: int = 0) -> None:
        row = (str(uuid.uuid4()), kind, subject, n, self._clock())
        self.database.execute(f"INSERT INTO events ({_EVENT}) VALUES (?, ?, ?, ?, ?)", row)


def _attempt(row: tuple[Any, ...]) -> Attempt | None:
    uuid, at, front_end, source, imported, text = row
    try:
        result = Result.from_json(text)
    except ValueError:
        return None
    return Attempt(uuid, datetime.fromtimestamp(at), front_end, source, result, bool(imported))


def _foreign_rows(path: Path) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]], int]:
    """Sound attempts and events of a file that came from elsewhere, and how many rows were not."""
    with contextlib.closing(open_foreign(path, IMPORT_SECONDS)) as other:
        attempts = other.execute(f"SELECT {_ATTEMPT} FROM sound_attempts ORDER BY number").fetchall()
        events = other.execute(f"SELECT {_EVENT} FROM sound_events ORDER BY number").fetchall()
        left_out = unsound(other)
    sound = [row for row in attempts if _is_result(row[-1])]
    return sound, events, left_out + len(attempts) - len(sound)


def _is_result(text: str) -> bool:
    try:
        Result.from_json(text)
    except ValueError:
        return False
    return True


def _next_day(at: float) -> datetime:
    day = datetime.fromtimestamp(at) + timedelta(days=1)
    return day.replace(hour=0, minute=0, second=0, microsecond=0)
