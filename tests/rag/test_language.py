"""Words as a search compares them: forms of one word are alike, others are not."""

import pytest

from firsthand.rag.language import alike, search_words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("deploy", "deployment"),
        ("Created", "creates"),
        ("library", "libraries"),
        ("consistently", "consistent"),
        ("C++", "c++"),
    ],
)
def test_forms_of_one_word(one, other):
    assert alike(one, other)


@pytest.mark.parametrize(
    ("one", "other"), [("Rust", "trust"), ("Java", "JavaScript"), ("Spain", "France"), ("git", "digit")]
)
def test_different_words(one, other):
    assert not alike(one, other)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("E-21", ["21", "e21"]),
        ("LM-4", ["lm", "4", "lm4"]),
        ("h-2-o", ["2", "h2o"]),
        ("x-axis", ["x", "axi", "xaxi"]),
        ("over-fitting", ["over", "fit", "overfit"]),
    ],
)
def test_the_letter_of_a_code_is_no_word(text, words):
    assert search_words(text) == words
