"""A search measured on judged questions, and refusals."""

import time

import numpy as np
import pytest
from numpy.testing import assert_allclose

from firsthand.errors import FirsthandError
from firsthand.rag.evaluation.evaluate import evaluate, judge_refusals

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
