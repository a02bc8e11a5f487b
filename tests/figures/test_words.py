"""Values as text."""

import datetime

import numpy as np
import pytest

from firsthand.figures.words import text


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (0, "0"),
        (-3.0, "−3"),
        (1 / 3, "0.3333"),
        (12345.678, "1.235e4"),
        (1234567, "1234567"),
        (1.5e-9, "1.5e−9"),
        (-0.0001234567, "−0.0001235"),
        (float("nan"), "–"),
        (float("-inf"), "−∞"),
        (np.float32(0.1), "0.1"),
        (np.int64(7), "7"),
        (True, "1"),
        ("cat", "cat"),
        (np.str_("cat"), "cat"),
        (None, "–"),
        (np.ma.masked, "–"),
        (datetime.date(2024, 2, 29), "2024-02-29"),
        (datetime.datetime(2024, 2, 29, 12, 30), "2024-02-29 12:30:00"),
        (np.datetime64("2024-02-29"), "2024-02-29"),
    ],
)
def test_a_value_has_four_figures_at_most_and_its_own_form(value, message):
    assert text(value) == message
    assert type(text(value)) is str
