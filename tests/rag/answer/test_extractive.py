"""The reader without a model: what it weighs, and what it remembers."""

from types import SimpleNamespace

import numpy as np
import pytest

from firsthand.rag.answer import extractive
from firsthand.rag.answer.extractive import Reader, asked_words, definitions_first

from ..hashed import Hashed


def hit(text, heading=""):
    return SimpleNamespace(chunk=SimpleNamespace(text=text, start=0, end=len(text), heading=heading))


BRIDGE = hit("The bridge was built by Isambard Brunel. It crosses the river at Bristol.")
TOWER = hit("The tower was finished in 1889. Many people visit it each year.")


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("Who built the bridge?", "The bridge was built by Isambard Brunel."),
        ("When was the tower finished?", "The tower was finished in 1889."),
    ],
)
def test_the_sentence_with_the_words_and_the_kind_answers(question, answer):
    assert Reader(Hashed()).answer(question, [BRIDGE, TOWER])[0].text == answer


@pytest.mark.parametrize("question", ["Who built the tower?", "When was the bridge built?", "How do I bake?"])
def test_words_without_the_kind_that_is_asked_for_answer_nothing(question):
    assert Reader(Hashed()).answer(question, [BRIDGE, TOWER]) == []


def test_the_likeliest_comes_first_and_nothing_is_read_where_nothing_is():
    reader = Reader(Hashed())
    found = [one.probability for one in reader.read("Who built the bridge?", [TOWER, BRIDGE])]
    assert len(found) == 4
    assert found == sorted(found, reverse=True)
    assert reader.read("  ", [BRIDGE]) == reader.read("Who?", []) == []


def test_a_text_that_was_met_before_is_not_embedded_again(monkeypatch):
    monkeypatch.setattr(extractive, "REMEMBERED", 2)
    encoder = Hashed()
    reader = Reader(encoder)
    first = reader.encode(["a", "b", "a"])
    np.testing.assert_array_equal(reader.encode(["b", "a"]), first[[1, 0]])
    assert encoder.seen == ["a", "b"]
    reader.encode(["c"])  # b has waited longest
    reader.encode(["a", "b"])
    assert encoder.seen == ["a", "b", "c", "b"]


def test_a_passage_bears_out_what_it_says_and_nothing_that_says_nothing():
    reader = Reader(Hashed())
    assert reader.supports("Brunel built the bridge.", BRIDGE.chunk.text) == pytest.approx(1)
    assert reader.supports("Bananas ripen slowly.", BRIDGE.chunk.text) < 0.5
    assert reader.supports("What is it?", BRIDGE.chunk.text) == reader.supports("Brunel.", "") == 0


def test_the_hit_that_defines_comes_first():
    plain, defining = hit("Many stumps make a boosted model."), hit("A stump is a tree with one question.")
    assert definitions_first("What is a stump?", [plain, defining]) == [defining, plain]
    assert definitions_first("Why a stump?", [plain, defining]) == [plain, defining]


def test_words_that_say_the_kind_need_not_be_held():
    assert asked_words("How high is the tower?") == ["tower"]
    assert asked_words("How high?") == ["high"]
