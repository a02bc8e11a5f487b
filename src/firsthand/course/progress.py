"""What the learner has done: attempts, lessons opened, hints and solutions seen. SQLite, in the workspace."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from firsthand.course.answers import fingerprint
from firsthand.course.result import Result
from firsthand.course.schema import is_damage, open_database
from firsthand.errors import FirsthandError

PATIENCE = 5.0  # seconds to wait while another process writes
_ATTEMPT = "uuid, exercise, outcome, source, front_end, at, result"
_EVENT = "uuid, kind, subject, n, at"


@dataclass(frozen=True)
class Attempt:
    """One recorded check. `when` is local time; `source` is the fingerprint of the answer's text."""

    uuid: str
    when: datetime
    front_end: str
    source: str
    result: Result


@dataclass(frozen=True)
class Revisit:
    """An exercise whose solution was seen before it passed, waiting for a clean second attempt from `due` on."""

    exercise: str
    due: datetime
    is_due: bool


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

    Attributes
    ----------
    notice : str
        Empty, or what was wrong with the file and was done about it; for the learner to read.
    """

    def __init__(
        self, path: Path, clock: Callable[[], float] = time.time, patience: float = PATIENCE
    ) -> None:
        self.path = path
        self.notice = ""
        self._clock = clock
        self._patience = patience
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None
        self._inode = 0

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
        self._execute(
            f"INSERT INTO attempts ({_ATTEMPT}) VALUES (?, ?, ?, ?, ?, ?, ?)", (*row, result.to_json())
        )

    def states(self) -> dict[str, str]:
        """Exercises ever checked with something in them: "passed" once one attempt has, else "tried"."""
        rows = self._execute(
            "SELECT exercise, MAX(outcome = 'passed') FROM attempts WHERE outcome != 'untouched' GROUP BY exercise"
        )
        return {exercise: "passed" if passed else "tried" for exercise, passed in rows}

    def passed(self, id: str, source: str) -> bool:
        """Whether this very text has passed."""
        query = "SELECT 1 FROM attempts WHERE exercise = ? AND source = ? AND outcome = 'passed' LIMIT 1"
        return bool(self._execute(query, (id, fingerprint(source))))

    def attempts(self, id: str) -> list[Attempt]:
        """All checks of an exercise, the oldest first."""
        rows = self._execute(
            "SELECT uuid, at, front_end, source, result FROM attempts WHERE exercise = ? ORDER BY number",
            (id,),
        )
        return [
            Attempt(uuid, datetime.fromtimestamp(at), front_end, source, Result.from_json(result))
            for uuid, at, front_end, source, result in rows
        ]

    def counts(self) -> dict[str, int]:
        """Number of checks by exercise, those of an untouched stub left out."""
        rows = self._execute(
            "SELECT exercise, COUNT(*) FROM attempts WHERE outcome != 'untouched' GROUP BY exercise"
        )
        return dict(rows)

    def open_lesson(self, id: str) -> None:
        """Remember that a lesson was opened."""
        if self.last_lesson() != id:
            self._event("lesson", id)

    def opened(self) -> frozenset[str]:
        """Ids of the lessons that were ever opened."""
        return frozenset(
            row[0] for row in self._execute("SELECT DISTINCT subject FROM events WHERE kind = 'lesson'")
        )

    def last_lesson(self) -> str | None:
        """Id of the lesson opened last."""
        rows = self._execute("SELECT subject FROM events WHERE kind = 'lesson' ORDER BY number DESC LIMIT 1")
        return str(rows[0][0]) if rows else None

    def hints_seen(self, id: str) -> int:
        """How many hints of the exercise were seen."""
        rows = self._execute("SELECT MAX(n) FROM events WHERE kind = 'hint' AND subject = ?", (id,))
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
            row[0] for row in self._execute("SELECT DISTINCT subject FROM events WHERE kind = 'solution'")
        )

    def started_again(self, id: str) -> None:
        """Remember that the answer was put back to its stub."""
        self._event("reset", id)

    def revisits(self) -> tuple[Revisit, ...]:
        """Exercises that wait for a clean second attempt, the earliest due first.

        Due is the day after the solution was seen. From then on a pass counts as clean when the answer was put back
        to its stub in between, or when its text is another than any that passed before.
        """
        seen = self._execute("SELECT subject, MAX(at) FROM events WHERE kind = 'solution' GROUP BY subject")
        found = []
        for exercise, at in seen:
            due = _next_day(at)
            if not self._passed_before(exercise, at) and not self._passed_cleanly(
                exercise, at, due.timestamp()
            ):
                found.append(Revisit(exercise, due, due.timestamp() <= self._clock()))
        return tuple(sorted(found, key=lambda revisit: (revisit.due, revisit.exercise)))

    def _passed_before(self, exercise: str, at: float) -> bool:
        query = "SELECT 1 FROM attempts WHERE exercise = ? AND outcome = 'passed' AND at < ? LIMIT 1"
        return bool(self._execute(query, (exercise, at)))

    def _passed_cleanly(self, exercise: str, seen: float, due: float) -> bool:
        query = """SELECT 1 FROM attempts AS clean
            WHERE exercise = ?1 AND outcome = 'passed' AND at >= ?3 AND (
                EXISTS (SELECT 1 FROM events WHERE kind = 'reset' AND subject = ?1 AND at BETWEEN ?2 AND clean.at)
                OR NOT EXISTS (SELECT 1 FROM attempts WHERE exercise = ?1 AND outcome = 'passed'
                               AND source = clean.source AND at < ?3)
            ) LIMIT 1"""
        return bool(self._execute(query, (exercise, seen, due)))

    def backup(self, path: Path) -> None:
        """Copy the whole file as it is at this moment, while others go on writing."""
        with self._using() as connection, contextlib.closing(sqlite3.connect(path)) as copy:
            connection.backup(copy)

    def merge(self, path: Path) -> int:
        """Take over what another progress file holds and this one does not; returns how many attempts were new.

        The other file is upgraded in place. A damaged one raises FirsthandError.
        """
        other = Progress(path, self._clock, self._patience)
        attempts = other._execute(f"SELECT {_ATTEMPT} FROM attempts ORDER BY number")
        events = other._execute(f"SELECT {_EVENT} FROM events ORDER BY number")
        other.close()
        if other.notice:
            raise FirsthandError("The progress in that file is damaged. Nothing was imported.")
        last = self.last_lesson()
        with self._using() as connection:
            connection.execute("BEGIN IMMEDIATE")
            before = connection.total_changes
            connection.executemany(
                f"INSERT OR IGNORE INTO attempts ({_ATTEMPT}) VALUES (?, ?, ?, ?, ?, ?, ?)", attempts
            )
            new = connection.total_changes - before
            connection.executemany(f"INSERT OR IGNORE INTO events ({_EVENT}) VALUES (?, ?, ?, ?, ?)", events)
            connection.execute("COMMIT")
        if last is not None:
            self.open_lesson(last)
        return new

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _event(self, kind: str, subject: str, n: int = 0) -> None:
        row = (str(uuid.uuid4()), kind, subject, n, self._clock())
        self._execute(f"INSERT INTO events ({_EVENT}) VALUES (?, ?, ?, ?, ?)", row)

    def _execute(self, query: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        for last in (False, True):
            try:
                with self._using() as connection:
                    return connection.execute(query, values).fetchall()
            except _Damaged:
                # Found while in use: opening again sets the file aside and says so.
                if last:
                    raise
        return []

    @contextlib.contextmanager
    def _using(self) -> Iterator[sqlite3.Connection]:
        """The open connection, held by one thread at a time; what SQLite says becomes a line for a person."""
        with self._lock:
            try:
                yield self._open()
            except sqlite3.Error as error:
                damaged = is_damage(error)
                self._leave_transaction()
                if damaged or isinstance(error, sqlite3.ProgrammingError):
                    self.close()
                raise (_Damaged if damaged else FirsthandError)(self._say(error)) from error

    def _leave_transaction(self) -> None:
        if self._connection is not None and self._connection.in_transaction:
            with contextlib.suppress(sqlite3.Error):
                self._connection.execute("ROLLBACK")

    def _open(self) -> sqlite3.Connection:
        if self._connection is not None and self._moved():
            self.close()
        if self._connection is None:
            self._connection, notice = open_database(self.path, self._patience, self._now)
            self._inode = self.path.stat().st_ino
            self.notice = notice or self.notice
        return self._connection

    def _moved(self) -> bool:
        """Whether the file was deleted or replaced under us, by another process that set it aside for one."""
        try:
            return self.path.stat().st_ino != self._inode
        except OSError:
            return True

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._clock())

    def _say(self, error: sqlite3.Error) -> str:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            what = "is locked by another program. Close what has it open (a database viewer, a backup) and try again."
        elif code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
            what = "could not be written: the disk is full or failing. Free some space and try again."
        elif code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
            what = "cannot be opened for writing. Check the permissions of its folder, or name another workspace."
        else:
            what = f"cannot be used: {error}."
        return f"The progress file {self.path} {what}"


class _Damaged(FirsthandError):
    """The file turned out to be broken while it was in use."""


def _next_day(at: float) -> datetime:
    day = datetime.fromtimestamp(at) + timedelta(days=1)
    return day.replace(hour=0, minute=0, second=0, microsecond=0)
