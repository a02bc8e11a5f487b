"""Rank chunks for a question: by meaning, by words, and both joined."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from threading import Lock

from firsthand.rag.bm25 import BM25, content_words, tokenize
from firsthand.rag.fusion import reciprocal_rank_fusion
from firsthand.rag.indexing import indexed_text
from firsthand.rag.manifest import Manifest

Ranking = list[tuple[str, float]]  # ids and scores, best first

DEPTH = 50  # of each ranking that are joined, or as many as are asked for


def fuse(rankings: Mapping[str, Ranking]) -> Ranking:
    """Join the rankings of dense and bm25 search into one."""
    return reciprocal_rank_fusion([[one for one, _ in ranking] for ranking in rankings.values()])


class WordIndex:
    """BM25 over all chunks of a base, made anew when the chunks have changed since."""

    def __init__(self, manifest: Manifest) -> None:
        self._manifest = manifest
        self._lock = Lock()
        self._made: tuple[int, list[str], BM25] | None = None

    def top(self, question: str, k: int, *, joined: bool = False) -> Ranking:
        """Chunks that share a word with the question; one that names something where other rankings are `joined`."""
        ids, index = self._current()
        rows, scores = index.top(content_words(question) if joined else tokenize(question), k)
        return [(ids[row], float(score)) for row, score in zip(rows, scores, strict=True)]

    def _current(self) -> tuple[Sequence[str], BM25]:
        with self._lock:
            generation = self._manifest.generation()
            if self._made is None or self._made[0] != generation:
                ids: list[str] = []
                index = BM25()
                for row in self._manifest.rows():
                    ids.append(row.id)
                    index.add([tokenize(indexed_text(row.heading, row.text))])
                index.top(["warm"], 1)  # so that the weights are there before others ask
                self._made = generation, ids, index
            return self._made[1], self._made[2]
