"""What learners write for writing, beside what the room runs on."""

import math

import numpy as np
import torch
from torch.nn import functional as F

from firsthand.transformer.basics.generation import (
    greedy_decode,
    kv_cache_step,
    sample_token,
    top_k_filter,
    top_p_filter,
)
from firsthand.transformer.generation import generate
from firsthand.transformer.sampling import Sampling


def test_greedy_is_what_the_room_writes_at_temperature_0(make_model):
    model = make_model()
    written = [token.id for (token,) in generate(model, [[3, 1]], Sampling(max_tokens=9, temperature=0))]
    assert greedy_decode(model, torch.tensor([3, 1]), 9, 16).tolist() == [3, 1, *written]


def test_a_step_with_the_cache_is_causal_attention():
    torch.manual_seed(0)
    q, k, v = torch.randn(3, 2, 6, 4)
    keys, values = torch.full((2, 2, 6, 4), math.nan)  # what is not written yet plays no part
    steps = [kv_cache_step(q[:, t], k[:, t], v[:, t], keys, values, t) for t in range(6)]
    whole = F.scaled_dot_product_attention(q, k, v, is_causal=True)
    torch.testing.assert_close(torch.stack(steps, dim=1), whole)


def test_a_token_that_must_not_come_never_does():
    logits = torch.tensor([[0.0, -math.inf, 1.0]]).expand(1000, 3)
    drawn = sample_token(logits, 5.0, torch.Generator().manual_seed(0))
    assert set(drawn.tolist()) == {0, 2}


def left(logits):
    """The places of each row that are not -inf."""
    return [set(torch.nonzero(row > -math.inf)[:, 0].tolist()) for row in logits]


def test_the_filters_leave_what_a_plain_loop_leaves():
    torch.manual_seed(0)
    logits = torch.randint(-2, 3, (20, 9)).double()  # with many equals
    orders = [sorted(range(9), key=lambda place, row=row: (-row[place], place)) for row in logits.tolist()]
    for k in (1, 3, 9, 20):
        assert left(top_k_filter(logits, k)) == [set(order[:k]) for order in orders]
    for p in (0.1, 0.5, 0.93, 1.0):
        expected = []
        for row, order in zip(logits.softmax(dim=-1).tolist(), orders, strict=True):
            sums = np.cumsum([row[place] for place in order])
            expected.append(set(order[: 1 + int(np.searchsorted(sums, p - 1e-12))]))
        assert left(top_p_filter(logits, p)) == expected
