"""Extras are known from the package's own metadata, and pip really installs what is missing."""

import zipfile

import pytest
from packaging.requirements import Requirement

from firsthand.course import extras
from firsthand.errors import FirsthandError

METADATA = "Metadata-Version: 2.1\nName: tiny-extra\nVersion: 1.0\n"
WHEEL = "Wheel-Version: 1.0\nGenerator: by-hand\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    """A folder with one wheel, which pip takes for the whole world; installs go into another folder."""
    place = tmp_path / "shelf"
    place.mkdir()
    with zipfile.ZipFile(place / "tiny_extra-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr("tiny_extra.py", "ANSWER = 42\n")
        wheel.writestr("tiny_extra-1.0.dist-info/METADATA", METADATA)
        wheel.writestr("tiny_extra-1.0.dist-info/WHEEL", WHEEL)
        wheel.writestr("tiny_extra-1.0.dist-info/RECORD", "")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(place))
    monkeypatch.setenv("PIP_TARGET", str(tmp_path / "installed"))
    return tmp_path / "installed"


def wanting(monkeypatch, text):
    monkeypatch.setattr(extras, "requirements", lambda extra: iter([Requirement(text)]))


def test_the_extras_are_those_of_the_package():
    assert {one.name for one in extras.requirements("deep")} == {"torch", "safetensors"}
    base = {one.name for one in extras.requirements("")}
    assert "numpy" in base
    assert not base & {"torch", "openai", "pytest"}
    assert set(extras.PURPOSES) == set(extras.SIZES) == set(extras.NAMES)


def test_what_is_missing_or_of_the_wrong_version_is_named(monkeypatch):
    wanting(monkeypatch, "no-such-package>=1")
    assert extras.missing("deep") == ("no-such-package is missing",)
    wanting(monkeypatch, "numpy<1")
    assert "needed is <1" in extras.missing("deep")[0]
    wanting(monkeypatch, "numpy")
    assert extras.missing("deep") == ()


def test_an_extra_is_installed_by_pip_itself(monkeypatch, shelf):
    wanting(monkeypatch, "tiny-extra>=1")
    lines = list(extras.install("deep"))
    assert "Successfully installed tiny-extra-1.0" in lines[-1]
    assert (shelf / "tiny_extra.py").read_text() == "ANSWER = 42\n"


def test_a_failure_says_what_pip_said_and_what_to_type(monkeypatch, shelf):
    wanting(monkeypatch, "tiny-extra>=2")
    with pytest.raises(FirsthandError, match=r"PyTorch could not be installed: .*tiny-extra.*'\.\[deep\]'"):
        list(extras.install("deep"))
