"""Small words: lists, counts, numbers that belong together, the name that was meant."""

import pytest

from firsthand.tabular.formatting import counted, listed, nearest, rounded, with_interval


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ((0.42271, 0.3786, 0.4668), ["0.423", "0.379", "0.467"]),
        ((69630.4, 68400.0, 70840.0), ["69,630", "68,400", "70,840"]),
        ((-0.0000447, -0.02086, 0.0208), ["−0.0000", "−0.0209", "0.0208"]),
        ((12.345, 11.0, 13.0), ["12.35", "11.00", "13.00"]),
        ((0.0, 0.0), ["0.000", "0.000"]),
        ((3e12, 2e12), ["3.000e+12", "2.000e+12"]),
        ((2e-9,), ["2.000e−09"]),
    ],
)  # fmt: skip
def test_numbers_that_belong_together_have_the_same_decimals(values, text):
    assert rounded(*values) == text


def test_a_score_stands_before_its_interval():
    assert with_interval(0.5, (0.25, 0.75)) == "0.500 (0.250 to 0.750)"


def test_lists_end_with_and_and_long_ones_with_how_many_more():
    assert [listed([]), listed("a"), listed("ab"), listed("abc")] == ["", "a", "a and b", "a, b and c"]
    assert listed("abcdef", 4) == "a, b, c, d and 2 more"


def test_one_is_one():
    assert [counted(1, "row"), counted(1200, "row"), counted(0, "category", "categories")] == [
        "1 row",
        "1,200 rows",
        "0 categories",
    ]


def test_the_name_that_was_meant_is_found_by_case_and_by_letters():
    assert nearest("survived", ["Survived", "Sex"]) == "Survived"
    assert nearest("Surived", ["Survived", "Sex"]) == "Survived"
    assert nearest("price", ["Survived", "Sex"]) is None
