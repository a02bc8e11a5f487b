"""Texts to files of tokens, and batches out of them."""

import numpy as np
import pytest
import torch

from firsthand.errors import FirsthandError
from firsthand.transformer.data import draw_batch, held_out_pieces, read_text


def test_a_text_becomes_two_mapped_files_that_hold_it_whole(data, characters):
    assert isinstance(data.training, np.memmap)
    assert data.training.dtype == np.uint16
    whole = characters.decode([*data.training, *data.validation])
    assert whole.startswith("the cat sat")
    assert len(data.validation) == round(0.1 * len(whole))
    assert data.characters_per_token == 1


def test_targets_are_the_tokens_that_follow_in_the_text_and_every_place_comes_up():
    tokens = np.arange(100, 120, dtype=np.uint16)
    inputs, targets = draw_batch(tokens, 500, 4, np.random.default_rng(0))
    assert inputs.dtype == torch.int64
    assert torch.equal(targets, inputs + 1)  # here the text counts up, so that this is the next token
    assert set(inputs[:, 0].tolist()) == set(range(100, 116))


def test_held_out_pieces_lie_side_by_side():
    inputs, targets = held_out_pieces(np.arange(21, dtype=np.uint16), 5)
    assert torch.equal(inputs.flatten(), torch.arange(20))
    assert torch.equal(targets.flatten(), torch.arange(1, 21))
    some, _ = held_out_pieces(np.arange(1001, dtype=np.uint16), 5, most=3)
    assert some[:, 0].tolist() == [0, 495, 995]


def test_a_folder_is_read_in_order(tmp_path):
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "one.md").write_text("second")
    (tmp_path / "a.TXT").write_bytes(b"\xef\xbb\xbffirst\r\nline")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    assert read_text(tmp_path) == ("first\nline\n\nsecond", f"{tmp_path} (2 files)")


def test_what_is_no_text_is_said(tmp_path):
    with pytest.raises(FirsthandError, match="There is no file or folder"):
        read_text(tmp_path / "none.txt")
    with pytest.raises(FirsthandError, match="has no text files"):
        read_text(tmp_path)
    (tmp_path / "blank.txt").write_text(" \n")
    with pytest.raises(FirsthandError, match="has no text in it"):
        read_text(tmp_path / "blank.txt")
    (tmp_path / "blank.txt").write_bytes(b"caf\xe9")
    with pytest.raises(FirsthandError, match="no text in UTF-8: byte 3 is 0xe9"):
        read_text(tmp_path / "blank.txt")
