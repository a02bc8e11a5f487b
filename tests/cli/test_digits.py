"""`firsthand digits`: train, stop, resume, predict; each trouble in one line with exit code 2."""

import dataclasses
import json
import sys

import numpy as np
import pytest
from PIL import Image

from firsthand.neural.digits import training
from firsthand.neural.digits.data import load_digits


@pytest.fixture
def few(monkeypatch):
    whole = load_digits("digits")
    small = dataclasses.replace(
        whole, train_images=whole.train_images[:300], train_labels=whole.train_labels[:300],
        test_images=whole.test_images[:40], test_labels=whole.test_labels[:40],
    )  # fmt: skip
    monkeypatch.setattr(training, "load_digits", lambda name: small)
    monkeypatch.setattr(training, "VALIDATION", {"digits": 30, "mnist": 30})


@pytest.fixture
def zero(tmp_path):
    """A picture of a ring, dark on light."""
    down, across = np.indices((80, 80))
    ring = np.abs(np.hypot((down - 40) / 30, (across - 40) / 20) - 1) < 0.18
    Image.fromarray(np.where(ring, 20, 240).astype(np.uint8)).save(tmp_path / "ring.png")
    return tmp_path / "ring.png"


def one_line(text):
    return text.strip() and "\n" not in text.strip() and "Traceback" not in text


def test_train_then_predict(firsthand, place, few, zero):
    pytest.importorskip("torch")
    said = firsthand("digits", "train", "--data", "digits", "--epochs", 6).stdout
    assert said.startswith("digits, bundled with scikit-learn: 300 to learn from, 40 held out.")
    assert said.count("\nepoch ") == 6
    assert "Of 40 digits held out it reads" in said
    assert [path.name for path in (place.root / "models" / "digits").iterdir()] == ["digits.safetensors"]
    answer = firsthand("digits", "predict", zero).stdout
    assert answer.startswith("0 (zero), ")
    assert "trained on the 8 × 8 digits that come with scikit-learn for 6 epochs" in answer
    found = json.loads(firsthand("digits", "predict", zero, "--json").stdout)
    assert found["digit"] == 0
    assert len(found["probabilities"]) == 10
    assert abs(sum(found["probabilities"]) - 1) < 1e-4


def test_ctrl_c_keeps_the_checkpoint_and_resume_goes_on(firsthand, place, few, monkeypatch):
    twins = pytest.importorskip("firsthand.neural.pytorch")
    shown = twins.ProgressBar.__call__

    def stopping(self, moment):
        if moment.epoch == 2:
            raise KeyboardInterrupt
        shown(self, moment)

    monkeypatch.setattr(twins.ProgressBar, "__call__", stopping)
    done = firsthand("digits", "train", "--data", "digits", "--epochs", 3, code=130)
    assert one_line(done.stderr)
    assert "--resume" in done.stderr
    assert (place.root / "models" / "digits" / "digits.checkpoint").exists()
    firsthand("digits", "predict", "any.png", code=2)
    monkeypatch.setattr(twins.ProgressBar, "__call__", shown)
    said = firsthand("digits", "train", "--resume").stdout
    assert "epoch   1" not in said
    assert "epoch   3" in said


def test_troubles_are_one_line(firsthand, place, few, zero, tmp_path, monkeypatch):
    for args, message in (
        (("predict", zero), "no model yet"),
        (("train", "--resume"), "Leave --resume out"),
    ):
        done = firsthand("digits", *args, code=2)
        assert one_line(done.stderr)
        assert message in done.stderr
    pytest.importorskip("torch")
    firsthand("digits", "train", "--data", "digits", "--epochs", 1)
    (tmp_path / "notes.png").write_text("no picture")
    Image.new("L", (50, 50), 255).save(tmp_path / "empty.png")
    Image.new("1", (9000, 6000)).save(tmp_path / "huge.png")
    for name, message in (
        ("notes.png", "is not an image"),
        ("empty.png", "nothing but paper"),
        ("huge.png", "more than 50,000,000"),
        ("nowhere.png", "cannot be read"),
    ):
        done = firsthand("digits", "predict", tmp_path / name, code=2)
        assert one_line(done.stderr)
        assert message in done.stderr
    (place.root / "models" / "digits" / "digits.safetensors").write_bytes(b"damaged")
    assert "is damaged" in firsthand("digits", "predict", zero, code=2).stderr


def test_without_pytorch_one_line_says_how_to_get_it(firsthand, monkeypatch):
    for name in [name for name in sys.modules if name.startswith("firsthand.neural.pytorch")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "torch", None)
    done = firsthand("digits", "train", "--data", "digits", code=2)
    assert one_line(done.stderr)
    assert "PyTorch" in done.stderr


def test_misuse(firsthand):
    assert "--epochs" in firsthand("digits", "train", "--help").stdout
    firsthand("digits", "train", "--data", "letters", code=2)
    firsthand("digits", "train", "--epochs", 0, code=2)
    firsthand("digits", "predict", code=2)
