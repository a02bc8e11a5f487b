"""Windows of words."""

import random
from itertools import pairwise

import pytest

from firsthand.rag.basics.chunking import chunk_text


@pytest.mark.parametrize(
    ("text", "size", "overlap", "chunks"),
    [
        ("a b c d", 2, 0, ["a b", "c d"]),
        ("a b c d e", 2, 0, ["a b", "c d", "e"]),
        ("a b c d e", 3, 1, ["a b c", "c d e"]),
        ("a b c d", 3, 1, ["a b c", "c d"]),
        ("a b c", 3, 2, ["a b c"]),
        ("a", 3, 2, ["a"]),
        ("  a\n\tb ", 5, 0, ["a b"]),
        (" \n", 3, 1, []),
    ],
)
def test_windows_of_words(text, size, overlap, chunks):
    assert chunk_text(text, size, overlap) == chunks


@pytest.mark.parametrize("seed", range(5))
def test_no_word_is_lost_and_neighbours_share_the_overlap(seed):
    rng = random.Random(seed)
    for _ in range(50):
        words = [str(number) for number in range(rng.randrange(1, 40))]
        size = rng.randrange(1, 10)
        overlap = rng.randrange(size)
        chunks = [chunk.split() for chunk in chunk_text(" ".join(words), size, overlap)]
        assert chunks[0] + [word for chunk in chunks[1:] for word in chunk[overlap:]] == words
        assert all(len(chunk) == size for chunk in chunks[:-1])
        for one, other in pairwise(chunks):
            assert other[:overlap] == one[size - overlap :]
            assert len(other) > overlap


@pytest.mark.parametrize("overlap", [5, 6, -1])
def test_an_overlap_that_would_stand_still_is_refused(overlap):
    with pytest.raises(
        ValueError, match=rf"overlap must be from 0 to size - 1 = 4, got {overlap}\. Lower it"
    ):
        chunk_text("a b c", 5, overlap)
