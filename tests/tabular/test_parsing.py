"""Numbers and days as people write them."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_array_equal

from firsthand.tabular.parsing import as_date, as_number, find_date_form, find_decimal

from .tables import series


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("($1,069.87)", -1069.87),
        ("1069.9-", -1069.9),
        ("–5", -5),
        ("−5", -5),
        ("1,76,922", 176_922),
        ("12,34,56,789", 123_456_789),
        ("6:50:00", 24_600),
        ("100:00:01.5", 360_001.5),
        ("()", np.nan),
        ("1,2,3", np.nan),
        ("6:75:00", np.nan),
        ("-", np.nan),
    ],
)
def test_a_number_in_another_dress(written, number):
    read = as_number(series(written, "1"))
    assert read.iloc[0] == number or (np.isnan(number) and np.isnan(read.iloc[0]))
    assert read.iloc[1] == 1


@pytest.mark.parametrize(
    ("written", "number"),
    [("1,234,567.5", 1234567.5), ("€ 12", 12), ("12 %", 12), ("−3", -3), ("1e3", 1000), ("1'000", 1000), (".5", 0.5),
     ("USD 1,000", 1000), ("12a", np.nan), ("1,23,4", np.nan), ("", np.nan), ("inf", np.nan)],
)  # fmt: skip
def test_numbers_as_people_write_them(written, number):
    assert_array_equal(as_number(pd.Series([written, "x"])), [number, np.nan])


def test_the_decimal_sign_is_the_one_that_reads_more():
    assert find_decimal(pd.Series(["1,5", "2,25"])) == (",", 1.0)
    assert find_decimal(pd.Series(["1,500", "2.25"])) == (".", 1.0)


def test_month_first_and_day_first_are_told_apart_by_what_can_be():
    assert find_date_form(pd.Series(["12/31/2020", "1/2/2020"])) == ("%m/%d/%Y", 1.0)
    assert find_date_form(pd.Series(["31/12/2020", "1/2/2020"])) == ("%d/%m/%Y", 1.0)
    assert as_date(pd.Series(["31/12/2020", "no"]), "%d/%m/%Y").tolist() == [
        pd.Timestamp(2020, 12, 31),
        pd.NaT,
    ]
