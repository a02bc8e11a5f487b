"""A small model guesses and a large one judges: the same distribution as without."""

from dataclasses import replace

import pytest
import torch

from firsthand.transformer.generation import (
    generate,
)
from firsthand.transformer.sampling import Sampling, next_probabilities
from firsthand.transformer.speculative import Tally, speculate


def test_speculative_decoding_draws_from_the_same_distribution(make_model):
    """Two tokens after a prompt, 1500 times, against the exact probabilities of all 25 pairs: chi-squared."""
    model, draft = (make_model(seed=s, vocabulary_size=5, positions="rotary") for s in (0, 1))
    with torch.no_grad():
        for weights in [*model.parameters(), *draft.parameters()]:
            weights *= 5 if weights.ndim == 2 else 1
    sampling = Sampling(max_tokens=3, temperature=0.9)
    first = next_probabilities(model(torch.tensor([[1, 2]]))[:, -1], sampling, [[1, 2]])[0]
    exact = torch.stack(
        [
            first[a] * next_probabilities(model(torch.tensor([[1, 2, a]]))[:, -1], sampling, [[]])[0]
            for a in range(5)
        ]
    ).detach()
    n, counts, tally = 1500, torch.zeros(5, 5), Tally()
    for seed in range(n):
        a, b, _ = speculate(model, draft, [1, 2], replace(sampling, seed=seed), n_guesses=2, tally=tally)
        counts[a, b] += 1
    expected = exact * n
    chi_squared = float(((counts - expected) ** 2 / expected)[expected > 5].sum())
    assert chi_squared < 52  # 24 degrees of freedom: above that once in a thousand draws
    assert 0.2 < tally.kept / tally.guessed < 0.95  # neither all nor none: both ways were taken


def test_a_draft_that_is_the_model_is_always_right_and_greedy_gives_the_same_tokens(loud_model, make_model):
    tally = Tally()
    greedy = Sampling(max_tokens=10, temperature=0)
    alone = [token.id for (token,) in generate(loud_model, [[1, 2]], greedy)]
    assert list(speculate(loud_model, loud_model, [1, 2], greedy, tally=tally)) == alone
    assert tally.kept == tally.guessed
    assert tally.passes == 2
    assert list(speculate(loud_model, make_model(seed=4), [1, 2], greedy)) == alone


def test_a_draft_that_does_not_fit_is_refused(make_model):
    model = make_model()
    with pytest.raises(ValueError, match="one vocabulary, got 30 and 31"):
        next(speculate(model, make_model(vocabulary_size=31), [1], Sampling(max_tokens=2)))
    with pytest.raises(ValueError, match="room for 16 tokens"):
        next(speculate(model, model, [1], Sampling(max_tokens=16)))
