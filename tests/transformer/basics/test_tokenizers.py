"""The plain forms do what the fast ones do."""

from collections import Counter
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from firsthand.transformer import BPETokenizer, CharTokenizer
from firsthand.transformer.basics.tokenizers import (
    build_vocabulary,
    count_pairs,
    encode_bpe,
    merge_pair,
    train_bpe,
)
from firsthand.transformer.tokenizers.byte_text import BYTES_IN_ORDER
from firsthand.transformer.tokenizers.splitting import split_words

IDS = {token[0]: id for id, token in enumerate(BYTES_IN_ORDER)}


def as_ids(word):
    return [IDS[byte] for byte in word.encode()]


@given(st.text("abcAB é\n", min_size=1))
def test_the_vocabulary_is_that_of_the_character_tokenizer(text):
    vocabulary = build_vocabulary(text)
    assert [vocabulary[character] for character in text] == CharTokenizer.train(text).encode(text)


@settings(max_examples=100, deadline=None)
@given(st.text("abcé .\n", min_size=1, max_size=80), st.integers(0, 12))
def test_merges_and_ids_are_those_of_the_fast_tokenizer(text, n_merges):
    words = Counter(tuple(as_ids(word)) for word in split_words(text))
    merges = train_bpe(words, n_merges)
    ours = BPETokenizer.train(text, 256 + n_merges)
    assert merges == list(ours.merges)
    assert [id for word in split_words(text) for id in encode_bpe(as_ids(word), merges)] == ours.encode(text)


@given(st.lists(st.integers(0, 2), max_size=12), st.tuples(st.integers(0, 2), st.integers(0, 2)))
def test_a_merge_leaves_no_pair_and_loses_nothing(ids, pair):
    merged = merge_pair(ids, pair, 9)
    assert pair not in pairwise(merged)
    assert [id for one in merged for id in (pair if one == 9 else (one,))] == ids


@given(st.dictionaries(st.lists(st.integers(0, 2)).map(tuple), st.integers(1, 5)))
def test_there_are_as_many_pairs_as_neighbours(words):
    neighbours = sum(max(len(word) - 1, 0) * times for word, times in words.items())
    assert sum(count_pairs(words).values()) == neighbours
