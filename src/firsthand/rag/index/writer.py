"""Write into a knowledge base: one writer at a time, and nothing lost or doubled when it is killed.

The order makes it so. Vectors are stored first, under ids that only this version of the source has; then one
transaction of the manifest puts the new chunks in place of the old; then the old vectors are deleted. The
manifest is marked while somebody writes. Whoever finds the mark of a writer that was killed compares the two sides: vectors
without a chunk are used again or deleted, chunks without a vector are embedded.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from firsthand.rag.index.document_store import Manifest, Record, Row
from firsthand.rag.index.vector_store import VectorStore
from firsthand.rag.ingest.chunking import OVERLAP, SIZE, chunk_document
from firsthand.rag.ingest.loading import Document

Vectors = NDArray[np.float32]

# How files are read, how texts are cut and what of a chunk is embedded: another version makes other chunks of the same text.
RECIPE = f"2 {SIZE} {OVERLAP}"
BATCH = 256  # chunks embedded and stored at a time, some seconds: so much work a kill or a stop can cost


class Encoder(Protocol):
    """What turns texts into unit vectors."""

    name: str

    def encode(self, texts: Sequence[str]) -> Vectors: ...


@dataclass(frozen=True)
class Incoming:
    """A document on its way in. `size` in bytes and `changed` in ns are of its file."""

    id: str
    name: str
    document: Document
    digest: str
    path: str | None = None
    size: int | None = None
    changed: int | None = None


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def indexed_text(heading: str, text: str) -> str:
    """What is searched of a chunk: where it stands, then what it says."""
    return f"{heading}\n{text}" if heading else text


def cut(incoming: Incoming) -> list[Row]:
    """The chunks of a document, with ids that stay the same as long as the text and the recipe do."""
    text = incoming.document.text
    version = digest_of(f"{RECIPE}\n{incoming.digest}".encode())[:12]
    rows = []
    for index, passage in enumerate(chunk_document(text, headings=incoming.document.headings)):
        said = text[passage.start : passage.end]
        digest = digest_of(indexed_text(passage.heading, said).encode())
        chunk = f"{incoming.id}-{version}-{index}"
        rows.append(Row(chunk, incoming.id, index, passage.start, passage.end, passage.heading, said, digest))
    return rows


class Writer:
    """Takes documents in, some at a time. Made by `writing`."""

    def __init__(self, manifest: Manifest, store: VectorStore, encoder: Encoder) -> None:
        self._manifest = manifest
        self._store = store
        self._encoder = encoder
        self._waiting: list[tuple[Record, list[Row]]] = []
        self._left_over: set[str] = set()  # in the store without a chunk

    def put(self, incoming: Incoming) -> None:
        """Take a document in, in place of the one with its id; it shows after the next `flush` at the latest."""
        text, now = incoming.document.text, datetime.now(UTC).isoformat(timespec="seconds")
        record = Record(
            incoming.id,
            incoming.name,
            incoming.path,
            incoming.size,
            incoming.changed,
            incoming.digest,
            text,
            now,
        )
        self._waiting.append((record, cut(incoming)))
        if sum(len(rows) for _, rows in self._waiting) >= BATCH:
            self.flush()

    def flush(self) -> None:
        waiting, self._waiting = self._waiting, []
        if waiting:
            self._store_rows([row for _, rows in waiting for row in rows])
            self._store.delete(self._manifest.replace(waiting))

    def remove(self, sources: Sequence[str]) -> None:
        self._store.delete(self._manifest.remove(sources))

    def repair(self) -> None:
        """Bring both sides together after a writer was killed."""
        stored, named = self._store.mend(), self._manifest.ids()
        self._left_over = stored - named
        if missing := named - stored:
            self._store_rows([row for row in self._manifest.rows() if row.id in missing])

    def finish(self) -> None:
        self.flush()
        self._store.delete(sorted(self._left_over - self._manifest.ids()))

    def _store_rows(self, rows: Sequence[Row]) -> None:
        for start in range(0, len(rows), BATCH):
            some = [row for row in rows[start : start + BATCH] if row.id not in self._left_over]
            if some:
                facts: list[dict[str, Any]] = [_facts(row) for row in some]
                self._store.put([row.id for row in some], self._vectors(some), facts)

    def _vectors(self, rows: Sequence[Row]) -> Vectors:
        """Known ones where the same text stands elsewhere in the base, else computed. Shape (n, d)."""
        twins = self._manifest.twins(row.digest for row in rows)
        stored = self._store.vectors(sorted(set(twins.values())))
        known = {digest: stored[one] for digest, one in twins.items() if one in stored}
        new = {row.digest: indexed_text(row.heading, row.text) for row in rows if row.digest not in known}
        known.update(zip(new, self._encoder.encode(list(new.values())), strict=True))
        return np.asarray([known[row.digest] for row in rows], dtype=np.float32)


def _facts(row: Row) -> dict[str, Any]:
    return {
        "source": row.source,
        "start": row.start,
        "end": row.end,
        "heading": row.heading,
        "order": row.index,
    }


@contextmanager
def writing(manifest: Manifest, store: VectorStore, encoder: Encoder) -> Iterator[Writer]:
    """A writer between marks; the caller holds the lock. After an error the mark stays, and the next one repairs."""
    writer = Writer(manifest, store, encoder)
    if manifest.fact("dirty") == "1":
        writer.repair()
    manifest.set_fact("dirty", "1")
    yield writer
    writer.finish()
    manifest.set_fact("dirty", "0")
