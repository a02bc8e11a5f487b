"""The folds of the lesson are scikit-learn's and those of `k_fold`."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from sklearn.model_selection import KFold

from firsthand.classical import (
    k_fold,
)
from firsthand.classical.basics.model_selection import k_fold_indices


@pytest.mark.parametrize(("n", "k"), [(10, 3), (23, 5), (2, 2), (7, 7)])
@pytest.mark.parametrize("seed", [None, 0, 42])
def test_the_folds_are_scikit_learns_and_those_of_k_fold(n, k, seed):
    expected = KFold(k, shuffle=seed is not None, random_state=seed).split(np.empty(n))
    others = k_fold(n, k, shuffle=seed is not None, random_state=seed)
    for ours, same, twin in zip(k_fold_indices(n, k, seed), others, expected, strict=True):
        for part in (0, 1):
            assert_array_equal(ours[part], twin[part])
            assert_array_equal(ours[part], same[part])
