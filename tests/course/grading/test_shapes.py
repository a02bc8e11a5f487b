"""A rule in wrong shapes is found."""

import numpy as np
import pytest
from tests.course.grading.inputs import INPUTS, cases

from firsthand.course.grading.shapes import shape_relation

FIVE = [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("answer", "right", "says"),
    [
        (lambda x: x[:, None] * FIVE, lambda x: (x[:, None] * FIVE).T, "transpose"),
        (lambda x: x[None], lambda x: x, "axis too many"),
        (lambda x: x, lambda x: x[None], "axis is lost"),
        (lambda x: x, lambda x: np.array(x.sum()), "must still be added up"),
        (lambda x: x[:, None] * [1, 2], lambda x: x * 1.5, "Along axis -1 it must still be averaged"),
        (np.sum, lambda x: x, "all added up in the end"),
        (lambda x: x[:, None] * [[1, 2]], lambda x: x[:, None] * [1, 2, 3], ""),
    ],
)
def test_a_rule_in_the_shapes_is_found(answer, right, says):
    found = shape_relation(cases(answer, right, [x for x in INPUTS if len(x) > 1]))
    assert says in found
    assert bool(says) == bool(found)
