"""A checkpoint is right, byte for byte, or refused."""

import os

import pytest
from tests.neural.pytorch.moons import TRAIN, VALIDATION, trainer

from firsthand.errors import FirsthandError
from firsthand.neural.pytorch.checkpoint import save_checkpoint


@pytest.mark.parametrize("where", [0, 30, 5000, -1])
def test_a_damaged_checkpoint_is_named_whichever_byte_it_is(where, tmp_path):
    path = tmp_path / "run.ckpt"
    trainer(checkpoint=path).fit(TRAIN, VALIDATION)
    content = bytearray(path.read_bytes())
    content[where] ^= 1
    path.write_bytes(content)
    with pytest.raises(FirsthandError, match=r"run.ckpt is damaged.*Delete it and train from the start"):
        trainer(checkpoint=path).fit(TRAIN, VALIDATION, resume=True)


@pytest.mark.parametrize("kept", [0, 10, 200])
def test_a_checkpoint_cut_short_is_named(kept, tmp_path):
    path = tmp_path / "run.ckpt"
    trainer(checkpoint=path).fit(TRAIN, VALIDATION)
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(FirsthandError, match=r"run.ckpt is damaged"):
        trainer(checkpoint=path).fit(TRAIN, VALIDATION, resume=True)


def test_a_folder_in_the_place_of_a_checkpoint_is_named(tmp_path):
    with pytest.raises(FirsthandError, match=r"cannot be read \(Is a directory\)"):
        trainer(checkpoint=tmp_path).fit(TRAIN, VALIDATION, resume=True)


def test_a_checkpoint_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "run.ckpt"
    save_checkpoint(path, {"epoch": 1})
    before = path.read_bytes()

    def fail(file):
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="disk full"):
        save_checkpoint(path, {"epoch": 2})
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]
