"""Recall, nDCG, reciprocal rank; and a search measured on judged questions."""

import time

import numpy as np
import pytest
from numpy.testing import assert_allclose
from sklearn.metrics import ndcg_score

from firsthand.errors import FirsthandError
from firsthand.rag.basics.metrics import ndcg_at_k, recall_at_k
from firsthand.rag.evaluation.evaluate import evaluate, judge_refusals
from firsthand.rag.evaluation.metrics import reciprocal_rank


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("k", [1, 3, 10, 30])
def test_ndcg_is_scikit_learns(seed, k):
    rng = np.random.default_rng(seed)
    grades = rng.integers(0, 4, 20)
    order = rng.permutation(20)
    places = np.empty(20)
    places[order] = np.arange(20)
    given = {int(one): int(grade) for one, grade in enumerate(grades) if grade}
    assert_allclose(ndcg_at_k(order.tolist(), given, k), ndcg_score([grades], [-places], k=k))


def test_the_best_order_gets_1_and_missing_documents_cost():
    grades = {"a": 3, "b": 2, "c": 1}
    assert ndcg_at_k(["a", "b", "c", "x"], grades, 10) == 1
    assert ndcg_at_k(["a", "b"], grades, 10) < 1
    assert ndcg_at_k(["a", "b"], grades, 2) == 1
    assert ndcg_at_k(["x", "y", "a"], {"a": 1}, 10) == 0.5
    assert ndcg_at_k(["a"], {}, 10) == 0


def test_recall():
    assert recall_at_k(["a", "x", "b"], {"a": 1, "b": 2, "c": 1, "d": 1}, 3) == 0.5
    assert recall_at_k(["a", "x", "b"], ["a", "b"], 2) == 0.5
    assert recall_at_k(["a"], ["a", "b"], 10) == 0.5
    assert recall_at_k(["a"], [], 1) == 0


def test_reciprocal_rank():
    assert reciprocal_rank(["x", "y", "a"], {"a"}) == 1 / 3
    assert reciprocal_rank(["x"], {"a"}) == 0


JUDGED = [("one", {"a": 1}), ("two", {"b": 1, "c": 1}), ("three", {"z": 1})]
FOUND = {"one": ["x", "a"], "two": ["b", "y", "c"], "three": ["a", "b"]}


def test_an_evaluation_is_the_mean_over_the_questions():
    asked = []

    def search(question, k):
        asked.append((question, k))
        return FOUND[question][:k]

    found = evaluate(search, JUDGED, k=2)
    assert asked == [("one", 10), ("two", 10), ("three", 10)]
    assert_allclose([found.recall, found.reciprocal_rank], [(1 + 0.5 + 0) / 3, (0.5 + 1 + 0) / 3])
    second = 1 / np.log2(3)
    assert_allclose(found.by_question, [second, (1 + 0.5) / (1 + second), 0])
    assert_allclose(found.ndcg, np.mean(found.by_question))
    assert (found.questions, found.k) == (3, 2)


def test_times_are_those_of_the_search():
    found = evaluate(lambda question, k: time.sleep(0.02) or [], JUDGED)
    assert 0.02 <= found.seconds <= found.seconds_p95 < 2


def test_nobody_asked():
    with pytest.raises(FirsthandError, match="judged is empty: there is no question to ask"):
        evaluate(lambda question, k: [], [])


def test_refusals():
    found = judge_refusals([True, True, False, False, False], [False, True, False, True, True])
    assert_allclose([found.precision, found.recall, found.answered], [0.5, 0.5, 2 / 3])
    nothing = judge_refusals([False], [True])
    assert (nothing.precision, nothing.recall, nothing.answered) == (1, 1, 1)


def test_refusals_of_other_questions():
    with pytest.raises(ValueError, match="as long as one another, got 1 and 2"):
        judge_refusals([True], [True, False])
