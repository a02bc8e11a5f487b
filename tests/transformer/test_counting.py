"""Counting models equal their definition, written down slowly, and know what they can."""

import math
from collections import Counter, defaultdict

import numpy as np
import pytest

from firsthand.transformer.counting import CountingModel, counting_losses


def slow(training, held_out, vocabulary_size, longest):
    """The definition, context by context."""
    after = defaultdict(Counter)
    for at in range(longest, len(training)):
        for k in range(longest + 1):
            after[k, tuple(training[at - k : at])][training[at]] += 1
    sums = np.zeros(longest + 1)
    for at in range(longest, len(held_out)):
        p = 1 / vocabulary_size
        for k in range(longest + 1):
            found = after.get((k, tuple(held_out[at - k : at])))
            if found:
                p = (found[held_out[at]] + len(found) * p) / (sum(found.values()) + len(found))
            sums[k] -= math.log(p)
    return sums / (len(held_out) - longest)


@pytest.mark.parametrize(("n", "v", "longest"), [(400, 3, 4), (60, 30, 2), (9, 2, 5), (200, 5, 0)])
def test_it_is_its_definition(n, v, longest):
    rng = np.random.default_rng(n)
    training, held_out = rng.integers(v, size=n), rng.integers(v, size=max(n // 2, longest + 3))
    found = counting_losses(training, held_out, v, longest)
    np.testing.assert_allclose(found, slow(training.tolist(), held_out.tolist(), v, longest), rtol=1e-12)


def test_large_vocabularies_do_not_overflow():
    rng = np.random.default_rng(0)
    training = rng.integers(60_000, size=3000).astype(np.uint16)
    found = counting_losses(training, training[:500], 60_000, 5)
    np.testing.assert_allclose(found, slow(training.tolist(), training[:500].tolist(), 60_000, 5), rtol=1e-12)


def test_what_repeats_itself_is_known_and_what_never_came_is_not_impossible():
    text = np.tile(np.arange(7), 60)
    assert counting_losses(text, text, 7, 1)[1] < 0.05
    strange = counting_losses(text, np.full(20, 9), 10, 3)
    assert all(math.isfinite(loss) and loss > math.log(10) for loss in strange)


# The model that can be asked ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("n", "v", "longest"), [(400, 3, 4), (60, 30, 2), (9, 2, 5), (200, 5, 0)])
def test_the_model_has_the_losses_that_are_counted(n, v, longest):
    rng = np.random.default_rng(n)
    training, held_out = rng.integers(v, size=n), rng.integers(v, size=max(n // 2, longest + 3))
    model = CountingModel(training, v, longest)
    for k, loss in enumerate(counting_losses(training, held_out, v, longest)):
        surprises = [
            -math.log(model.next_probabilities(held_out[:at], k)[held_out[at]])
            for at in range(longest, len(held_out))
        ]
        assert np.mean(surprises) == pytest.approx(loss, rel=1e-12)


def test_its_probabilities_sum_to_1_in_any_context():
    rng = np.random.default_rng(0)
    model = CountingModel(rng.integers(4, size=50), 6, 3)  # 4 and 5 never came
    for before in ([], [0], [5], [0, 1, 2], [5, 5, 5, 5], [1] * 9):
        p = model.next_probabilities(before)
        assert p.min() > 0
        assert p.sum() == pytest.approx(1, abs=1e-12)


def test_it_looks_no_further_back_than_it_is_told():
    text = np.random.default_rng(1).integers(4, size=500)
    model = CountingModel(text, 4, 3)
    np.testing.assert_array_equal(
        model.next_probabilities([0, 1, 2], 2), model.next_probabilities([3, 1, 2], 2)
    )
    assert (model.next_probabilities([0, 1, 2]) != model.next_probabilities([3, 1, 2])).any()
    np.testing.assert_array_equal(
        model.next_probabilities([3, 0, 1, 2], 9), model.next_probabilities([0, 1, 2])
    )


def test_contexts_that_cannot_be_numbered_and_texts_that_hold_none_are_refused():
    with pytest.raises(ValueError, match=r"longest=5 tokens of 60000 .* Lower longest"):
        CountingModel(np.arange(9), 60_000, 5)
    with pytest.raises(ValueError, match="3 tokens hold none with longest=3 before it"):
        CountingModel(np.arange(3), 3, 3)
