"""Open the progress file: bring an older one up to date, set a damaged one aside, refuse a newer one."""

from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from firsthand.course.files import locked, saying
from firsthand.errors import FirsthandError

Statements = tuple[str, ...]

# One entry a version, never edited once released: a file of version n has been through the first n.
MIGRATIONS: tuple[Statements, ...] = (
    (
        """CREATE TABLE attempts (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            uuid TEXT NOT NULL UNIQUE,
            exercise TEXT NOT NULL,
            outcome TEXT NOT NULL,
            source TEXT NOT NULL,      -- SHA-256 of the answer's text
            front_end TEXT NOT NULL,
            at REAL NOT NULL,          -- seconds since 1970
            result TEXT NOT NULL       -- the whole Result as JSON
        )""",
        "CREATE INDEX attempts_by_exercise ON attempts (exercise, number)",
    ),
    (
        """CREATE TABLE events (
            number INTEGER PRIMARY KEY AUTOINCREMENT,
            uuid TEXT NOT NULL UNIQUE,
            kind TEXT NOT NULL,        -- lesson, hint, solution or reset
            subject TEXT NOT NULL,     -- id of the lesson or exercise
            n INTEGER NOT NULL,        -- which hint; else 0
            at REAL NOT NULL
        )""",
        "CREATE INDEX events_by_subject ON events (kind, subject, number)",
    ),
)

_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def open_database(path: Path, patience: float, now: Callable[[], datetime]) -> tuple[sqlite3.Connection, str]:
    """Open `path` ready for use, creating it when it is not there.

    Parameters
    ----------
    patience : float
        Seconds to wait for another process that is writing.

    Returns
    -------
    connection : sqlite3.Connection
        In autocommit mode, usable from any thread (one at a time).
    notice : str
        Empty, or what was found wrong and done about it.
    """
    # Creating, upgrading and setting aside happen to the file as a whole: one process at a time.
    with locked(path.with_suffix(".lock")):
        notice = ""
        try:
            return _opened(path, patience), notice
        except sqlite3.DatabaseError as error:
            if not is_damage(error):
                raise
            notice = _set_aside(path, now())
        return _opened(path, patience), notice


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the error says that the file itself is broken."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGE


def _opened(path: Path, patience: float) -> sqlite3.Connection:
    if path.exists() and path.is_file() and path.stat().st_size == 0:
        # SQLite would take an emptied file for a new one and lose the loss.
        raise _damaged("the file is empty")
    connection = sqlite3.connect(path, timeout=patience, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        _check(connection)
        _migrate(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def _check(connection: sqlite3.Connection) -> None:
    report = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if report != "ok":
        raise _damaged(report)


def _damaged(report: str) -> sqlite3.DatabaseError:
    error = sqlite3.DatabaseError(report)
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    return error


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    if _version(connection) == len(MIGRATIONS):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = _version(connection)
        if version > len(MIGRATIONS):
            raise FirsthandError(
                f"{path} was written by a newer Firsthand (its version is {version}, this one knows "
                f"{len(MIGRATIONS)}). Update Firsthand; nothing was changed."
            )
        for statements in MIGRATIONS[version:]:
            for statement in statements:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _set_aside(path: Path, now: datetime) -> str:
    aside = _free_name(path, f"damaged-{now:%Y%m%d-%H%M%S}")
    with saying(path, "is damaged and could not be moved aside"):
        for ending in ("", "-wal", "-shm"):
            part = path.with_name(path.name + ending)
            if part.exists():
                part.rename(aside.with_name(aside.name + ending))
    return (
        f"The progress file was damaged. It is kept as {aside.name} and a new one has been started. Your answers are "
        "untouched: `firsthand check` grades them again and fills the roadmap."
    )


def _free_name(path: Path, why: str) -> Path:
    endings = itertools.chain([""], (f"-{number}" for number in itertools.count(2)))
    places = (path.with_name(f"{path.stem}.{why}{ending}{path.suffix}") for ending in endings)
    return next(place for place in places if not place.exists())
