"""Compiled loops do what the plain ones do."""

import numba
import numpy as np
import pytest

from firsthand.classical.compiled import compiled, compiled_any_order


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch, tmp_path):
    """What was compiled before, perhaps in another way, is not taken again."""
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))


def total_of_quotients(above, below):
    total = 0.0
    for i in range(len(above)):
        total += above[i] / below[i]
    return total


def largest(values):
    found = -np.inf
    for value in values:
        found = max(found, value)
    return found


def test_compiled_it_is_the_same_to_the_bit_and_divides_by_zero_as_numpy_does():
    above, below = np.random.default_rng(0).normal(size=(2, 1001))
    fast = compiled(total_of_quotients)
    assert fast(above, below) == total_of_quotients(above, below)
    with pytest.raises(ZeroDivisionError):
        total_of_quotients([1.0], [0.0])
    assert fast(np.ones(1), np.zeros(1)) == np.inf
    assert np.isnan(fast(np.zeros(1), np.zeros(1)))


def test_a_maximum_may_be_taken_in_any_order():
    values = np.random.default_rng(0).normal(size=1001)
    assert compiled_any_order(largest)(values) == values.max()
