"""The progress file in use: one connection, shared by threads, and what SQLite says in words for a person."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from firsthand.course.workspace.migrations import is_damage, is_gone, open_database
from firsthand.errors import FirsthandError

LOCK_TIMEOUT_SECONDS = 5.0  # seconds to wait while another process writes
RETRY = 5.0  # seconds during which nobody waits again for a file that was waited for in vain


class Database:
    """The SQLite file at `path`, opened, and created, at first use; any number of threads and processes at once.

    Parameters
    ----------
    path : Path
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
        self, path: Path, clock: Callable[[], float], patience: float = LOCK_TIMEOUT_SECONDS
    ) -> None:
        self.path = path
        self.notice = ""
        self.patience = patience
        self._clock = clock
        self._lock = threading.RLock()
        self.connection: sqlite3.Connection | None = None
        self._inode = 0
        self._retry = 0.0
        self._why_not = ""

    def read(self, query: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query. A page asks many: one that waited in vain spares the next ones the wait."""
        begun = time.monotonic()
        if begun < self._retry:
            raise FirsthandError(self._why_not)
        try:
            return self.execute(query, values)
        except FirsthandError as error:
            if time.monotonic() - begun > self.patience / 2:
                self._retry, self._why_not = time.monotonic() + RETRY, str(error)
            raise

    def execute(self, query: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """Run one statement and give its rows. Raises FirsthandError in words for a person."""
        for last in (False, True):
            try:
                with self.using() as connection:
                    return connection.execute(query, values).fetchall()
            except _Damaged:
                # Found while in use: opening again sets the file aside and says so.
                if last:
                    raise
        return []

    @contextlib.contextmanager
    def using(self) -> Iterator[sqlite3.Connection]:
        """The open connection, held by one thread at a time; what SQLite says becomes a line for a person."""
        with self._lock:
            try:
                yield self._open()
            except sqlite3.Error as error:
                damaged = is_damage(error) or is_gone(error)
                self._leave_transaction()
                if damaged or isinstance(error, sqlite3.ProgrammingError):
                    self.close()
                raise (_Damaged if damaged else FirsthandError)(self._say(error)) from error

    def _leave_transaction(self) -> None:
        if self.connection is not None and self.connection.in_transaction:
            with contextlib.suppress(sqlite3.Error):
                self.connection.execute("ROLLBACK")

    def _open(self) -> sqlite3.Connection:
        if self.connection is not None and self._moved():
            self.close()
        if self.connection is None:
            self.connection, notice = open_database(self.path, self.patience, self._now)
            self._inode = self.path.stat().st_ino
            self.notice = notice or self.notice
        return self.connection

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

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        with self._lock:
            if self.connection is not None:
                self.connection.close()
                self.connection = None


class _Damaged(FirsthandError):
    """The file turned out to be broken while it was in use."""
