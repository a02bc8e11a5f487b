"""Slopes that are wrong where the values are right."""

import numpy as np
from tests.course.grading.centring import center, outcome


def test_rounded_values_have_the_wrong_slope():
    result = outcome(lambda x, axis=-1: np.round(center(x, axis) / 2e-7) * 2e-7)
    assert result.outcome == "wrong gradient", result
    assert "rounded" in result.advice
