"""What the lesson Tokenizers says of GPT-2's own vocabulary, on the files that lie beside CS336's tests."""

from pathlib import Path

import pytest

from firsthand.course.content import catalog
from firsthand.transformer import BPETokenizer

FIXTURES = Path.cwd() / "tests" / "fixtures"


@pytest.fixture(scope="module")
def gpt2():
    return BPETokenizer.from_gpt2_files(FIXTURES / "gpt2_vocab.json", FIXTURES / "gpt2_merges.txt")


@pytest.fixture(scope="module")
def text():
    cells = catalog.lesson("tokenizers").cells
    return " ".join(" ".join(cell.source for cell in cells).split())


def pieces(gpt2, word):
    return "|".join(gpt2.decode([id]) for id in gpt2.encode(word))


def test_strawberry_is_three_tokens_and_after_a_space_one(gpt2, text):
    assert (
        "cuts `strawberry` into `st|raw|berry`, and with a space before it the whole word is one id" in text
    )
    assert pieces(gpt2, "strawberry") == "st|raw|berry"
    assert pieces(gpt2, " strawberry") == " strawberry"


def test_a_number_is_cut_unevenly(gpt2, text):
    assert "cuts ` 1234567` into ` 123|45|67`" in text
    assert pieces(gpt2, " 1234567") == " 123|45|67"


def test_the_sizes(gpt2):
    assert (gpt2.vocabulary_size, len(gpt2.merges)) == (50_257, 50_000)
    assert gpt2.special_tokens == {"<|endoftext|>": 50_256}
