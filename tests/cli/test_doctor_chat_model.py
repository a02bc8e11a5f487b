"""The doctor's line about the chat model."""

import pytest

from firsthand.cli import doctor


@pytest.fixture
def line(tmp_path, monkeypatch):
    def look(name, **environment):
        for variable in ("FIRSTHAND_LLM", "OPENAI_API_KEY"):
            monkeypatch.delenv(variable, raising=False)
        for variable, value in {"FIRSTHAND_LLM": name, **environment}.items():
            monkeypatch.setenv(variable, value)
        return next(one for one in doctor.examine(tmp_path) if one.name == "chat model")

    return look


def test_none_is_well_and_says_how_to_get_one(line):
    found = line("")
    assert found.ok
    assert found.message.startswith("No chat model is set. Free: ")


def test_a_sound_one_is_named_without_its_key(line):
    found = line("openai:gpt-4o-mini", OPENAI_API_KEY="sk-secret-0123456789")
    assert found.ok
    assert found.message == "openai:gpt-4o-mini, not asked just now"


def test_a_local_one_is_not_loaded(line):
    assert line("local:no/such-model").message == "local:no/such-model, loaded when first asked"


@pytest.mark.parametrize(
    ("name", "expected"),
    [("gpt-4o", "names no chat model"), ("openai:gpt-4o", "set OPENAI_API_KEY in the environment")],
)
def test_what_is_wrong_is_told_and_not_fatal(line, name, expected):
    found = line(name)
    assert not found.ok
    assert not found.needed
    assert expected in found.message
