"""Counting models equal their definition, written down slowly, and know what they can."""

import math
from collections import Counter, defaultdict

import numpy as np
import pytest

from firsthand.transformer.counting import counting_losses


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
