import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.errors import FirsthandError
from firsthand.transformer import CharTokenizer, load_tokenizer
from firsthand.transformer.tokenizers.char import CharTokenizer as Same


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_decoding_gives_the_text_back(text):
    ours = CharTokenizer.train(text)
    ids = ours.encode(text)
    assert ours.decode(ids) == text
    assert set(ids) == set(range(ours.vocabulary_size))
    assert len(ids) == len(text)


def test_ids_follow_the_order_of_unicode():
    ours = CharTokenizer.train(["hello", "Abé"])
    assert "".join(ours.characters) == "Abehloé"
    assert ours.encode("hé") == [3, 6]


def test_a_character_that_is_unknown_is_named():
    ours = CharTokenizer.train("abc")
    with pytest.raises(
        FirsthandError, match=r"'é' \(LATIN SMALL LETTER E WITH ACUTE, U\+00E9\) at place 2 is none of"
    ):
        ours.encode("abé")
    with pytest.raises(FirsthandError, match=r"'\\n' \(a character without a name, U\+000A\)"):
        ours.encode("\n")


def test_half_a_character_is_named():
    with pytest.raises(FirsthandError, match=r"lone surrogate U\+D800 at place 1"):
        CharTokenizer.train("a\ud800")
    with pytest.raises(FirsthandError, match=r"lone surrogate U\+D800 at place 1"):
        CharTokenizer.train("a").encode("a\ud800")


def test_what_is_no_text_is_named():
    with pytest.raises(TypeError, match="text must be a str, got NoneType"):
        CharTokenizer.train("a").encode(None)


@pytest.mark.parametrize("empty", ["", [], [""]])
def test_nothing_to_learn_from(empty):
    with pytest.raises(FirsthandError, match="The text is empty"):
        CharTokenizer.train(empty)


@pytest.mark.parametrize("id", [-1, 3])
def test_an_id_that_is_none(id):
    with pytest.raises(ValueError, match=f"between 0 and 2, got {id}"):
        CharTokenizer.train("abc").decode([0, id])


@pytest.mark.parametrize("characters", [["a", "a"], ["ab"], [""]])
def test_characters_that_are_none(characters):
    with pytest.raises(ValueError, match="single characters, each of them once"):
        CharTokenizer(characters)


def test_saved_and_loaded_it_is_the_same(tmp_path):
    ours = CharTokenizer.train("Größe 東京\n\u2028")
    ours.save(tmp_path / "tokenizer.json")
    for loaded in (Same.load(tmp_path / "tokenizer.json"), load_tokenizer(tmp_path / "tokenizer.json")):
        assert loaded.characters == ours.characters


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"characters": ["a", "a"]}, "each of them once"),
        ({"characters": [1]}, "its characters are missing"),
        ({"characters": []}, "its characters are missing"),
        ({"characters": "abc"}, "its characters are missing"),
        ({"kind": "firsthand byte pairs"}, "not a tokenizer of characters"),
    ],
)
def test_a_damaged_or_foreign_file_is_refused_in_a_sentence(tmp_path, change, message):
    file = tmp_path / "tokenizer.json"
    CharTokenizer.train("abc").save(file)
    file.write_text(json.dumps(json.loads(file.read_text()) | change))
    with pytest.raises(FirsthandError, match=message):
        CharTokenizer.load(file)
