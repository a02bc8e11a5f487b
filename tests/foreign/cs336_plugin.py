"""Puts our adapters in the place of the course's empty ones, and something in the place of `tiktoken`.

`tiktoken` would download GPT-2's files. The same files lie beside the tests, so Hugging Face's `tokenizers` reads them there:
an implementation of others all the same.
"""

import shutil
import sys
import types
from pathlib import Path

from tokenizers import ByteLevelBPETokenizer


class Gpt2:
    """GPT-2's encoding as `tiktoken` would give it."""

    def __init__(self):
        fixtures = Path.cwd() / "tests" / "fixtures"
        self._plain, self._special = (
            ByteLevelBPETokenizer(str(fixtures / "gpt2_vocab.json"), str(fixtures / "gpt2_merges.txt"))
            for _ in range(2)
        )
        self._special.add_special_tokens(["<|endoftext|>"])

    def encode(self, text, allowed_special=frozenset()):
        return (self._special if allowed_special else self._plain).encode(text).ids

    def decode(self, ids):
        return self._plain.decode(ids, skip_special_tokens=False)


def pytest_configure(config):
    stand_in = types.ModuleType("tiktoken")
    stand_in.get_encoding = {"gpt2": Gpt2()}.__getitem__
    sys.modules["tiktoken"] = stand_in
    shutil.copy(Path(__file__).with_name("cs336_adapters.py"), Path.cwd() / "tests" / "adapters.py")
