"""Words that say the same, and words that exclude each other."""

import pytest

from firsthand.rag.answer.related import apart, same
from firsthand.rag.language import root


def roots(text):
    return {root(word) for word in text.split()}


@pytest.mark.parametrize(
    ("word", "text", "found"),
    [
        ("creator", "it was invented there", True),
        ("Prices", "the ticket is cheap", True),
        ("creator", "it was destroyed there", False),
        ("banana", "it was invented there", False),
    ],
)
def test_a_word_that_says_the_same_is_found_in_any_form(word, text, found):
    assert same(word, roots(text)) == found


@pytest.mark.parametrize(
    ("word", "text", "excluded"),
    [
        ("north", "the south wall", True),
        ("north", "the south and the north wall", False),
        ("north", "the wall", False),
        ("large", "a small and big wall", False),  # big says large
        ("banana", "the south wall", False),
    ],
)
def test_a_word_is_excluded_where_only_its_opposite_stands(word, text, excluded):
    assert apart(word, roots(text)) == excluded
