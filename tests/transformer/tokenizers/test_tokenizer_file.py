"""A file that is no tokenizer, or no longer one, is refused in a sentence."""

import pytest

from firsthand.errors import FirsthandError
from firsthand.transformer import BPETokenizer


def test_a_file_cut_off_anywhere_is_refused(tmp_path):
    file = tmp_path / "tokenizer.json"
    BPETokenizer.train("abab", 258).save(file)
    whole = file.read_bytes()
    for length in range(0, len(whole.rstrip()), 37):
        file.write_bytes(whole[:length])
        with pytest.raises(FirsthandError, match=r"damaged, or no JSON|is no text"):
            BPETokenizer.load(file)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(FirsthandError, match="is not there"):
        BPETokenizer.load(tmp_path / "none.json")
    with pytest.raises(FirsthandError, match="cannot be read"):
        BPETokenizer.load(tmp_path)
