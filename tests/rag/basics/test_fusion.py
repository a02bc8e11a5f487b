"""Rankings joined by place."""

import pytest
from numpy.testing import assert_allclose

from firsthand.rag.basics.fusion import reciprocal_rank_fusion


def test_worked_by_hand():
    fused = reciprocal_rank_fusion([["a", "b", "c"], ["b", "d"]])
    assert [one for one, _ in fused] == ["b", "a", "d", "c"]
    assert_allclose([score for _, score in fused], [1 / 62 + 1 / 61, 1 / 61, 1 / 62, 1 / 63])


def test_one_ranking_stays_as_it_is():
    assert [one for one, _ in reciprocal_rank_fusion([[5, 3, 9]])] == [5, 3, 9]


def test_the_order_of_the_rankings_does_not_matter():
    rankings = [["a", "b", "c"], ["c", "a"], ["d"]]
    one, other = dict(reciprocal_rank_fusion(rankings)), dict(reciprocal_rank_fusion(rankings[::-1]))
    assert one == pytest.approx(other)


def test_a_small_k_favours_first_places():
    rankings = [["x", *"abcdefgh", "y"], ["z", *"ijklmnop", "y"]]
    assert reciprocal_rank_fusion(rankings, k=60)[0][0] == "y"
    assert reciprocal_rank_fusion(rankings, k=0)[0][0] == "x"


def test_nothing_to_join():
    assert reciprocal_rank_fusion([]) == []
    assert reciprocal_rank_fusion([[], ["a"]]) == [("a", 1 / 61)]
