"""A tokenizer that most tests of this room look at, and Hugging Face's from the same text."""

import pytest
from tests.transformer.tokenizers.peers import TEXT, trained

from firsthand.transformer.tokenizers.bpe import BPETokenizer


@pytest.fixture(scope="session")
def ours():
    return BPETokenizer.train(TEXT, 400, ["<|end|>"])


@pytest.fixture(scope="session")
def theirs():
    return trained([TEXT], 400, ["<|end|>"])
