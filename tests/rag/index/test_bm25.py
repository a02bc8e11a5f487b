"""BM25: the same scores from the formula, the index and bm25s."""

import random

import bm25s
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from firsthand.rag.basics.bm25 import bm25_scores
from firsthand.rag.index.bm25 import BM25, content_words, tokenize
from firsthand.rag.language import search_words


def collection(seed, n=60, words=40):
    """Documents with common and rare words, some of them empty, and a query that repeats itself."""
    rng = random.Random(seed)
    vocabulary = [f"w{number}" for number in range(words)]
    weights = [1 / (number + 1) for number in range(words)]
    documents = [rng.choices(vocabulary, weights, k=rng.randrange(0, 30)) for _ in range(n)]
    return documents, [*rng.choices(vocabulary, k=4), "w1", "w1", "unknown"]


@pytest.fixture(params=range(4), ids="seed{}".format)
def case(request):
    return collection(request.param)


@pytest.mark.parametrize(("k1", "b"), [(1.2, 0.75), (0.5, 0.0), (2.0, 0.4)])
def test_the_index_gives_the_scores_of_the_formula(case, k1, b):
    documents, query = case
    assert_allclose(BM25(documents, k1, b).scores(query), bm25_scores(query, documents, k1, b), rtol=1e-9)


def test_the_scores_are_those_of_bm25s(case):
    documents, query = case
    theirs = bm25s.BM25(method="lucene", k1=1.2, b=0.75, dtype="float64")
    theirs.index(documents, show_progress=False)
    known = [word for word in query if word in theirs.vocab_dict]
    assert_allclose(bm25_scores(query, documents), theirs.get_scores(known), rtol=1e-9)


def test_worked_by_hand():
    # n 2, df 1: idf log(2); the first document has half of the mean length... of 2: 1 / (1 + 1.2 (0.25 + 0.75 / 2)).
    scores = bm25_scores(["a"], [["a"], ["b", "b", "b"]])
    assert_allclose(scores, [np.log(2) / (1 + 1.2 * 0.625), 0])


def test_documents_added_one_by_one_give_the_same_index(case):
    documents, query = case
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


def test_top_is_the_sorted_scores(case):
    documents, query = case
    rows, scores = BM25(documents).top(query, 7)
    everything = bm25_scores(query, documents)
    assert_array_equal(rows, np.argsort(-everything, kind="stable")[:7])
    assert_allclose(scores, everything[rows])


def test_an_empty_index_finds_nothing():
    for index in (BM25(), BM25([[]]), BM25([[], []])):
        rows, scores = index.top(["a"], 3)
        assert len(rows) == len(scores) == 0
    assert len(BM25([[], []])) == 2


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


def test_words():
    assert tokenize("Who's E-17, naïve_x?") == ["who", "s", "e", "17", "naïve_x"]
    assert tokenize("…") == []


def test_content_words_leave_out_what_only_asks():
    assert content_words("How do I deploy it?") == ["deploy"]
    assert content_words("What is it?") == ["what", "is", "it"]
    assert content_words("E-17") == ["e", "17"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("E-21", ["21", "e21"]),
        ("LM-4", ["lm", "4", "lm4"]),
        ("h-2-o", ["2", "h2o"]),
        ("x-axis", ["x", "axi", "xaxi"]),
        ("over-fitting", ["over", "fit", "overfit"]),
    ],
)
def test_the_letter_of_a_code_is_no_word(text, words):
    assert search_words(text) == words
