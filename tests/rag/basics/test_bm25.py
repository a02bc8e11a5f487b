"""BM25 in its plainest form: worked by hand, and beside bm25s."""

import bm25s
import numpy as np
from numpy.testing import assert_allclose

from firsthand.rag.basics.bm25 import bm25_scores


def test_the_scores_are_those_of_bm25s(documents_and_query):
    documents, query = documents_and_query
    theirs = bm25s.BM25(method="lucene", k1=1.2, b=0.75, dtype="float64")
    theirs.index(documents, show_progress=False)
    known = [word for word in query if word in theirs.vocab_dict]
    assert_allclose(bm25_scores(query, documents), theirs.get_scores(known), rtol=1e-9)


def test_worked_by_hand():
    # n 2, df 1: idf log(2); the first document has half of the mean length... of 2: 1 / (1 + 1.2 (0.25 + 0.75 / 2)).
    scores = bm25_scores(["a"], [["a"], ["b", "b", "b"]])
    assert_allclose(scores, [np.log(2) / (1 + 1.2 * 0.625), 0])


def test_rare_words_and_short_documents_win():
    scores = bm25_scores(["rare"], [["rare", "x"], ["rare", *"xxxxxx"], ["x", "x"]])
    assert scores[0] > scores[1] > scores[2] == 0
    common, rare = (
        bm25_scores([word], [["the", "rare"], ["the", "x"], ["the", "y"]])[0] for word in ("the", "rare")
    )
    assert rare > common > 0


def test_the_tenth_occurrence_adds_less_than_the_second():
    worth = [
        bm25_scores(["a"], [["a"] * times + ["x"] * (20 - times), ["x"] * 20])[0] for times in (1, 2, 9, 10)
    ]
    assert worth[1] - worth[0] > 5 * (worth[3] - worth[2]) > 0
