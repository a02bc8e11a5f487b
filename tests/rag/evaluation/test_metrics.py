"""Reciprocal rank."""

from firsthand.rag.evaluation.metrics import reciprocal_rank


def test_reciprocal_rank():
    assert reciprocal_rank(["x", "y", "a"], {"a"}) == 1 / 3
    assert reciprocal_rank(["x"], {"a"}) == 0
