"""Embed texts: one unit vector a text, near for texts of like meaning."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from threading import Event, Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from firsthand.optional import import_for_rag
from firsthand.rag.ingest.embedding.network import Ints, Network
from firsthand.rag.ingest.embedding.weights import model_folder

Vectors = NDArray[np.float32]
Batch = tuple[NDArray[np.intp], Ints, Ints]

MAX_TOKENS = 256  # the model was trained to read so many
# A token is rarely longer than 12 characters: what follows so many characters is not read.
MAX_CHARACTERS = 64 * MAX_TOKENS
BUDGET = 512  # tokens a batch: enough to fill the multiplications, few enough for the cache of one core


class Stopped(Exception):
    """Embedding was broken off, because somebody wanted it to end. No FirsthandError: no file is at fault."""


class Embedder:
    """All-MiniLM-L6-v2: a text's first 256 tokens to a unit vector of 384 numbers.

    Texts of like length share a batch, so that hardly any padding is computed. The network multiplies in 8-bit
    integers with one scale a batch: a vector differs by about one part in a hundred with the company it is computed in.

    Parameters
    ----------
    threads : int, default=None
        Batches computed at a time. None takes the processors that this process may use.
    stop : Event, default=None
        Once it is set, `encode` breaks off after the batch at work, some hundredths of a second, with `Stopped`.
    """

    name = "all-MiniLM-L6-v2"
    dimensions = 384

    def __init__(self, threads: int | None = None, stop: Event | None = None) -> None:
        if threads is not None and threads < 1:
            raise ValueError(f"threads must be 1 or more, got {threads}.")
        self.threads = threads
        self.stop = stop

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Embed texts.

        Parameters
        ----------
        texts : list of str
            Any text, an empty one too; what lies beyond 256 tokens is not read.

        Returns
        -------
        ndarray of float32, shape (n, 384)
            Unit vectors: the dot product of two is the cosine of their angle.

        Raises
        ------
        FirsthandError
            If a package or the model is missing.
        Stopped
            Once `stop` is set.
        """
        if isinstance(texts, str):
            raise ValueError("texts must be a list of str, got one str. Put it in a list: [text].")
        vectors = np.empty((len(texts), self.dimensions), dtype=np.float32)
        if not texts:
            return vectors
        tokenizer, network = _parts()
        distinct = list(dict.fromkeys(texts))
        numbers = tokenizer.encode_batch_fast([text[:MAX_CHARACTERS] for text in distinct])
        batches = _batches([one.ids for one in numbers])
        found = np.empty((len(distinct), self.dimensions), dtype=np.float32)

        def embed(batch: Batch) -> None:
            if self.stop is not None and self.stop.is_set():
                raise Stopped
            rows, tokens, mask = batch
            found[rows] = mean_pool(network(tokens, mask), mask)

        _each(embed, batches, self.threads or _processors())
        index = {text: row for row, text in enumerate(distinct)}
        np.take(found, [index[text] for text in texts], axis=0, out=vectors)
        return vectors


_loading = Lock()


def _parts() -> tuple[Any, Network]:
    """Tokenizer and network, which all embedders of this process share."""
    with _loading:
        return _loaded()


@cache
def _loaded() -> tuple[Any, Network]:
    folder = model_folder()
    tokenizer = import_for_rag("tokenizers").Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    return tokenizer, Network(folder)


@cache
def default_embedder() -> Embedder:
    """The embedder that whoever names no other one uses."""
    return Embedder()


def mean_pool(states: Any, mask: Any) -> Vectors:
    """Average the vectors of a text's tokens, padding left out, and scale to length 1.

    Shapes: states (n, length, d), mask (n, length) of 1 and 0; the result (n, d).
    """
    sums = np.einsum("nld,nl->nd", states, mask.astype(np.float32), optimize=True)
    means = sums / mask.sum(axis=1, keepdims=True)
    vectors: Vectors = means / np.linalg.norm(means, axis=1, keepdims=True)
    return vectors.astype(np.float32)


def _batches(numbers: list[list[int]]) -> Iterator[Batch]:
    """Rows, tokens and mask of each batch: neighbours by length, the longest first."""
    lengths = np.array([len(ids) for ids in numbers])
    order = np.argsort(-lengths, kind="stable")
    start = 0
    while start < len(order):
        longest = lengths[order[start]]
        rows = order[start : start + max(1, BUDGET // longest)]
        tokens = np.zeros((len(rows), longest), dtype=np.int64)
        for index, row in enumerate(rows):
            tokens[index, : lengths[row]] = numbers[row]
        mask = (np.arange(longest) < lengths[rows, None]).astype(np.int64)
        yield rows, tokens, mask
        start += len(rows)


def _each(work: Any, batches: Iterator[Batch], threads: int) -> None:
    if threads == 1:
        for batch in batches:
            work(batch)
        return
    with ThreadPoolExecutor(threads, thread_name_prefix="embed") as pool:
        try:
            for done in [pool.submit(work, batch) for batch in batches]:
                done.result()
        except BaseException:  # Ctrl-C too: only what is at work comes to its end
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
