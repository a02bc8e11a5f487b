"""Rank chunks for a question: by meaning, by words, and both joined."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from threading import Lock

import numpy as np

from firsthand.rag.basics.fusion import reciprocal_rank_fusion
from firsthand.rag.index.bm25 import BM25
from firsthand.rag.index.document_store import Manifest, Row
from firsthand.rag.index.top_k import best_rows
from firsthand.rag.language import search_words

Ranking = list[tuple[str, float]]  # ids and scores, best first

DEPTH = 50  # of each ranking that are joined, or as many as are asked for


def fuse(rankings: Mapping[str, Ranking]) -> Ranking:
    """Join the rankings of dense and bm25 search into one."""
    return reciprocal_rank_fusion([[one for one, _ in ranking] for ranking in rankings.values()])


class WordIndex:
    """BM25 over all chunks of a base, made anew when the chunks have changed since.

    A chunk is scored as itself and as its whole document, and the two are added: what a document is about is seldom
    said again in each of its chunks.
    """

    def __init__(self, manifest: Manifest) -> None:
        self._manifest = manifest
        self._lock = Lock()
        self._made: tuple[int, _Indexes] | None = None

    def top(self, question: str, k: int) -> Ranking:
        """Chunks that share a word with the question: one that names something, where it has any."""
        return self._current().top(search_words(question), k)

    def _current(self) -> _Indexes:
        with self._lock:
            generation = self._manifest.generation()
            if self._made is None or self._made[0] != generation:
                self._made = generation, _Indexes(self._manifest.rows())
            return self._made[1]


class _Indexes:
    """The words of all chunks, and of the documents that they are cut from."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._ids: list[str] = []
        self._document_of = array("l")  # each chunk
        self._chunks, self._documents = BM25(), BM25()
        # The chunks of a document follow one another in the manifest.
        for index, (_, chunks) in enumerate(groupby(rows, key=lambda row: row.source)):
            whole: list[str] = []
            reached = 0
            for row in chunks:
                # What the chunk before held already is no second occurrence.
                again = max(0, reached - row.start)
                shared, new = search_words(row.text[:again]), search_words(row.text[again:])
                self._chunks.add([[*search_words(row.heading), *shared, *new]])
                self._ids.append(row.id)
                self._document_of.append(index)
                whole += new
                reached = row.end
            self._documents.add([whole])
        self.top(["warm"], 1)  # so that the weights are there before others ask

    def top(self, words: Sequence[str], k: int) -> Ranking:
        scores = self._chunks.scores(words)
        found = np.flatnonzero(scores)
        joined = scores[found] + self._documents.scores(words)[np.asarray(self._document_of)[found]]
        best = best_rows(joined, k)
        return [(self._ids[row], float(score)) for row, score in zip(found[best], joined[best], strict=True)]
