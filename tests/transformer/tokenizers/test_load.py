"""A tokenizer of whichever kind comes back from its file."""

import pytest

from firsthand.errors import FirsthandError
from firsthand.transformer import BPETokenizer, CharTokenizer, load_tokenizer


@pytest.mark.parametrize("content", [b"[]", b"\x80\x04\x95pickle", b"null", b"[" * 100_000, b'"firsthand"'])
def test_what_is_no_tokenizer_at_all_is_refused(tmp_path, content):
    file = tmp_path / "tokenizer.json"
    file.write_bytes(content)
    for load in (BPETokenizer.load, CharTokenizer.load, load_tokenizer):
        with pytest.raises(FirsthandError, match=r"tokenizer\.json"):
            load(file)


def test_a_kind_from_the_future_is_refused(tmp_path):
    file = tmp_path / "tokenizer.json"
    file.write_text('{"kind": "firsthand syllables", "version": 1}')
    with pytest.raises(FirsthandError, match="which is no tokenizer that this Firsthand knows"):
        load_tokenizer(file)
