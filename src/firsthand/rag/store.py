"""Where the vectors lie: Chroma, embedded in a folder or as a server. Nothing else knows which."""

from __future__ import annotations

import os
import weakref
from collections.abc import Sequence
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from firsthand.errors import FirsthandError
from firsthand.rag.extras import optional

Vectors = NDArray[np.float32]

# The graph of near neighbours: links a node, and how many candidates are looked at while building and searching.
GRAPH = {"space": "cosine", "max_neighbors": 24, "ef_construction": 200, "ef_search": 200}
SLICE = 1000  # rows a call
_opened = count(1)


class VectorStore:
    """Vectors by id, with a few facts about each, in one Chroma collection.

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
        self._handle: _Handle | None = None
        self.opened = 0

    def refresh(self) -> None:
        """See what other processes wrote: an embedded store keeps its graph in memory, and would not look again."""
        if self._server is None:
            self._handle = None

    def put(self, ids: Sequence[str], vectors: Vectors, facts: Sequence[dict[str, str | int]]) -> None:
        """Store vectors; one whose id is there is replaced."""
        for start in range(0, len(ids), SLICE):
            part = slice(start, start + SLICE)
            self._rows.upsert(ids=list(ids[part]), embeddings=vectors[part], metadatas=list(facts[part]))

    def nearest(self, vector: Vectors, k: int) -> list[tuple[str, float]]:
        """The ids of the k vectors nearest by angle, and the cosines, best first; fewer where there are fewer."""
        found = self._rows.query(query_embeddings=vector[None], n_results=k, include=["distances"])
        return [
            (one, 1 - distance) for one, distance in zip(found["ids"][0], found["distances"][0], strict=True)
        ]

    def vectors(self, ids: Sequence[str]) -> dict[str, Any]:
        """The vectors of those ids that are there."""
        kept: dict[str, Any] = {}
        for start in range(0, len(ids), SLICE):
            found = self._rows.get(ids=list(ids[start : start + SLICE]), include=["embeddings"])
            kept.update(zip(found["ids"], found["embeddings"], strict=True))
        return kept

    def ids(self) -> set[str]:
        return set(self._rows.get(include=[])["ids"])

    def delete(self, ids: Sequence[str]) -> None:
        """Remove vectors; an id that is not there is no error."""
        for start in range(0, len(ids), SLICE):
            self._rows.delete(ids=list(ids[start : start + SLICE]))

    def clear(self) -> None:
        """Throw the collection away and begin an empty one: for a store that a power cut left damaged."""
        handle = self._open()
        handle.client.delete_collection(self._name)
        self._handle = None

    @property
    def _rows(self) -> Any:
        return self._open().rows

    def _open(self) -> _Handle:
        handle = self._handle
        if handle is None:
            handle = self._handle = _Handle(self._connect(), self._name)
            self.opened += 1
        return handle

    def _connect(self) -> Any:
        os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
        chroma = optional("chromadb")
        settings = chroma.config.Settings(anonymized_telemetry=False)
        if self._server is None:
            return chroma.PersistentClient(path=_spelled_anew(self._folder), settings=settings)
        address = urlsplit(self._server)
        if address.scheme not in ("http", "https") or not address.hostname:
            raise FirsthandError(f"server must look like http://127.0.0.1:8000, got {self._server!r}.")
        secure = address.scheme == "https"
        port = address.port or (443 if secure else 8000)
        try:
            return chroma.HttpClient(host=address.hostname, port=port, ssl=secure, settings=settings)
        except ValueError as error:
            raise FirsthandError(
                f"No Chroma server answers at {self._server}. Start one: "
                f"chroma run --path FOLDER --host {address.hostname} --port {port}"
            ) from error


class _Handle:
    """An open client and its collection; closed when the last thread lets go of it."""

    def __init__(self, client: Any, name: str) -> None:
        self.client = client
        self.rows = client.get_or_create_collection(
            name, embedding_function=None, configuration={"hnsw": GRAPH}
        )
        weakref.finalize(self, client.close)


def _spelled_anew(folder: Path) -> str:
    """The folder's path in a spelling not used before.

    Chroma shares what it holds in memory between clients of the same path, and so would hand a new client the
    old state. ``a/./.`` names the same folder as ``a``.
    """
    return str(folder) + f"{next(_opened):b}".replace("0", "/.").replace("1", "//.")
