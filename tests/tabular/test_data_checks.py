"""What a table's reader should know: words for nothing, an order in time, values that cannot be read."""

import pandas as pd
import pytest

from firsthand.tabular.columns.column_types import column_kinds
from firsthand.tabular.columns.target import read_target
from firsthand.tabular.data_checks import about_order, about_unreadable, target_values

from .tables import table


def test_rows_in_the_order_of_time_are_told_that_the_future_is_harder():
    days = pd.date_range("2020-01-01", periods=60).strftime("%Y-%m-%d")
    frame = pd.DataFrame({"date": days, "x": range(60)})
    said = about_order(frame, column_kinds(frame))[0]
    assert "Expect the future to be harder" in said
    assert f"With --time {frame.columns[0]} the past predicts the future" in said
    shuffled = frame.sample(frac=1, random_state=0)
    assert about_order(shuffled, column_kinds(shuffled)) == []


@pytest.mark.parametrize("word", ["None", "NA", "null"])
def test_a_class_called_nothing_is_a_class_among_words(word, tmp_path):
    rows = "".join(f"{k},{('Insomnia', word, '')[k % 3]}\n" for k in range(30))
    values, notes = target_values(table(tmp_path, "a,state\n" + rows), "state")
    assert sorted(read_target(values).classes) == sorted(["Insomnia", word])
    assert values.isna().sum() == 10
    assert f"{word} in 10 rows of state is a class" in notes[0]


def test_among_numbers_the_same_word_means_missing(tmp_path):
    rows = "".join(f"{k},{'NA' if k % 3 else k / 2}\n" for k in range(60))
    values, notes = target_values(table(tmp_path, "a,price\n" + rows), "price")
    assert read_target(values).task == "regression"
    assert notes == []


def test_unreadable_values_of_the_test_table_are_counted(tmp_path):
    kinds = column_kinds(pd.DataFrame({"rooms": [1, 2, 3, 4], "city": [7, 8, 9, 9]}))
    asked = table(tmp_path, "rooms,city\n4+,7\n5,8\nmany,n/a\n")
    (note,) = about_unreadable(asked, kinds)
    assert note == "2 values of rooms in table.csv, such as “4+”, are no number and count as missing."
