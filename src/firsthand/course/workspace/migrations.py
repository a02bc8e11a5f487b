"""Open the progress file: bring an older one up to date, set a damaged one aside, refuse a newer one."""

from __future__ import annotations

import contextlib
import itertools
import sqlite3
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from firsthand.course.workspace.sound_rows import show_sound_rows
from firsthand.errors import FirsthandError
from firsthand.files import locked, saying

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
    # Whether the row came with an import: its verdict is not counted before a check here.
    ("ALTER TABLE attempts ADD COLUMN imported INTEGER NOT NULL DEFAULT 0",),
)

_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_LAST_NUMBER = 2**60  # a row numbered beyond leaves SQLite none for the rows to come


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


def is_gone(error: sqlite3.Error) -> bool:
    """Whether the error may say that a table or column has gone since the file was opened."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_ERROR


def open_foreign(path: Path, seconds: float) -> sqlite3.Connection:
    """Open a progress file that came from elsewhere, and bring it up to date in place.

    It must hold our tables and nothing else: a view, a trigger or a condition on a column would run as we read. After
    `seconds` whatever it is asked ends in an error.

    Raises
    ------
    sqlite3.Error
        When it is damaged, not of our making, or takes too long.
    FirsthandError
        When it is of a newer version.
    """
    end = time.monotonic() + seconds
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.set_progress_handler(lambda: time.monotonic() > end, 10_000)
        connection.execute("PRAGMA trusted_schema = OFF")
        _prepare(connection, "The progress in that file", beside=frozenset())
    except BaseException:
        connection.close()
        raise
    return connection


def _opened(path: Path, patience: float) -> sqlite3.Connection:
    if path.is_dir():
        raise FirsthandError(f"The progress file {path} is a folder. Move it away, then try again.")
    if path.is_file() and path.stat().st_size == 0:
        # SQLite would take an emptied file for a new one and lose the loss.
        raise _damaged("the file is empty")
    connection = sqlite3.connect(path, timeout=patience, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        # A table that a database viewer made does no harm.
        _prepare(connection, str(path), beside=frozenset({"table"}))
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: sqlite3.Connection, name: str, beside: frozenset[str]) -> None:
    """Look at the file, bring it up to date, and give the connection its views. `beside`: what else it may hold."""
    _check_tables(connection, name, beside)
    for (report,) in connection.execute("PRAGMA quick_check").fetchall():
        # What a row breaks of its own table's promises costs that row alone.
        if not report.startswith(("ok", "NULL value in", "NUMERIC value in", "TEXT value in")):
            raise _damaged(report)
    _migrate(connection)
    show_sound_rows(connection)


def _check_tables(connection: sqlite3.Connection, name: str, beside: frozenset[str]) -> None:
    version = _version(connection)
    if version > len(MIGRATIONS):
        raise FirsthandError(
            f"{name} was written by a newer Firsthand (its version is {version}, this one knows "
            f"{len(MIGRATIONS)}). Update Firsthand; nothing was changed."
        )
    if version < 0:
        raise _damaged(f"its version is {version}")
    found, expected = _objects(connection), _expected(version)
    if not expected <= found or not {kind for kind, _, _ in found - expected} <= beside:
        raise _damaged("its tables are not those of Firsthand")
    if version and _last_number(connection) > _LAST_NUMBER:
        raise _damaged("its rows have used up all numbers")


def _objects(connection: sqlite3.Connection) -> set[tuple[str, str, str]]:
    """Tables, indexes, views and triggers as they were declared; SQLite's own left out."""
    query = "SELECT type, name, sql FROM main.sqlite_master WHERE name NOT LIKE 'sqlite^_%' ESCAPE '^'"
    return {
        (str(kind), str(name), " ".join(str(sql).split())) for kind, name, sql in connection.execute(query)
    }


def _expected(version: int) -> set[tuple[str, str, str]]:
    with contextlib.closing(sqlite3.connect(":memory:")) as model:
        for statement in itertools.chain.from_iterable(MIGRATIONS[:version]):
            model.execute(statement)
        return _objects(model)


def _last_number(connection: sqlite3.Connection) -> int:
    numbers = [row[0] for row in connection.execute("SELECT seq FROM sqlite_sequence")]
    return max((number for number in numbers if isinstance(number, int)), default=0)


def _damaged(report: str) -> sqlite3.DatabaseError:
    error = sqlite3.DatabaseError(report)
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    return error


def _migrate(connection: sqlite3.Connection) -> None:
    if _version(connection) == len(MIGRATIONS):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Read again: only now is it certain that no other process upgrades it too.
        for statements in MIGRATIONS[_version(connection) :]:
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
    return next(candidate for candidate in places if not candidate.exists())
