"""Bytes as printable text, the way of GPT-2."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.transformer.tokenizers.byte_text import BYTES_IN_ORDER, to_bytes, to_text


def test_the_first_ids_are_those_of_gpt2():
    # As its vocab.json has them: "!" is 0, and the byte 0, written as Ā, comes right after ÿ.
    assert [to_text(token) for token in BYTES_IN_ORDER[:3]] == ["!", '"', "#"]
    assert BYTES_IN_ORDER[188] == b"\0"
    assert to_text(b" \n") == "ĠĊ"
    assert all(to_bytes(to_text(token)) == token for token in BYTES_IN_ORDER)
    assert len(set(BYTES_IN_ORDER)) == 256


@given(st.binary())
def test_any_bytes_come_back_and_what_is_written_can_be_seen(token):
    text = to_text(token)
    assert to_bytes(text) == token
    assert len(text) == len(token)
    assert text.isprintable()
    assert " " not in text


def test_a_character_that_stands_for_no_byte_is_refused():
    with pytest.raises(KeyError, match="東"):
        to_bytes("a東")
