"""Real servers to talk to, each started once when first needed, and an environment without anybody's keys."""

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "peers"))

import processes
import scripted_server
import tiny_chat_model

from firsthand.llm import LLMError, connect

VARIABLES = ("FIRSTHAND_LLM", "FIRSTHAND_LLM_KEY", "OLLAMA_HOST")
PREFIXES = ("OPENAI_", "ANTHROPIC_")


@pytest.fixture(autouse=True)
def _no_keys(monkeypatch):
    for name in list(os.environ):
        if name in VARIABLES or name.startswith(PREFIXES):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory):
    return tiny_chat_model.make(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="session")
def local(tiny_model):
    return connect(f"local:{tiny_model}")


@pytest.fixture(scope="session")
def openai_server(tiny_model, tmp_path_factory):
    server = processes.transformers_serve(tiny_model, tmp_path_factory.mktemp("serve"))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def anthropic_server(tmp_path_factory):
    server = processes.messages_server(tmp_path_factory.mktemp("messages"))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def scripted():
    server = scripted_server.ScriptedServer()
    yield server
    server.close()


@pytest.fixture(
    params=[scripted_server.OpenAIWire, scripted_server.AnthropicWire], ids=["openai", "anthropic"]
)
def faulty(request, scripted, monkeypatch):
    """A server that does as told in one of the two wire formats: `faulty.script(...)`, `faulty.connect(...)`."""
    return Faulty(scripted, request.param, monkeypatch)


@pytest.fixture
def faulty_openai(scripted, monkeypatch):
    """The same in OpenAI's wire format alone."""
    return Faulty(scripted, scripted_server.OpenAIWire, monkeypatch)


class Faulty:
    KEY = "sk-secret-0123456789"

    def __init__(self, server, wire, monkeypatch):
        self.server, self.wire = server, wire
        self.kind = wire.name.partition(":")[0]
        monkeypatch.setenv(f"{self.kind.upper()}_API_KEY", self.KEY)
        monkeypatch.setenv(f"{self.kind.upper()}_BASE_URL", server.url + wire.path)

    def script(self, *scripts):
        """Each script is a whole JSON answer, or (status, headers, chunks)."""
        self.server.script(*(one if isinstance(one, tuple) else (200, {}, [one]) for one in scripts))

    def connect(self, max_retries=0, timeout=20, **options):
        return connect(self.wire.name, max_retries=max_retries, timeout=timeout, **options)

    def error(self, *scripts, **options):
        """What is said of these answers to a question: one sentence or more, in one line."""
        self.script(*scripts)
        with pytest.raises(LLMError) as caught:
            self.connect(**options).reply("Hello?")
        said = str(caught.value)
        assert "\n" not in said
        assert said[-1] in ".?)"
        return said
