"""What the exercises on tokenizers are tried on."""

from typing import Any

from hypothesis import strategies as st

from firsthand.course.grading.strategies import arguments
from firsthand.transformer.basics.tokenizers import train_bpe

# Characters ---------------------------------------------------------------------------------------------------

TEXTS = arguments(text=st.text("abcBA zé\n東1.", max_size=12))
TEXT_EDGES = [
    {"text": text}
    for text in (
        "a",
        "ab",
        "ba",
        "aab",
        "bbab",
        "aB",
        "Ab aB",
        "a b",
        "a\nb",
        "",
        "hello world",
        "Größe 東京!",
    )
]

# Pairs --------------------------------------------------------------------------------------------------------

IDS = st.integers(0, 3)
WORDS = st.lists(IDS, max_size=6).map(tuple)
COUNTED = st.dictionaries(WORDS, st.integers(1, 4), max_size=5)


def words(*pairs: tuple[str, int]) -> dict[tuple[int, ...], int]:
    """Words written with letters, as their bytes."""
    return {tuple(word.encode()): times for word, times in pairs}


COUNT_EDGES = [
    {"words": given}
    for given in (
        {(1, 2): 1},
        {(1, 2, 3): 1},
        {(1, 2): 3},
        {(1, 2): 1, (1, 2, 3): 2},
        {(1, 2): 1, (3, 4): 1},
        {(7, 7, 7): 1},
        {(7, 7, 7, 7): 2},
        {(1, 2, 1): 1},
        {(1, 2, 1, 2): 1},
        {(1, 2, 3, 4): 2, (3, 4): 1},
        {(5,): 4, (): 1},
        {},
        words(("straw", 2), (" berry", 5), (" berries", 1)),
    )
]

MERGED = arguments(
    ids=st.one_of(st.lists(IDS, max_size=9), WORDS),
    pair=st.tuples(IDS, IDS),
    new_id=st.sampled_from([4, 9, 256]),
)


def merge(ids: Any, pair: tuple[int, int], new_id: int = 9) -> dict[str, Any]:
    return {"ids": ids, "pair": pair, "new_id": new_id}


MERGE_EDGES = [
    merge([1, 2], (1, 2)),
    merge([1, 2, 3], (1, 2)),
    merge([3, 1, 2], (1, 2)),
    merge([1, 3, 2], (1, 2)),
    merge([2, 1], (1, 2)),
    merge([1, 2, 1, 2], (1, 2)),
    merge([1, 2, 3, 1, 2, 3], (1, 2)),
    merge([7, 7, 7], (7, 7)),
    merge([7, 7, 7, 7, 7], (7, 7)),
    merge([3, 1, 1, 2, 1], (1, 2)),
    merge([11, 2, 3], (1, 2), 99),
    merge([1, 23, 1, 2], (1, 2), 300),
    merge([1], (1, 2)),
    merge([], (1, 2)),
    merge((1, 2, 3), (2, 3)),
]

# Training -----------------------------------------------------------------------------------------------------

TRAINED = arguments(words=COUNTED, n_merges=st.integers(0, 5), first_id=st.sampled_from([4, 10, 256]))


def training(n_merges: int, *pairs: tuple[str, int], **settings: int) -> dict[str, Any]:
    return {"words": words(*pairs), "n_merges": n_merges, **settings}


TRAIN_EDGES = [
    training(1, ("ab", 1)),
    training(1, ("aba", 1)),
    training(1, ("ba", 1), ("ab", 1)),
    training(1, ("ba", 2), ("ab", 1)),
    training(1, ("cab", 1), ("ab", 1)),
    training(2, ("abc", 2), ("bc", 1)),
    training(2, ("abab", 1)),
    training(3, ("abc", 3), ("bcd", 2), ("ab", 1)),
    training(3, ("aaaa", 1), ("aa", 1)),
    training(5, ("ab", 2)),
    training(3, ("a", 2), ("b", 1)),
    training(0, ("ab", 2)),
    training(2, ("hug", 10), ("pug", 5), ("pun", 12), ("bun", 4), ("hugs", 5)),
    training(4, ("hug", 10), ("pug", 5), ("pun", 12), ("bun", 4), ("hugs", 5)),
    training(3, ("ab", 3), ("abc", 2), ("abcd", 2), first_id=1000),
    {"words": {}, "n_merges": 2},
    {"words": {(0, 1, 2, 1): 2, (2, 1): 3, (3, 0, 1): 4}, "n_merges": 4, "first_id": 4},
]

# Encoding -----------------------------------------------------------------------------------------------------


def _with_merges(drawn: tuple[Any, int, int, list[int]]) -> dict[str, Any]:
    counted, n_merges, first_id, ids = drawn
    return {"ids": ids, "merges": train_bpe(counted, n_merges, first_id), "first_id": first_id}


ENCODED = st.tuples(
    st.dictionaries(
        st.lists(IDS, min_size=2, max_size=6).map(tuple), st.integers(1, 4), min_size=1, max_size=4
    ),
    st.integers(1, 6),
    st.sampled_from([4, 10, 256]),
    st.lists(IDS, max_size=8),
).map(_with_merges)


def encoding(ids: list[int], *merges: tuple[int, int], **settings: int) -> dict[str, Any]:
    return {"ids": ids, "merges": list(merges), **settings}


ENCODE_EDGES = [
    encoding([1, 2], (1, 2)),
    encoding([1, 2, 1, 2], (1, 2)),
    encoding([1, 2, 3], (2, 3), (1, 2)),
    encoding([1, 2, 3], (1, 2), (2, 3)),
    encoding([1, 2, 3], (1, 2), (256, 3)),
    encoding([1, 2, 3, 4], (3, 4), (2, 256), (1, 2)),
    encoding([3, 4], (1, 2), (3, 4)),
    encoding([1, 2, 3, 2, 3, 1, 2, 1, 2], (2, 3), (1, 2)),
    encoding([1, 2, 3, 1, 2], (2, 3), (1, 2)),
    encoding([7, 7, 7, 7, 7], (7, 7), (256, 256)),
    encoding([7, 7, 7, 7], (7, 7), (256, 7)),
    encoding([1, 2, 3], (1, 2), (5, 3), first_id=5),
    encoding([5], (1, 2)),
    encoding([], (1, 2)),
    encoding([1, 2, 3]),
]


# Races --------------------------------------------------------------------------------------------------------


def grown_words(size: int, seed: int) -> dict[tuple[int, ...], int]:
    """`size` distinct words as common and rare as those of a language."""
    import numpy as np

    rng = np.random.default_rng(seed)
    letters = rng.choice(np.arange(97, 123), size=(size, 7), p=np.arange(26, 0, -1) / 351)
    return {tuple(row): 1 + size // (1 + rank) for rank, row in enumerate(letters.tolist())}


def grown_count(size: int, seed: int) -> dict[str, Any]:
    return {"words": grown_words(size, seed)}


def grown_training(size: int, seed: int) -> dict[str, Any]:
    return {"words": grown_words(size, seed), "n_merges": 50}
