"""Puts ours in the place of those of Hugging Face's classes that do the same."""

from pathlib import Path
from types import SimpleNamespace

import tokenizers

from firsthand.transformer import BPETokenizer
from firsthand.transformer.tokenizers.byte_text import BYTES_IN_ORDER, to_bytes, to_text


class OurByteLevelBPE:
    """`ByteLevelBPETokenizer` by ours: files, training, encoding."""

    def __init__(self, vocab=None, merges=None):
        self._ours = BPETokenizer.from_gpt2_files(vocab, merges, []) if vocab else None

    from_file = classmethod(lambda cls, vocab, merges: cls(Path(vocab), Path(merges)))

    def train_from_iterator(self, texts, vocab_size=30_000, special_tokens=(), show_progress=True):
        self._ours = BPETokenizer.train(texts, vocab_size, special_tokens)

    def encode(self, text):
        ids = self._ours.encode(text)
        return SimpleNamespace(ids=ids, tokens=[to_text(self._ours.tokens[id]) for id in ids])


class OurByteLevelCut:
    """`pre_tokenizers.ByteLevel`: its alphabet."""

    @staticmethod
    def alphabet():
        return [to_text(token) for token in BYTES_IN_ORDER]


class OurByteLevelDecoder:
    """`decoders.ByteLevel`."""

    def decode(self, tokens):
        return b"".join(map(to_bytes, tokens)).decode()


def pytest_configure(config):
    tokenizers.ByteLevelBPETokenizer = OurByteLevelBPE
    tokenizers.pre_tokenizers.ByteLevel = OurByteLevelCut
    tokenizers.decoders.ByteLevel = OurByteLevelDecoder
