"""What a knowledge base holds, in one SQLite file: sources, their texts and chunks. It decides what a search may show.

A source appears, changes or goes in one transaction, however many vectors belong to it: vectors are written
before and deleted after, and one that the manifest does not name does not count.
"""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SCHEMA = """
create table if not exists facts (name text primary key, value text not null);
create table if not exists folders (path text primary key);
create table if not exists sources (
    id text primary key, name text not null, path text, size integer, changed integer,
    digest text not null, text text not null, added text not null);
create table if not exists chunks (
    number integer primary key autoincrement, id text not null unique, source text not null, place integer not null,
    start integer not null, "end" integer not null, heading text not null, text text not null, digest text not null);
create index if not exists chunks_by_source on chunks (source);
create index if not exists chunks_by_digest on chunks (digest);
"""
COLUMNS = 'id, source, place, start, "end", heading, text, digest'
INSERT_CHUNK = f"insert into chunks ({COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?)"
INSERT_SOURCE = "insert into sources values (?, ?, ?, ?, ?, ?, ?, ?)"
IDS_PER_STATEMENT = 500  # ids a statement
TRANSACTION_TIMEOUT_SECONDS = 60.0  # seconds to wait for another process's transaction


@dataclass(frozen=True)
class Record:
    """A source as the manifest keeps it. `size` (bytes) and `changed` (ns) are of the file, None for a plain text."""

    id: str
    name: str
    path: str | None
    size: int | None
    changed: int | None
    digest: str
    text: str
    added: str


@dataclass(frozen=True)
class Row:
    """A chunk as the manifest keeps it; `digest` is of what is embedded."""

    id: str
    source: str
    index: int
    start: int
    end: int
    heading: str
    text: str
    digest: str


class Manifest:
    """The SQLite file. Each call opens its own connection, so any thread may call."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._open() as base:
            base.execute("pragma journal_mode = wal")
            base.executescript(SCHEMA)
            facts = [("generation", "0"), ("dirty", "0"), ("collection", f"firsthand-{uuid.uuid4().hex}")]
            base.executemany("insert or ignore into facts values (?, ?)", facts)

    def fact(self, name: str) -> str | None:
        with self._open() as base:
            found = base.execute("select value from facts where name = ?", (name,)).fetchone()
        return found[0] if found else None

    def set_fact(self, name: str, value: str) -> None:
        with self._open() as base:
            base.execute("insert or replace into facts values (?, ?)", (name, value))

    def generation(self) -> int:
        """How often the chunks have changed."""
        return int(self.fact("generation") or 0)

    def replace(self, sources: Sequence[tuple[Record, Sequence[Row]]]) -> list[str]:
        """Put sources in, in place of those with their ids. Gives the ids of chunks that are gone by this."""
        with self._change() as base:
            gone = _drop(base, [record.id for record, _ in sources])
            for record, rows in sources:
                base.execute(INSERT_SOURCE, tuple(vars(record).values()))
                base.executemany(INSERT_CHUNK, [tuple(vars(row).values()) for row in rows])
        kept = {row.id for _, rows in sources for row in rows}
        return [one for one in gone if one not in kept]

    def remove(self, sources: Sequence[str]) -> list[str]:
        """Take sources out. Gives the ids of their chunks."""
        with self._change() as base:
            return _drop(base, sources)

    def touch(self, source: str, size: int, changed: int) -> None:
        """Note that a file was written again with the same content."""
        with self._open() as base:
            base.execute("update sources set size = ?, changed = ? where id = ?", (size, changed, source))

    def add_folder(self, path: str) -> None:
        with self._open() as base:
            base.execute("insert or ignore into folders values (?)", (path,))

    def folders(self) -> list[str]:
        """The folders that were added, oldest first."""
        with self._open() as base:
            return [row[0] for row in base.execute("select path from folders order by rowid")]

    def records(self) -> list[Record]:
        """All sources without their texts, in the order in which they came."""
        with self._open() as base:
            rows = base.execute(
                "select id, name, path, size, changed, digest, '', added from sources order by rowid"
            )
            return [Record(*row) for row in rows]

    def text(self, source: str) -> str | None:
        with self._open() as base:
            found = base.execute("select text from sources where id = ?", (source,)).fetchone()
        return found[0] if found else None

    def counts(self) -> dict[str, int]:
        """Chunks of each source."""
        with self._open() as base:
            return dict(base.execute("select source, count(*) from chunks group by source"))

    def count(self) -> int:
        with self._open() as base:
            return int(base.execute("select count(*) from chunks").fetchone()[0])

    def empty(self) -> bool:
        with self._open() as base:
            return base.execute("select 1 from chunks limit 1").fetchone() is None

    def ids(self) -> set[str]:
        with self._open() as base:
            return {row[0] for row in base.execute("select id from chunks")}

    def rows(self) -> Iterator[Row]:
        """All chunks, oldest first."""
        with self._open() as base:
            for row in base.execute(f"select {COLUMNS} from chunks order by number"):
                yield Row(*row)

    def rows_of(self, ids: Sequence[str]) -> dict[str, tuple[Row, str]]:
        """Those of the chunks that are here, each with the name of its source."""
        found = {}
        with self._open() as base:
            for some, marks in _slices(ids):
                query = (
                    f"select {COLUMNS}, (select name from sources where id = chunks.source) "
                    f"from chunks where id in ({marks})"
                )
                found.update({row[0]: (Row(*row[:-1]), row[-1]) for row in base.execute(query, some)})
        return found

    def twins(self, digests: Iterable[str]) -> dict[str, str]:
        """For those digests that a chunk has: the id of one such chunk."""
        found: dict[str, str] = {}
        with self._open() as base:
            for some, marks in _slices(sorted(set(digests))):
                found.update(base.execute(f"select digest, id from chunks where digest in ({marks})", some))
        return found

    @contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        """A transaction after which the chunks are others."""
        with self._open() as base:
            yield base
            base.execute("update facts set value = value + 1 where name = 'generation'")

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        base = sqlite3.connect(self._path, timeout=TRANSACTION_TIMEOUT_SECONDS)
        try:
            with base:
                yield base
        finally:
            base.close()


def _drop(base: sqlite3.Connection, sources: Sequence[str]) -> list[str]:
    gone = []
    for some, marks in _slices(sources):
        gone += [row[0] for row in base.execute(f"select id from chunks where source in ({marks})", some)]
        base.execute(f"delete from chunks where source in ({marks})", some)
        base.execute(f"delete from sources where id in ({marks})", some)
    return gone


def _slices(values: Sequence[str]) -> Iterator[tuple[Sequence[str], str]]:
    """Parts small enough for a statement, each with its question marks."""
    for start in range(0, len(values), IDS_PER_STATEMENT):
        some = values[start : start + IDS_PER_STATEMENT]
        yield some, ",".join("?" * len(some))
