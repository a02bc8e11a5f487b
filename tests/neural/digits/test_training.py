"""Digits are learned so that a kill loses nothing."""

import dataclasses

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from firsthand.errors import FirsthandError
from firsthand.neural.digits import training
from firsthand.neural.digits.data import load_digits
from firsthand.neural.digits.reader import last_trained, open_reader


@pytest.fixture
def few(monkeypatch):
    """A training that takes a moment: 64 digits, 16 of them for validation."""
    whole = load_digits("digits")
    small = dataclasses.replace(
        whole, train_images=whole.train_images[:64], train_labels=whole.train_labels[:64],
        test_images=whole.test_images[:20], test_labels=whole.test_labels[:20],
    )  # fmt: skip
    monkeypatch.setattr(training, "load_digits", lambda name: small)
    monkeypatch.setattr(training, "VALIDATION", {"digits": 16, "mnist": 16})
    return small


def quiet(event):
    pass


def test_training_keeps_the_weights_and_leaves_nothing_else(tmp_path, few):
    pytest.importorskip("torch")
    told = []
    summary = training.train_digits(tmp_path / "models", "digits", 2, report=quiet, tell=told.append)
    assert told == ["digits, bundled with scikit-learn: 64 to learn from, 20 held out."]
    assert [path.name for path in (tmp_path / "models").iterdir()] == ["digits.safetensors"]
    reader = open_reader(tmp_path / "models" / "digits.safetensors")
    assert reader.summary == summary
    said = reader.probabilities(few.test_images[:, 0]).argmax(axis=1)
    assert summary.accuracy == np.mean(said == few.test_labels)
    assert (summary.held_out, summary.epochs) == (20, 2)


def test_a_stopped_training_goes_on_as_if_it_had_never_stopped(tmp_path, few):
    pytest.importorskip("torch")

    def stopping(event):
        if event.epoch == 3 and event.batch == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        training.train_digits(tmp_path / "stopped", "digits", 4, report=stopping)
    assert last_trained(tmp_path / "stopped") is None
    epochs = []
    training.train_digits(tmp_path / "stopped", resume=True, report=lambda event: epochs.append(event.epoch))
    assert (min(epochs), max(epochs)) == (3, 4)
    training.train_digits(tmp_path / "whole", "digits", 4, report=quiet)
    ours, theirs = (
        open_reader(tmp_path / name / "digits.safetensors").weights for name in ("stopped", "whole")
    )
    for name in theirs:
        assert_array_equal(ours[name], theirs[name])


def test_a_training_killed_in_its_first_epoch_begins_again_as_planned(tmp_path, few):
    def kill(event):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        training.train_digits(tmp_path, "digits", 2, report=kill)
    assert not (tmp_path / "digits.checkpoint").exists()
    whole = training.train_digits(tmp_path / "whole", "digits", 2, report=lambda event: None)
    assert training.train_digits(tmp_path, None, resume=True, report=lambda event: None) == whole


def test_without_a_stopped_training_there_is_nothing_to_resume(tmp_path, few):
    pytest.importorskip("torch")
    with pytest.raises(FirsthandError, match="Leave --resume out"):
        training.train_digits(tmp_path, "digits", resume=True, report=quiet)


def test_without_pytorch_one_line_says_how_to_get_it(tmp_path, monkeypatch):
    monkeypatch.setattr(training, "find_spec", lambda name: None)
    with pytest.raises(FirsthandError, match=r"PyTorch.*pip install"):
        training.train_digits(tmp_path, report=quiet)


def test_a_folder_that_cannot_be_made_is_named(tmp_path, few):
    pytest.importorskip("torch")
    (tmp_path / "models").write_text("in the way")
    with pytest.raises(FirsthandError, match="models cannot be written"):
        training.train_digits(tmp_path / "models", "digits", 1, report=quiet)
