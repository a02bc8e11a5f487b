"""The compiled loops of the inverted index beside a plain sort of its scores."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from firsthand.rag.basics.bm25 import bm25_scores
from firsthand.rag.index.inverted_index import MAX_SORTED, InvertedIndex


@pytest.fixture(scope="module")
def documents():
    """Words by number, 0 in nearly all documents and 29 in few; scores of whole groups are equal."""
    rng = np.random.default_rng(0)
    return [rng.geometric(0.2, size=rng.integers(0, 6)).clip(1, 30) - 1 for _ in range(900)]


@pytest.fixture(scope="module")
def index(documents):
    lengths = np.array([len(words) for words in documents])
    return InvertedIndex(np.concatenate(documents), lengths, 30, 1.2, 0.75)


def test_common_and_rare_words_give_the_scores_of_the_formula(documents, index):
    kept = (index.column_of >= 0).tolist()
    assert any(kept)
    assert not all(kept)
    words = [words.tolist() for words in documents]
    for query in ([0], [29], [0, 12, 12, 29]):
        assert_allclose(index.scores(query), bm25_scores(query, words), rtol=1e-9)


@pytest.mark.parametrize("k", [0, 1, 7, MAX_SORTED, MAX_SORTED + 1, 2000])
def test_the_best_are_those_of_a_full_sort_however_many(index, k):
    scores = index.scores([0, 3, 20])
    rows, found = index.best([0, 3, 20], k)
    order = np.argsort(-scores, kind="stable")
    assert_array_equal(rows, order[: min(k, np.count_nonzero(scores))])
    assert_array_equal(found, scores[rows])


def test_of_equal_ones_the_lower_rows_are_taken_and_strangers_never():
    words = np.array([0] * 6 + [1] * 4)
    index = InvertedIndex(words, np.ones(10, dtype=int), 2, 1.2, 0.75)
    assert index.best([0], 3)[0].tolist() == [0, 1, 2]
    assert index.best([1], 9)[0].tolist() == [6, 7, 8, 9]
