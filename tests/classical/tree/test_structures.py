"""The room that growing a tree takes."""

import numpy as np
import pytest
from tests.classical.tree.tasks import task_for

from firsthand.classical.tree.structures import GINI, VARIANCE, scratch_for


@pytest.mark.parametrize(("criterion", "n_sums"), [(GINI, 3), (VARIANCE, 2)])
def test_there_is_room_for_the_rows_and_for_the_codes_of_the_longest_feature(criterion, n_sums):
    X = np.stack([np.arange(20.0) % 2, np.arange(20.0) % 7], axis=1)
    scratch = scratch_for(task_for(X, np.arange(20) % 3, criterion), 12)
    assert len(scratch.keys) == len(scratch.spare) == len(scratch.weights) == 12
    assert len(scratch.codes) == 8  # seven values, and the missing one
    assert scratch.sums.shape == (n_sums, 8)
