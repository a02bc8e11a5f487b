"""A knowledge base: documents of any kind, cut, embedded, and found again by a question."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from filelock import FileLock

from firsthand._typing import OnProgress
from firsthand.errors import FirsthandError
from firsthand.rag.index.document_store import Manifest
from firsthand.rag.index.folder_sync import Files, Paths, Summary, source_id, version_of
from firsthand.rag.index.vector_store import VectorStore
from firsthand.rag.index.word_index import DEPTH, Ranking, WordIndex, fuse
from firsthand.rag.index.writer import Encoder, Incoming, Writer, writing
from firsthand.rag.ingest.embedding import default_embedder
from firsthand.rag.ingest.loading import from_text

Mode = Literal["hybrid", "dense", "bm25"]
__all__ = ["Chunk", "Hit", "KnowledgeBase", "Mode", "Source", "Summary"]

MODES = ("hybrid", "dense", "bm25")


@dataclass(frozen=True)
class Chunk:
    """A piece of a document: `document(source)[start:end]`. `name` is its source's."""

    id: str
    source: str
    text: str
    start: int
    end: int
    heading: str
    name: str = ""


@dataclass(frozen=True)
class Hit:
    """A chunk that was found. `score` is that of the mode asked for.

    `ranks` has the place in each mode, from 1, None where the mode did not find it or was not needed; `scores` the
    scores of those that did: the cosine (dense), BM25's, and the joined one (hybrid).
    """

    chunk: Chunk
    score: float
    ranks: dict[str, int | None]
    scores: dict[str, float]


@dataclass(frozen=True)
class Source:
    """A document of the base. `path` is None for a plain text; `added` is a UTC time in ISO form."""

    id: str
    name: str
    path: str | None
    chunks: int
    added: str


