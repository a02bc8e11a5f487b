"""The index of BM25: the scores of the formula, the best of them, and the words it is made of."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from firsthand.rag.basics.bm25 import bm25_scores
from firsthand.rag.index.bm25 import BM25, content_words, tokenize


@pytest.mark.parametrize(("k1", "b"), [(1.2, 0.75), (0.5, 0.0), (2.0, 0.4)])
def test_the_index_gives_the_scores_of_the_formula(documents_and_query, k1, b):
    documents, query = documents_and_query
    assert_allclose(BM25(documents, k1, b).scores(query), bm25_scores(query, documents, k1, b), rtol=1e-9)


def test_documents_added_one_by_one_give_the_same_index(documents_and_query):
    documents, query = documents_and_query
    grown = BM25()
    for document in documents:
        grown.add([document])
        grown.scores(query)
    assert_array_equal(grown.scores(query), BM25(iter(documents)).scores(query))
    assert len(grown) == len(documents)


def test_the_best_come_first_equal_ones_by_row_and_strangers_not_at_all():
    index = BM25([["b"], ["a", "b"], ["a"], ["c"], ["a"]])
    rows, scores = index.top(["a"], 10)
    assert rows.tolist() == [2, 4, 1]
    assert scores[0] == scores[1] > scores[2] > 0
    assert index.top(["a"], 1)[0].tolist() == [2]
    assert index.top(["nobody"], 3)[0].tolist() == []


def test_top_is_the_sorted_scores(documents_and_query):
    documents, query = documents_and_query
    rows, scores = BM25(documents).top(query, 7)
    everything = bm25_scores(query, documents)
    assert_array_equal(rows, np.argsort(-everything, kind="stable")[:7])
    assert_allclose(scores, everything[rows])


def test_an_empty_index_finds_nothing():
    for index in (BM25(), BM25([[]]), BM25([[], []])):
        rows, scores = index.top(["a"], 3)
        assert len(rows) == len(scores) == 0
    assert len(BM25([[], []])) == 2


def test_words():
    assert tokenize("Who's E-17, naïve_x?") == ["who", "s", "e", "17", "naïve_x"]
    assert tokenize("…") == []


def test_content_words_leave_out_what_only_asks():
    assert content_words("How do I deploy it?") == ["deploy"]
    assert content_words("What is it?") == ["what", "is", "it"]
    assert content_words("E-17") == ["e", "17"]
