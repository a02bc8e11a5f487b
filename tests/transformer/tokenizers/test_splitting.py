import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import pre_tokenizers

from firsthand.transformer.tokenizers.splitting import special_pattern, split_special, split_words

THEIRS = pre_tokenizers.ByteLevel(add_prefix_space=False)


def their_words(text):
    return [text[start:end] for _, (start, end) in THEIRS.pre_tokenize_str(text)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hello, world!", ["Hello", ",", " world", "!"]),
        ("they're it's I'll 'S", ["they", "'re", " it", "'s", " I", "'ll", " '", "S"]),
        ("a   b", ["a", "  ", " b"]),
        ("a \n b ", ["a", " \n", " b", " "]),
        ("year 2025x", ["year", " 2025", "x"]),
        ("", []),
    ],
)
def test_where_words_end(text, words):
    assert split_words(text) == words
    assert their_words(text) == words


@settings(max_examples=300)
@given(
    st.text(st.characters(exclude_categories=["Cs", "Cn"]), max_size=80)
    | st.text("a1 '\n\tlsve.", max_size=40)
)
def test_same_words_as_hugging_face_and_nothing_lost(text):
    assert split_words(text) == their_words(text)
    assert "".join(split_words(text)) == text


def test_every_assigned_character_counts_as_what_hugging_face_takes_it_for():
    assigned = (chr(n) for n in range(0x110000) if unicodedata.category(chr(n)) not in ("Cn", "Cs"))
    text = "".join(f"a{c}1{c}.{c} " for c in assigned)
    assert split_words(text) == their_words(text)


@given(st.lists(st.sampled_from(["<e>", "<e><e>", "a", " ", "(", "<"]), max_size=10).map("".join))
def test_special_tokens_stand_at_odd_places(text):
    parts = split_special(text, special_pattern(["<e>", "<e><e>", "("]))
    assert "".join(parts) == text
    assert set(parts[1::2]) <= {"<e>", "<e><e>", "("}
    assert not any("<e>" in part or "(" in part for part in parts[::2])
