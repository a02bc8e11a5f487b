"""What learners write for training, beside what the room runs on."""

import math

import numpy as np
import pytest
import torch
from torch.nn import functional as F

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
from firsthand.transformer.optimizers import AdamW


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


def test_the_rate_climbs_stays_and_falls():
    assert [warmup_stable_decay(step, 8, 1.0, 2, 4) for step in range(8)] == [
        0.5,
        1,
        1,
        1,
        1,
        0.75,
        0.5,
        0.25,
    ]
    assert [warmup_stable_decay(step, 4, 1.0, 4, 4) for step in range(4)] == [
        0.25,
        0.5,
        0.5,
        0.25,
    ]  # both claim each step
    assert [warmup_stable_decay(step, 3, 1.0, 0, 0) for step in range(3)] == [1, 1, 1]