class KnowledgeBase:
    """Documents in a folder of its own.

    One object may be used by many threads, and one folder by many processes: writers wait for each other, and
    searches see what was written.

    Parameters
    ----------
    path : str or Path
        The folder; made if it is not there.
    server : str, default=None
        Address of a Chroma server that keeps the vectors, such as ``http://127.0.0.1:8000``. None keeps them
        in the folder too.
    embedder : object with `name` and `encode`, default=None
        None takes the one that this process shares, all-MiniLM-L6-v2.
    """

    def __init__(
        self, path: str | Path, *, server: str | None = None, embedder: Encoder | None = None
    ) -> None:
        self.path = Path(path)
        self.embedder: Encoder = embedder or default_embedder()
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise FirsthandError(
                f"{self.path} cannot be a knowledge base ({error.strerror}). Name a folder."
            ) from error
        try:
            self._manifest = Manifest(self.path / "manifest.sqlite3")
        except sqlite3.Error as error:
            raise FirsthandError(
                f"{self.path / 'manifest.sqlite3'} cannot be used ({error}). Remove the folder and add its documents again."
            ) from error
        self._store = VectorStore(self.path / "chroma", self._manifest.fact("collection") or "", server)
        self._words = WordIndex(self._manifest)

    def count(self) -> int:
        """How many chunks there are."""
        return self._manifest.count()

    def sources(self) -> list[Source]:
        """All documents, in the order in which they came."""
        counts = self._manifest.counts()
        return [
            Source(one.id, one.name, one.path, counts.get(one.id, 0), one.added)
            for one in self._manifest.records()
        ]

    def document(self, source_id: str) -> str:
        """The text of a source.

        Raises
        ------
        FirsthandError
            If there is no such source.
        """
        text = self._manifest.text(source_id)
        if text is None:
            raise FirsthandError(f"There is no source {source_id!r}. sources() lists those there are.")
        return text

    def remove(self, source_id: str) -> None:
        """Take a source out.

        Raises
        ------
        FirsthandError
            If there is no such source.
        """
        self.document(source_id)
        with self._writing() as writer:
            writer.remove([source_id])

    def add_texts(self, texts: Iterable[str], sources: Sequence[str] | None = None) -> Summary:
        """Take texts in.

        Parameters
        ----------
        texts : list of str
        sources : list of str, default=None
            A name for each text, no name twice; a text takes the place of the one with its name. One whose name
            ends in ``.md`` is read as Markdown, and its passages know their headings. None names a text by its first
            words, and one that is here already is left alone.
        """
        texts = [_clean(text) for text in texts]
        names = list(sources) if sources is not None else [_first_words(text) for text in texts]
        keys = names if sources is not None else texts
        if len(names) != len(texts) or (sources is not None and len(set(names)) < len(names)):
            raise ValueError(f"sources must be {len(texts)} different names, one a text, got {len(names)}.")
        summary = Summary()
        known = {one.id: one.digest for one in self._manifest.records()}
        with self._writing() as writer:
            for key, name, text in zip(keys, names, texts, strict=True):
                one, digest = source_id("text", key), version_of(text.encode())
                if not text.strip():
                    summary.failed.append((name, "It holds no text."))
                elif known.get(one) == digest:
                    summary.unchanged += 1
                else:
                    summary.changed += one in known
                    summary.added += one not in known
                    known[one] = digest
                    named = name if sources is not None else ""
                    writer.put(Incoming(one, name, from_text(named, text), digest))
        return summary

    def add(self, paths: Paths, progress: OnProgress | None = None) -> Summary:
        """Take files in, and all files of folders: txt, md, html, pdf, docx, ipynb, py, csv.

        A file that has not changed is passed over, a changed one takes its own place, and one that has left an added
        folder, or lies elsewhere now, leaves the base. One that cannot be read is told of and stops nothing; what was
        known of it before stays. After a kill the same call goes on where it was.

        Parameters
        ----------
        paths : path or list of paths
        progress : function of (done, total, name), default=None
            Called before each file, and at the end with no name. `firsthand.progress_bar.progress_bar` gives one that draws.
        """
        with self._writing() as writer:
            files = Files(self._manifest, writer)
            files.add(paths, progress)
        return files.summary

    def refresh(self, progress: OnProgress | None = None) -> Summary:
        """Look again at all files and folders that were added: what is gone goes, what changed or is new comes in."""
        with self._writing() as writer:
            files = Files(self._manifest, writer)
            files.refresh(progress)
        return files.summary

    def search(self, question: str, k: int = 5, mode: Mode = "hybrid") -> list[Hit]:
        """Find the chunks that fit a question best.

        Parameters
        ----------
        question : str
            Without a word in it nothing is found.
        k : int, default=5
            Most hits; 0 finds nothing.
        mode : "hybrid", "dense" or "bm25", default="hybrid"
            By both, by meaning, or by words.

        Returns
        -------
        list of Hit
            Best first. By words only chunks that share one with the question are found.
        """
        if mode not in MODES:
            raise ValueError(f"mode must be one of {', '.join(MODES)}, got {mode!r}.")
        if k < 0:
            raise ValueError(f"k must be 0 or more, got {k}.")
        question = _clean(question)
        if not question.strip() or k == 0 or self._manifest.empty():
            return []
        rankings = self._rankings(question, k, mode)
        return self._hits(rankings, rankings[mode][:k], mode)

    def _rankings(self, question: str, k: int, mode: Mode) -> dict[str, Ranking]:
        depth = max(k, DEPTH)
        rankings: dict[str, Ranking] = {}
        if mode != "bm25":
            rankings["dense"] = self._nearest(question, depth)
        if mode != "dense":
            rankings["bm25"] = self._words.top(question, depth)
        if mode == "hybrid":
            rankings["hybrid"] = fuse(rankings)
        return rankings

    def _hits(self, rankings: dict[str, Ranking], best: Ranking, mode: Mode) -> list[Hit]:
        rows = self._manifest.rows_of([one for one, _ in best])
        scores = {name: dict(ranking) for name, ranking in rankings.items()}
        ranks = {
            name: {one: rank for rank, (one, _) in enumerate(ranking, 1)}
            for name, ranking in rankings.items()
        }
        hits = []
        for one, score in best:
            if one in rows:
                row, name = rows[one]
                chunk = Chunk(row.id, row.source, row.text, row.start, row.end, row.heading, name)
                places = {each: ranks.get(each, {}).get(one) for each in MODES}
                points = {each: found[one] for each, found in scores.items() if one in found}
                hits.append(Hit(chunk, score, places, points))
        return hits

    def _nearest(self, question: str, k: int) -> Ranking:
        """The k nearest chunks by meaning; vectors that no longer or not yet count are passed over."""
        vector = np.asarray(self.embedder.encode([question])[0], dtype=np.float32)
        wanted = k
        while True:
            found = self._store.nearest(vector, wanted)
            kept = self._manifest.rows_of([one for one, _ in found])
            live = [(one, score) for one, score in found if one in kept]
            if len(live) >= k or len(found) < wanted:
                return live[:k]
            wanted *= 4

    @contextmanager
    def _writing(self) -> Iterator[Writer]:
        with FileLock(self.path / "lock"):
            self._check_model()
            with writing(self._manifest, self._store, self.embedder) as writer:
                yield writer

    def _check_model(self) -> None:
        made = self._manifest.fact("model")
        if made is None:
            self._manifest.set_fact("model", self.embedder.name)
        elif made != self.embedder.name:
            raise FirsthandError(
                f"{self.path} was embedded with {made}, not with {self.embedder.name}. "
                "Use that model, or a new folder."
            )


def _clean(text: str) -> str:
    """Without what UTF-8 cannot hold."""
    return text.encode("utf-8", "replace").decode().replace("\0", "")


def _first_words(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 40 else words[:39].rsplit(" ", 1)[0] + " …"
