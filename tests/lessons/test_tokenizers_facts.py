"""Every number that the lesson Tokenizers states, the figure, and what its explorable says."""

import re
from collections import Counter
from itertools import pairwise

import pytest

from firsthand.course.content import catalog
from firsthand.data import load
from firsthand.lessons.transformer.tokenizers.explorable import cut, growing_together
from firsthand.transformer import BPETokenizer
from firsthand.transformer.basics.tokenizers import count_pairs, encode_bpe, train_bpe
from firsthand.transformer.tokenizers.byte_text import BYTES_IN_ORDER
from firsthand.transformer.tokenizers.splitting import split_words

TEXT = load("course_text").text
CUT = len(TEXT) * 9 // 10
WORDS = Counter(tuple(word.encode()) for word in split_words(TEXT))


@pytest.fixture(scope="module")
def tokenizer():
    return BPETokenizer.train(TEXT, 1000)


@pytest.fixture(scope="module")
def ran(run_lesson):
    return run_lesson("tokenizers")


def test_characters_have_the_two_faults(stated):
    assert "**It cannot write what it has not seen.** The text has no ö." in stated.text("tokenizers")
    assert "ö" not in TEXT
    in_view = stated(
        "tokenizers", "With # characters in view it has forgotten the beginning of this paragraph"
    )
    cells = [cell.source for cell in catalog.lesson("tokenizers").cells]
    paragraph = next(part for cell in cells for part in cell.split("\n\n") if "Its texts are long" in part)
    assert len(paragraph) > in_view


def test_one_word_in_ten_has_no_id(stated):
    assert "One word in ten could not be written." in stated.text("tokenizers")
    known, rest = set(split_words(TEXT[:CUT])), split_words(TEXT[CUT:])
    assert sum(word not in known for word in rest) / len(rest) == pytest.approx(0.1, abs=0.005)
    assert "".join(split_words(TEXT)) == TEXT


def test_a_character_takes_one_to_four_bytes(stated):
    assert "those of English with one byte each, others with two to four" in stated.text("tokenizers")
    assert [len(character.encode()) for character in "rö東🍓"] == [1, 2, 3, 4]


def test_the_most_frequent_pair_is_a_space_and_a_t(stated):
    assert "A space and a t" in stated.text("tokenizers")
    counts = count_pairs(WORDS)
    assert max(counts, key=counts.get) == tuple(b" t") == (32, 116)


def test_after_the_rounds_there_are_syllables_endings_and_words(stated, ran):
    rounds = stated("tokenizers", "after # rounds there are syllables, endings and whole words")
    assert len(ran["merges"]) == rounds
    pieces = ran["pieces"]
    assert {b" the", b" and", b"ction", b" weight"} <= set(pieces)
    assert {len(piece) for piece in pieces[256:266]} <= {2, 4}


def test_the_is_one_token_and_the_japanese_character_stays_bytes(stated):
    assert "*the* is one token. *unbelievable* is several" in stated.text("tokenizers")
    merges = train_bpe(WORDS, 256)
    assert len(encode_bpe(list(b" the"), merges)) == 1
    assert len(encode_bpe(list(b" unbelievable"), merges)) > 2
    assert encode_bpe(list("東".encode()), merges) == list("東".encode())
    assert "東" not in TEXT


def test_the_merges_are_those_of_the_library_and_of_hugging_face(stated, ran):
    assert "the same as the library's: True" in ran["printed"]
    assert "the same 42,692 ids: True" in ran["printed"]
    ids = {token[0]: id for id, token in enumerate(BYTES_IN_ORDER)}
    renumbered = {tuple(ids[byte] for byte in word): times for word, times in WORDS.items()}
    assert train_bpe(renumbered, 100) == list(BPETokenizer.train(TEXT, 356).merges)


def test_gpt2s_numbers(stated):
    ids, width = stated("tokenizers", "GPT-2 (small) has # ids of # numbers")
    assert ids == 256 + 50_000 + 1
    assert stated("tokenizers", "with its # merges, cuts") == 50_000
    assert "Nearly a third." in stated.text("tokenizers")
    assert 0.3 < ids * width / 124e6 < 1 / 3


def test_what_a_larger_vocabulary_saves(stated, ran):
    merges, more = stated(
        "tokenizers", "The first # merges save almost two thirds of the tokens; the next # save far less"
    )
    sizes, seen, unseen = ran["sizes"], ran["seen"], ran["unseen"]
    at = sizes.index(256 + merges)
    assert sizes[-1] - sizes[at] == more
    assert 0.64 < 1 - seen[at] / seen[0] < 2 / 3
    assert seen[at] - seen[-1] < 0.2 * (seen[0] - seen[at])
    assert unseen[-2] - unseen[-1] < 1.5  # tokens for 100 characters
    assert ran["large"].vocabulary_size == sizes[-1]


def test_the_first_merges_of_a_long_training_are_those_of_a_short_one(stated, tokenizer):
    assert "The first merges of a long training are those of a short one." in stated.text("tokenizers")
    assert BPETokenizer.train(TEXT, 600).merges == tokenizer.merges[:344]


def test_strawberry_has_four_unrelated_spellings(stated, tokenizer):
    assert "The four rows also show that the same word has four unrelated spellings." in stated.text(
        "tokenizers"
    )
    spelled = [tokenizer.encode(word) for word in ("strawberry", " strawberry", "Strawberry", "STRAWBERRY")]
    assert len({tuple(ids) for ids in spelled}) == 4
    assert len({ids[0] for ids in spelled[:3]}) == 3
    assert "That one of them stands for *r*, another for *er*, and a third for *raw*" in stated.text(
        "tokenizers"
    )


def test_other_languages_pay_more(ran):
    rows = re.findall(r"(\w+) +(\d+) characters +(\d+) tokens", ran["printed"])
    paid = {language: int(tokens) / int(characters) for language, characters, tokens in rows}
    assert list(paid) == sorted(paid, key=paid.get) == ["English", "German", "Greek", "Japanese"]


def test_every_cell_that_compares_finds_the_same(ran):
    assert "False" not in ran["printed"]


# The explorable -----------------------------------------------------------------------------------------------


def test_gradient_becomes_one_token_and_strawberry_stays_in_pieces():
    assert "gradient” becomes one token" in growing_together.try_this
    assert cut(" gradient", 2000) == [b" gradient"]
    assert len(cut(" strawberry", 2000)) > 2
    assert cut(" gradient", 0) == [bytes([byte]) for byte in b" gradient"]


def test_the_explorable_shows_the_tokens_of_its_text():
    scene = growing_together.draw({"text": "the 東", "merges": 400})
    numbers = dict(scene.numbers)
    assert numbers["bytes"] == "7"
    assert numbers["tokens after 400 merges"] == str(len(cut("the 東", 400)))
    assert scene.categories[:5] == ["t", "h", "e", "␣", "e6"]
    assert scene.row_names == ["0", "50", "200", "400"]
    (cells,) = scene.series
    assert len(cells.x) == 7 * 4
    first = [shade for shade, row in zip(cells.shade, cells.y, strict=True) if row == 0]
    assert all(a != b for a, b in pairwise(first))
    assert scene.message == "After 400 merges: t|he| |�|�|�"


def test_without_a_text_it_asks_for_one():
    assert growing_together.draw({"text": "", "merges": 0}).message == "Type a text to see it cut."
