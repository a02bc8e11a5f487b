"""The best rows of many scores."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from firsthand.rag.index.top_k import best_rows


@pytest.mark.parametrize("n", [0, 1, 63, 64, 65, 1000, 5000])
@pytest.mark.parametrize("k", [0, 1, 3, 70, 6000])
def test_the_best_rows_are_those_of_a_full_sort(n, k):
    scores = np.random.default_rng(n).integers(0, 40, n).astype(float)
    assert_array_equal(best_rows(scores, k), np.argsort(-scores, kind="stable")[:k])
