"""Where the vectors lie: Chroma, embedded in a folder or as a server. Nothing else knows which."""

from __future__ import annotations

import os
import shutil
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from threading import RLock
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from firsthand.errors import FirsthandError
from firsthand.files import replace_file
from firsthand.optional import import_for_rag

Vectors = NDArray[np.float32]

# The graph of near neighbours: links a node, and how many candidates are looked at while building and searching.
GRAPH = {"space": "cosine", "max_neighbors": 16, "ef_construction": 128, "ef_search": 160}
SLICE = 1000  # rows a call
_opened = count(1)


class VectorStore:
    """Vectors by id, with a few facts about each, in one Chroma collection.

    An embedded Chroma is made for one process: it keeps its graph in memory, does not see what others write, and
    may write to its files when it is only asked. So here one process at a time uses the folder, for one call, and
    who finds that another has written opens it again.

    Parameters
    ----------
    folder : Path
        Of the embedded store; not touched when there is a server.
    name : str
        Of the collection.
    server : str, default=None
        Address of a Chroma server, such as ``http://127.0.0.1:8000``.
    """

    def __init__(self, folder: Path, name: str, server: str | None = None) -> None:
        self._folder = folder
        self._name = name
        self._server = server
        self._rows: Any = None
        self._turn = RLock()
        self._lock = FileLock(folder.with_suffix(".lock"), poll_interval=0.005, thread_local=False)
        self._stamp = folder.with_suffix(".stamp")  # changes with every writing
        self._seen = ""

    def put(self, ids: Sequence[str], vectors: Vectors, facts: Sequence[dict[str, str | int]]) -> None:
        """Store vectors; one whose id is there is replaced."""
        for start in range(0, len(ids), SLICE):
            part = slice(start, start + SLICE)
            with self._changing() as rows:
                rows.upsert(ids=list(ids[part]), embeddings=vectors[part], metadatas=list(facts[part]))

    def delete(self, ids: Sequence[str]) -> None:
        """Remove vectors; an id that is not there is no error."""
        for start in range(0, len(ids), SLICE):
            with self._changing() as rows:
                rows.delete(ids=list(ids[start : start + SLICE]))

    def nearest(self, vector: Vectors, k: int) -> list[tuple[str, float]]:
        """The ids of the k vectors nearest by angle, and the cosines, best first; fewer where there are fewer."""
        with self._using() as rows:
            found = rows.query(query_embeddings=vector[None], n_results=k, include=["distances"])
        return [
            (one, 1 - distance) for one, distance in zip(found["ids"][0], found["distances"][0], strict=True)
        ]

    def vectors(self, ids: Sequence[str]) -> dict[str, Any]:
        """The vectors of those ids that are there."""
        kept: dict[str, Any] = {}
        for start in range(0, len(ids), SLICE):
            with self._using() as rows:
                found = rows.get(ids=list(ids[start : start + SLICE]), include=["embeddings"])
            kept.update(zip(found["ids"], found["embeddings"], strict=True))
        return kept

    def ids(self) -> set[str]:
        with self._using() as rows:
            return set(rows.get(include=[])["ids"])

    def mend(self) -> set[str]:
        """The ids that are there. An embedded store that a crash left unreadable is thrown away first."""
        try:
            ids = self.ids()
            if ids:
                self.nearest(self.vectors([min(ids)])[min(ids)], 1)
        except Exception:  # Chroma's core raises errors of many kinds
            if self._server is not None:
                raise
            with self._turn, self._lock:
                self._rows = None
                shutil.rmtree(self._folder, ignore_errors=True)
            return set()
        return ids

    @contextmanager
    def _using(self) -> Iterator[Any]:
        """The open collection, for one call; an embedded one is ours alone for so long."""
        if self._server is not None:
            self._rows = self._rows or self._open()
            yield self._rows
            return
        with self._turn, self._lock:
            stamp = self._stamp.read_text() if self._stamp.exists() else ""
            if self._rows is None or stamp != self._seen:
                self._rows = None  # closes it
                self._rows = self._open()
                self._seen = stamp
            yield self._rows

    @contextmanager
    def _changing(self) -> Iterator[Any]:
        """The open collection, for one change."""
        with self._using() as rows:
            if self._server is None:
                # Before the change: after a kill in its middle others must look again.
                self._seen = uuid4().hex
                replace_file(self._stamp, self._seen.encode())
            yield rows

    def _open(self) -> Any:
        client = self._connect()
        rows = client.get_or_create_collection(
            self._name, embedding_function=None, configuration={"hnsw": GRAPH}
        )
        weakref.finalize(rows, _close, client)
        return rows

    def _connect(self) -> Any:
        os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
        chroma = import_for_rag("chromadb")
        settings = chroma.config.Settings(anonymized_telemetry=False)
        if self._server is None:
            return chroma.PersistentClient(path=_spelled_anew(self._folder), settings=settings)
        host, port, secure = _address(self._server)
        try:
            return chroma.HttpClient(host=host, port=port, ssl=secure, settings=settings)
        except ValueError as error:
            raise FirsthandError(
                f"No Chroma server answers at {self._server}. Start one: "
                f"chroma run --path FOLDER --host {host} --port {port}"
            ) from error


def _close(client: Any) -> None:
    client.close()
    for part in (client, client._admin_client):
        session = getattr(part._server, "_session", None)
        if session is not None:  # of a server: Chroma leaves its connections open
            session.close()


def _address(server: str) -> tuple[str, int, bool]:
    """Host, port, and whether it is asked over TLS."""
    address = urlsplit(server)
    try:
        port = address.port
    except ValueError:
        port = -1
    if address.scheme not in ("http", "https") or not address.hostname or port == -1:
        raise FirsthandError(f"server must look like http://127.0.0.1:8000, got {server!r}.")
    secure = address.scheme == "https"
    return address.hostname, port or (443 if secure else 8000), secure


def _spelled_anew(folder: Path) -> str:
    """The folder's path in a spelling not used before.

    Chroma shares what it holds in memory between clients of the same path, and so would hand a new client the
    old state. ``a/./.`` names the same folder as ``a``.
    """
    return str(folder) + f"{next(_opened):b}".replace("0", "/.").replace("1", "//.")
