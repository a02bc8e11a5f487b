"""From words to ids: long ones, those seen before, and merges that cannot be."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.transformer.tokenizers.peers import trained

from firsthand.transformer import BPETokenizer
from firsthand.transformer.tokenizers import word_merging
from firsthand.transformer.tokenizers.byte_text import BYTES_IN_ORDER


@settings(max_examples=50, deadline=None)
@given(st.text("ab", min_size=150, max_size=400))
def test_same_ids_for_words_too_long_to_look_through(text):
    ours, theirs = BPETokenizer.train([text], 300), trained([text], 300)
    assert ours.encode(text) == theirs.encode(text).ids


@settings(max_examples=100, deadline=None)
@given(st.text("abs trwey.", max_size=300))
def test_the_heap_for_long_words_and_the_look_for_short_ones_agree(ours, text):
    ids = [ours.tokens.index(bytes([byte])) for byte in text.encode()]
    merger = ours._words
    assert merger._merge_long(list(ids)) == merger._merge(list(ids))


def test_a_word_of_a_hundred_thousand_letters_is_no_trap(ours):
    word = "strawberry" * 10_000
    assert ours.decode(ours.encode(word)) == word  # a look at all pairs for each merge would take an hour


def test_words_are_forgotten_before_they_fill_the_memory(ours, monkeypatch):
    monkeypatch.setattr(word_merging, "REMEMBERED", 10)
    before = ours.encode(" ".join(string.ascii_lowercase))
    assert ours.encode("a") + ours.encode(" b") == ours.encode("a b")
    assert ours.encode("a b") == before[: len(ours.encode("a b"))]
    assert set(ours._words) == {"a", " b", "<|end|>"}


def test_a_vocabulary_without_one_of_the_bytes():
    with pytest.raises(ValueError, match="The byte 0x20 is no token"):
        BPETokenizer([token for token in BYTES_IN_ORDER if token != b" "], [])
