"""What the exercises on chunks, words and vectors are tried on, and when two answers are the same."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from hypothesis import strategies as st

from firsthand.course.grading.compare import Difference, agree, kind
from firsthand.course.grading.strategies import arguments

# Words and chunks -------------------------------------------------------------------------------------------

GAPS = st.sampled_from([" ", " ", "\n", "  ", "\t", "\u00a0", "\u3000"])
WORDS = st.lists(
    st.sampled_from(["a", "b", "c", "to", "be", "Or", "not.", "Öl", "C++"]), min_size=1, max_size=12
)


def _chunked(text: str, size: int, overlap: int | None = None) -> dict[str, Any]:
    given: dict[str, Any] = {"text": text, "size": size}
    return given if overlap is None else given | {"overlap": overlap}


def _spaced(words: list[str], gaps: list[str]) -> str:
    return "".join(word + gap for word, gap in zip(words, gaps, strict=False))


TEXTS = st.builds(_spaced, WORDS, st.lists(GAPS, min_size=12, max_size=12))
WINDOWS = st.integers(1, 5).flatmap(lambda size: st.tuples(st.just(size), st.integers(0, size - 1)))
CHUNKED = st.builds(lambda text, window: _chunked(text, *window), TEXTS, WINDOWS)
CHUNK_EDGES = [
    _chunked("a b c d", 2),
    _chunked("a b c d e", 2),
    _chunked("a b c", 2, 1),
    _chunked("a b c d e", 3, 1),
    _chunked("a b", 5),
    _chunked("a b c d e f", 4, 2),
    _chunked("a b c d", 3, 2),
    _chunked("a b c", 3, 2),
    _chunked("one  two\nthree\tfour ", 3, 1),
    _chunked(" One\u00a0two\u3000three four", 2),
    _chunked("well-known; don't (stop)", 1),
    _chunked(" ".join(map(str, range(90))), 40, 10),
]
TEXTS_WITHOUT_WORDS = [_chunked("", 3), _chunked(" \n ", 2, 1)]
# Below 0, and not below size; with a text of many words, of few and of none.
IMPOSSIBLE_OVERLAPS = [
    _chunked("a b c", 2, 2),
    _chunked("a b c", 2, 3),
    _chunked("a b c", 2, -1),
    _chunked("a", 2, 2),
    _chunked("a", 2, -1),
    _chunked("", 2, 2),
    _chunked("", 2, -1),
]

# Documents as words -----------------------------------------------------------------------------------------

HELD = st.sampled_from(["a", "b", "ab", "A", "abc", "d"])
DOCUMENTS = st.lists(st.lists(HELD, min_size=1, max_size=6), min_size=1, max_size=5)


def _asked(query: str, *documents: str, **settings: float) -> dict[str, Any]:
    return {"query": query.split(), "documents": [words.split() for words in documents], **settings}


SEARCHES = arguments(
    query=st.lists(st.sampled_from(["a", "b", "ab", "A", "z"]), unique=True, max_size=3),
    documents=DOCUMENTS,
    k1=st.sampled_from([1.2, 0.5, 2.0]),
    b=st.sampled_from([0.75, 0.0, 0.5]),
)
SEARCH_EDGES = [
    _asked("a", "a"),
    _asked("a", "a", "b"),
    _asked("a", "a b", "b b", "b"),
    _asked("a", "a a a", "a b b"),
    _asked("a", "a", "a b b b b"),
    _asked("a", "ab", "a", "ab ab a"),
    _asked("A", "a a", "A"),
    _asked("z", "a", "b"),
    _asked("a b", "a", "b", "a b", "c"),
    _asked("a", "a", "a", "a b", k1=2.0, b=0.0),
    _asked("a b", "a b b", "c", "b c c c", "a", k1=0.5, b=0.5),
    _asked("a b", "a b b", "b", "c c c c a a", "b a c", k1=3.0, b=0.25),
    _asked("", "a", "b"),
]
REPEATED_WORDS = [_asked("a a", "a b", "b"), _asked("a b a a", "a", "b b a", "c c")]
EMPTY_DOCUMENTS = [_asked("a", "a", ""), _asked("a b", "a b b", "", "b c c c", "a", k1=0.5, b=0.5)]


def many_documents(size: int, seed: int) -> dict[str, Any]:
    """`size` documents of 50 words, common and rare, and a query of four."""
    rng = np.random.default_rng(seed)
    words = [f"w{number}" for number in range(2_000)]
    share = 1 / np.arange(1, 2_001)
    drawn = rng.choice(words, size=(size, 50), p=share / share.sum())
    return {"query": ["w3", "w20", "w100", "w700"], "documents": drawn.tolist()}


# Vectors ----------------------------------------------------------------------------------------------------

ENTRIES = st.sampled_from([0.0, 1.0, 2.0, -1.0, 0.5, 3.0, -2.0])
SHORT = 2.0**-17  # short enough that a number added against 0 / 0 shows


def _vectors(shape: tuple[int, int]) -> Any:
    n, d = shape
    row = st.lists(ENTRIES, min_size=d, max_size=d)
    some = row.filter(any)
    return st.builds(
        lambda query, vectors, k, scale: _near(query, vectors, k, scale),
        some,
        st.lists(some, min_size=n, max_size=n),
        st.integers(1, n),
        st.sampled_from([1.0, 1.0, SHORT]),
    )


def _near(query: list[float], vectors: list[list[float]], k: int, scale: float = 1.0) -> dict[str, Any]:
    if scale == 1:
        return {"query": np.array(query), "vectors": np.array(vectors), "k": k}
    return {"query": scale * np.array(query), "vectors": scale * np.array(vectors), "k": k}


NEAREST = st.tuples(st.integers(1, 5), st.integers(1, 3)).flatmap(_vectors)
NEAREST_EDGES = [
    _near([1.0, 0.0], [[1.0, 0.0], [0.0, 1.0]], 1),
    _near([1.0, 0.0], [[0.0, 1.0], [1.0, 0.0]], 2),
    _near([1.0, 1.0], [[5.0, 0.0], [1.0, 1.0], [0.0, 0.5]], 2),
    _near([2.0, 0.0], [[1.0, 1.0], [-1.0, 0.0], [3.0, 1.0]], 3),
    _near([1.0, 2.0], [[-1.0, -1.0], [0.0, -1.0], [1.0, -3.0]], 2),
    _near([1.0, 2.0], [[2.0, 1.0], [3.0, 6.0], [1.0, 0.0]], 2, SHORT),
    _near([1.0, 0.25], [[20.0, 1.0], [1.0, 2.0], [0.5, 0.25]], 2),
    _near([1.0, 0.5, -1.0], [[3.0, 1.0, 0.0], [0.1, 0.1, -0.1], [-1.0, 0.0, 1.0], [0.0, 2.0, 0.0]], 3),
    _near([1, 2], [[3, 4], [2, 1], [-1, 0]], 2),
]
ZERO_VECTORS = [
    _near([1.0, 2.0], [[0.0, 0.0], [1.0, 0.0]], 2),
    _near([0.0, 0.0], [[1.0, 0.0]], 1),
    _near([1.0, 2.0], [[0.0, 0.0], [-1.0, 0.0], [1.0, -3.0]], 3),
]
MORE_THAN_ALL = [
    _near([1.0, 2.0], [[1.0, 0.0], [2.0, 4.0]], 5),
    _near([1.0], [[1.0]], 2),
]


def many_vectors(size: int, seed: int) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    return {"query": rng.normal(size=384), "vectors": rng.normal(size=(size, 384)), "k": 10}


def same_neighbours(got: Any, expected: Any, given: Mapping[str, Any]) -> Difference | None:
    """Rows of equal similarity may change places: what counts is that each row's similarity is due at its place."""
    if not isinstance(got, list | tuple):
        return Difference("wrong type", f"It gave {kind(got)}, expected two arrays: rows and scores.")
    if len(got) != 2:
        return Difference("wrong shape", f"It gave {len(got)} things, expected two: rows and scores.")
    rows, scores = (np.asarray(part) for part in got)
    due = expected[1]
    if rows.shape != due.shape or scores.shape != due.shape:
        return Difference(
            "wrong shape",
            f"Rows have the shape {rows.shape} and scores {scores.shape}, expected {due.shape} for both.",
        )
    if len(rows) and rows.dtype.kind not in "iu":
        return Difference("wrong type", "The rows must be whole numbers.")
    n = len(given["vectors"])
    if len(np.unique(rows)) < len(rows) or rows.min() < 0 or rows.max() >= n:
        return Difference("wrong value", f"The rows are {rows.tolist()}: each from 0 to {n - 1}, none twice.")
    true = _cosines(given)
    if not np.allclose(true[rows], due, atol=1e-6):
        return Difference("wrong value", f"The rows are {rows.tolist()}, expected {expected[0].tolist()}.")
    wrong = agree(scores, due, given)
    return Difference(wrong.outcome, f"In the scores: {wrong.where}") if wrong else None


def _cosines(given: Mapping[str, Any]) -> Any:
    query, vectors = given["query"], given["vectors"]
    lengths = np.linalg.norm(query) * np.linalg.norm(vectors, axis=1)
    return np.divide(vectors @ query, lengths, out=np.zeros(len(vectors)), where=lengths > 0)
