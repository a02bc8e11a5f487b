"""What the doctor finds, and what it says to do."""

import json

import pytest

from firsthand.cli import doctor
from firsthand.web import app


@pytest.fixture
def line(tmp_path, monkeypatch):
    def look(name, **environment):
        for variable in ("FIRSTHAND_LLM", "OPENAI_API_KEY"):
            monkeypatch.delenv(variable, raising=False)
        for variable, value in {"FIRSTHAND_LLM": name, **environment}.items():
            monkeypatch.setenv(variable, value)
        return next(one for one in doctor.examine(tmp_path) if one.name == "chat model")

    return look


def test_no_chat_model_is_well_and_says_how_to_get_one(line):
    found = line("")
    assert found.ok
    assert found.message.startswith("No chat model is set. Free: ")


def test_a_sound_chat_model_is_named_without_its_key(line):
    found = line("openai:gpt-4o-mini", OPENAI_API_KEY="sk-secret-0123456789")
    assert found.ok
    assert found.message == "openai:gpt-4o-mini, not asked just now"


def test_a_local_chat_model_is_not_loaded(line):
    assert line("local:no/such-model").message == "local:no/such-model, loaded when first asked"


@pytest.mark.parametrize(
    ("name", "expected"),
    [("gpt-4o", "names no chat model"), ("openai:gpt-4o", "set OPENAI_API_KEY in the environment")],
)
def test_a_chat_model_that_is_wrong_is_told_and_not_fatal(line, name, expected):
    found = line(name)
    assert not found.ok
    assert not found.needed
    assert expected in found.message


def test_doctor_says_what_to_do(firsthand, place, tmp_path, monkeypatch):
    monkeypatch.setenv("FIRSTHAND_DATA", str(tmp_path / "none"))
    place.progress.path.write_bytes(b"nonsense" * 1000)
    found = {one["name"]: one for one in json.loads(firsthand("doctor", "--json", code=1).stdout)}
    assert not found["data folder"]["ok"]
    assert not found["progress"]["ok"]
    assert "damaged" in found["progress"]["says"]


def test_doctor_looks_at_the_port_that_start_takes():

    assert app.USUAL_PORT == doctor.PORT
