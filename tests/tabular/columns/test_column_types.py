"""What a column holds is found from its values, and every value is brought into one form."""

import numpy as np
import pandas as pd
import pytest

from firsthand.tabular import clean, column_kinds

N = 40
SENTENCES = [f"the house number {k} is {word} indeed" for k, word in enumerate(["old", "new"] * 20)]


def kind(values, name="x"):
    return column_kinds(pd.DataFrame({name: values}))[name]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([0.5 * k for k in range(N)], "number"),
        ([k % 7 for k in range(N)], "number"),
        (["1,234.5", "$7", "12 %", "-3"] * 10, "number"),
        (["1.234,5", "7,25", "12,1", "-3"] * 10, "number"),
        (["a", "b", None, "a"] * 10, "category"),
        ([True, False] * 20, "category"),
        ([True, None, False, True] * 10, "category"),
        (["007", "012"] * 20, "category"),
        (["31.12.2020", "01.02.2021"] * 20, "date"),
        (["2020-12-31T10:00:00Z", "2021-01-02"] * 20, "date"),
        (["12/31/2020 08:15", "1/2/2021 19:00"] * 20, "date"),
        (pd.date_range("2020-01-01", periods=N), "date"),
        (SENTENCES, "text"),
        ([f"Braund, Mr. {k}" for k in range(N)], "text"),
        ([f"u{k:03}" for k in range(N)], "id"),
        (list(range(100, 100 + N)), "id"),
        ([3.0] * N, "constant"),
        ([None] * N, "empty"),
        ([None, "only"] * 20, "category"),
    ],
)
def test_each_kind_is_found(values, expected):
    assert kind(values).kind == expected


def test_an_integer_column_is_an_id_by_its_name_even_with_gaps():
    numbers = [3 * k for k in np.random.default_rng(0).permutation(N)]
    assert kind(numbers, "PassengerId").kind == "id"
    assert kind(numbers, "price").kind == "number"
    assert kind([k % 5 for k in range(N)], "shop_id").kind == "category"


def test_a_number_column_with_a_few_words_says_which_do_not_count():
    found = kind([*map(str, range(N)), "unknown"])
    assert (found.kind, found.n_missing) == ("number", 1)
    assert "1 value that is no number, “unknown”, counts as missing" in found.description


def test_half_numbers_and_half_words_are_categories():
    assert kind(["1", "2", "a", "b"] * 10).kind == "category"


def test_infinity_counts_as_missing():
    found = kind([1.5, np.inf, -np.inf, None] * 10)
    assert (found.kind, found.n_missing) == ("number", 30)
    frame = pd.DataFrame({"x": [1.5, np.inf, 1e200, None]})
    assert clean(frame, {"x": found})["x"].isna().tolist() == [False, True, True, True]


def test_cleaning_twice_is_cleaning_once():
    frame = pd.DataFrame(
        {"n": ["1,234"] * N, "m": [1.0, None] * 20, "c": ["a", None] * 20, "d": ["31.12.2020", "1.2.2021"] * 20,
         "t": SENTENCES, "gone": [1] * N}
    )  # fmt: skip
    kinds = column_kinds(frame.assign(n=["1,234", "5"] * 20))
    once = clean(frame, kinds)
    assert list(once.columns) == ["n", "m", "c", "d", "t"]
    pd.testing.assert_frame_equal(clean(once, kinds), once)


def test_cleaning_a_part_is_a_part_of_the_cleaned():
    frame = pd.DataFrame(
        {"n": ["1.234", "1,5", "2,5"] * 20, "d": ["01.02.2021", "31.12.2021", "1.1.2020"] * 20}
    )
    kinds = column_kinds(frame)
    whole = clean(frame, kinds)
    assert whole["n"].tolist()[:3] == [1234.0, 1.5, 2.5]
    pd.testing.assert_frame_equal(clean(frame.iloc[:1], kinds), whole.iloc[:1])


def test_whole_numbers_are_the_same_category_whatever_their_type():
    kinds = column_kinds(pd.DataFrame({"shop_id": [1, 2, 3, 3] * 10}))
    floats = pd.DataFrame({"shop_id": [3.0, np.nan, 1.0]})
    texts = pd.DataFrame({"shop_id": ["3", None, "1"]})
    assert clean(floats, kinds)["shop_id"].fillna("?").tolist() == ["3", "?", "1"]
    assert clean(texts, kinds)["shop_id"].fillna("?").tolist() == ["3", "?", "1"]
