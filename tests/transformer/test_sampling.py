"""From scores to the distribution that the next token is drawn from."""

import math

import pytest
import torch

from firsthand.transformer.sampling import Sampling, next_probabilities

LOGITS = torch.tensor([[2.0, 1.0, 0.0, -1.0, 1.0]])


def test_each_filter_leaves_what_it_should():
    def left(**settings):
        return [i for i, p in enumerate(next_probabilities(LOGITS, Sampling(**settings), [[]])[0]) if p > 0]

    assert left() == [0, 1, 2, 3, 4]
    assert left(temperature=0) == [0]
    assert left(top_k=2) == [0, 1]  # 1 and 4 are equal: the lower id stays
    p = LOGITS.softmax(dim=-1)[0]
    assert left(top_p=float(p[0])) == [0]
    assert left(top_p=float(p[0]) + 1e-4) == [0, 1]
    assert left(min_p=math.exp(-1) - 1e-4) == [0, 1, 4]
    assert left(min_p=math.exp(-1) + 1e-4) == [0]


def test_probabilities_sum_to_1_whatever_the_filters_left():
    sampling = Sampling(temperature=0.5, top_k=4, top_p=0.9, min_p=0.05, repetition_penalty=1.3)
    assert float(next_probabilities(LOGITS, sampling, [[0]]).sum()) == pytest.approx(1)


def test_the_penalty_lowers_scores_on_both_sides_of_0():
    sampling = Sampling(repetition_penalty=2.0)
    got = next_probabilities(LOGITS, sampling, [[0, 3]])
    expected = torch.tensor([[1.0, 1.0, 0.0, -2.0, 1.0]]).softmax(dim=-1)
    torch.testing.assert_close(got, expected)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"temperature": -1}, "temperature must be at least 0, got -1"),
        ({"temperature": math.nan}, "temperature must be at least 0"),
        ({"top_k": -1}, "top_k must be at least 0"),
        ({"top_p": 0}, "top_p must be above 0 and at most 1, got 0"),
        ({"min_p": 2}, "min_p must be from 0 to 1"),
        ({"repetition_penalty": 0}, "repetition_penalty must be above 0"),
        ({"stop": ("",)}, "stop must not hold an empty text"),
    ],
)
def test_bad_settings_are_said(settings, message):
    with pytest.raises(ValueError, match=message):
        Sampling(**settings)
