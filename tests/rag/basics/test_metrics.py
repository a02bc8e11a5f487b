"""Recall and nDCG."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from sklearn.metrics import ndcg_score

from firsthand.rag.basics.metrics import ndcg_at_k, recall_at_k


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
