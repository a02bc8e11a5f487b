"""What learners write for training and writing, beside what the room runs on."""

import math

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from firsthand.transformer.basics.generation import (
    greedy_decode,
    kv_cache_step,
    sample_token,
    top_k_filter,
    top_p_filter,
)
from firsthand.transformer.basics.training import (
    adamw_step,
    clip_gradients,
    get_batch,
    next_token_loss,
    perplexity,
    warmup_stable_decay,
)
from firsthand.transformer.data import draw_batch, held_out_pieces
from firsthand.transformer.evaluation import evaluate
from firsthand.transformer.generation import generate
from firsthand.transformer.optimizers import AdamW
from firsthand.transformer.sampling import Sampling


def test_the_loss_and_its_gradient_are_those_of_cross_entropy():
    torch.manual_seed(0)
    logits = torch.randn(2, 5, 7, dtype=torch.float64, requires_grad=True)
    targets = torch.randint(7, (2, 5))
    ours, theirs = next_token_loss(logits, targets), F.cross_entropy(logits.flatten(0, 1), targets.flatten())
    torch.testing.assert_close(ours, theirs)
    torch.testing.assert_close(*(torch.autograd.grad(loss, logits)[0] for loss in (ours, theirs)))


def test_steps_of_the_basics_are_the_optimizers():
    torch.manual_seed(0)
    weight = torch.randn(3, 2, dtype=torch.float64)
    theirs = torch.nn.Parameter(weight.clone())
    optimizer = AdamW([theirs], lr=0.1, weight_decay=0.1)
    mean = square = torch.zeros_like(weight)
    for step in range(1, 8):
        theirs.grad = torch.randn_like(weight)
        weight, mean, square = adamw_step(weight, theirs.grad, mean, square, step, 0.1)
        optimizer.step()
    torch.testing.assert_close(weight, theirs.detach(), rtol=1e-12, atol=0)


def test_batches_of_the_basics_hold_what_those_of_the_room_hold(data):
    tokens = torch.tensor(np.array(data.training[:200], dtype=np.int64))
    for inputs, targets in (
        get_batch(tokens, 8, 12, torch.Generator().manual_seed(0)),
        draw_batch(data.training[:200], 8, 12, np.random.default_rng(0)),
    ):
        assert inputs.shape == targets.shape == (8, 12)
        assert torch.equal(inputs[:, 1:], targets[:, :-1])


@pytest.mark.parametrize("max_norm", [0.5, 100.0])
def test_clipping_is_pytorchs(max_norm):
    ours, theirs = (
        [torch.ones(2, 2, requires_grad=True), torch.ones(3, requires_grad=True)] for _ in range(2)
    )
    for parameters in (ours, theirs):
        parameters[0].grad, parameters[1].grad = torch.arange(4.0).reshape(2, 2), torch.arange(3.0)
    length = clip_gradients(ours, max_norm)
    assert length == pytest.approx(float(torch.nn.utils.clip_grad_norm_(theirs, max_norm)))
    for a, b in zip(ours, theirs, strict=True):
        torch.testing.assert_close(a.grad, b.grad, rtol=1e-5, atol=1e-6)


def test_the_rate_never_leaves_its_bounds_and_is_highest_in_the_middle():
    rates = [warmup_stable_decay(step, 50, 0.3, 10, 20) for step in range(50)]
    climb, fall = 0.03 * np.arange(1, 11), 0.015 * np.arange(20, 0, -1)
    np.testing.assert_allclose(rates, [*climb, *[0.3] * 20, *fall])
    assert all(0 < rate <= 0.3 for rate in rates)
    assert rates[9:31] == [0.3] * 22
    assert all(np.diff(rates[:10]) > 0)
    assert all(np.diff(rates[30:]) < 0)


def test_perplexity_is_exp_of_what_evaluate_gives(make_model, data, characters):
    model = make_model(vocabulary_size=characters.vocabulary_size)
    loss = evaluate(model, data, 16)
    assert perplexity(model, [held_out_pieces(data.validation, 16)]) == pytest.approx(
        math.exp(loss), rel=1e-5
    )


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
