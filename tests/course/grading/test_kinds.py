"""A wrong type is told what to do."""

from collections import OrderedDict

import numpy as np
import pytest
import torch

from firsthand.course.grading.cases import Case
from firsthand.course.grading.kinds import kind_advice


@pytest.mark.parametrize(
    ("got", "expected", "says"),
    [
        (map(str, ()), [1], "make it a list"),
        ({}.keys(), [1], "Make it a list"),
        ([1.0], np.ones(1), "np.array"),
        (1.0, np.ones(2), "One number comes back"),
        (np.ones(2), 1.0, "Several values come back"),
        ({1}, [1], "keeps no order"),
        (1.0, 1, "// divides"),
        ("1", 1, "reads it"),
        (torch.ones(1), 1.0, ".item()"),
        (1.0, torch.ones(1), "cut it off"),
        (np.ones(1), torch.ones(1), "PyTorch's own functions"),
        (torch.ones(1), torch.ones(1, dtype=torch.float64), "dtype"),
        (OrderedDict(), [1], ""),
    ],
)
def test_a_wrong_type_is_told_what_to_do(got, expected, says):
    found = kind_advice([Case({}, got, expected, True)])
    assert says.lower() in found.lower()
    assert bool(says) == bool(found)


def test_wrong_types_of_two_sorts_have_no_single_advice():
    assert kind_advice([Case({}, 1.0, [1], True), Case({}, {1}, [1], True)]) == ""
