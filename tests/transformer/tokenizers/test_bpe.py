import json
import pickle
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.transformer.tokenizers.peers import TEXT, our_parts, their_parts, trained

from firsthand.errors import FirsthandError
from firsthand.transformer import BPETokenizer, load_tokenizer
from firsthand.transformer.tokenizers import bpe

UNICODE = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


# Beside Hugging Face's ----------------------------------------------------------------------------------------


def test_same_vocabulary_merges_and_ids_as_hugging_face(ours, theirs):
    assert our_parts(ours) == their_parts(theirs)
    assert ours.encode(TEXT) == theirs.encode(TEXT).ids


@settings(max_examples=100, deadline=None)
@given(UNICODE)
def test_same_ids_on_any_assigned_characters(ours, theirs, text):
    # What Unicode has taken up since, each library learns at its own time.
    text = "".join(c for c in text if unicodedata.category(c) != "Cn")
    assert ours.encode(text) == theirs.encode(text).ids


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from(["<|end|>", "<|end|><", "<|", "end", " ", "a"]), max_size=12).map("".join))
def test_special_tokens_are_found_as_hugging_face_finds_them(ours, theirs, text):
    assert ours.encode(text) == theirs.encode(text).ids


def test_of_two_special_tokens_that_begin_alike_the_longer_is_taken():
    special = ["<e>", "<e><e>"]
    ours, theirs = BPETokenizer.train(TEXT, 300, special), trained([TEXT], 300, special)
    text = "one<e><e>two<e>"
    assert ours.encode(text) == theirs.encode(text).ids
    assert ours.encode("<e><e>") == [1]


# Invariants ---------------------------------------------------------------------------------------------------


@settings(max_examples=300, deadline=None)
@given(UNICODE)
def test_decoding_gives_any_text_back(ours, text):
    assert ours.decode(ours.encode(text)) == text


def test_every_character_of_unicode_comes_back(ours):
    text = "".join(map(chr, [*range(0xD800), *range(0xE000, 0x110000)]))
    assert ours.decode(ours.encode(text)) == text


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(["<|end|>", "<|", "end", "|>", " ", "  ", "\n", "'", "l", "re", "a", "1", ".", "é"])
    ).map("".join),
    st.lists(st.integers(0, 60)),
)
def test_a_text_in_parts_has_the_ids_of_the_whole(ours, text, cuts):
    places = [0, *sorted(min(place, len(text)) for place in cuts), len(text)]
    parts = [text[start:end] for start, end in pairwise(places)]
    assert list(ours.encode_iterable(parts)) == ours.encode(text)


def test_what_is_certain_is_given_before_the_end(ours):
    def parts():
        yield "straw berries " * 3
        raise RuntimeError("the rest never comes")

    stream = ours.encode_iterable(parts())
    assert [next(stream) for _ in range(3)] == ours.encode("straw berries " * 3)[:3]


def test_a_tokenizer_goes_to_another_process(ours):
    assert pickle.loads(pickle.dumps(ours)).encode(TEXT) == ours.encode(TEXT)


def test_bytes_that_make_no_character_are_shown_as_such(ours):
    head, *_ = ours.encode("東")
    assert "\ufffd" in ours.decode([head])
    assert ours.decode_bytes(ours.encode("東")) == "東".encode()


# Files --------------------------------------------------------------------------------------------------------


def test_saved_and_loaded_it_is_the_same(ours, tmp_path):
    file = tmp_path / "tokenizer.json"
    ours.save(file)
    for loaded in (BPETokenizer.load(file), load_tokenizer(file)):
        assert (loaded.tokens, loaded.merges) == (ours.tokens, ours.merges)
        assert loaded.encode("<|end|>" + TEXT) == ours.encode("<|end|>" + TEXT)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"merges": [[0, 256]]}, "Merge 0 makes"),
        ({"merges": [[0, 9999]]}, "one is no token"),
        ({"merges": [[0, -1]]}, "one is no token"),
        ({"merges": [[0]]}, "are missing or no such"),
        ({"merges": [["0", True]]}, "are missing or no such"),
        ({"tokens": ["a", "b"]}, "0x00 is no token"),
        ({"tokens": ["東"]}, "are missing or no such"),
        ({"tokens": None}, "are missing or no such"),
        ({"special_tokens": {"<e>": 3}}, "'<e>' has the id 3"),
        ({"special_tokens": {"<e>": 3000}}, "got 3000"),
        ({"special_tokens": []}, "are missing or no such"),
        ({"version": 2}, "version 2 of its form"),
        ({"kind": "firsthand characters"}, "not a tokenizer of byte pairs"),
        ({"kind": "something"}, "no tokenizer that Firsthand has saved"),
    ],
)
def test_a_damaged_or_foreign_file_is_refused_in_a_sentence(tmp_path, change, message):
    file = tmp_path / "tokenizer.json"
    BPETokenizer.train("abab", 258).save(file)
    file.write_text(json.dumps(json.loads(file.read_text()) | change))
    with pytest.raises(FirsthandError, match=message):
        BPETokenizer.load(file)


# Bad input ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("empty", ["", [], ["", ""]])
def test_nothing_to_learn_from(empty):
    with pytest.raises(FirsthandError, match="The text is empty"):
        BPETokenizer.train(empty, 300)


def test_half_a_character_is_named(ours):
    with pytest.raises(FirsthandError, match=r"lone surrogate U\+D83D at place 3"):
        ours.encode("abc\ud83d")
    with pytest.raises(FirsthandError, match=r"lone surrogate U\+DE00 at place 0"):
        BPETokenizer.train(["a", "\ude00"], 300)


def test_what_is_no_text_is_named(ours):
    with pytest.raises(TypeError, match="text must be a str, got bytes"):
        ours.encode(b"abc")


def test_a_vocabulary_too_small_for_the_bytes():
    with pytest.raises(ValueError, match=r"must be 257 or more \(256 bytes and 1 special tokens\), got 256"):
        BPETokenizer.train("abc", 256, ["<e>"])


@pytest.mark.parametrize("special", ["<e>", ["<e>", "<e>"], [""]])
def test_special_tokens_that_are_none(special):
    with pytest.raises(ValueError, match="special_tokens must be"):
        BPETokenizer.train("abc", 300, special)


def test_an_id_that_is_none(ours):
    for id in (-1, ours.vocabulary_size):
        with pytest.raises(ValueError, match=f"between 0 and {ours.vocabulary_size - 1}, got {id}"):
            ours.decode([id])


def test_the_words_are_counted_without_special_tokens():
    assert bpe.count_words(["a a<e>", " a"], ["<e>"]) == {b"a": 1, b" a": 2}
