"""The official Anthropic SDK against a LiteLLM proxy in front of `transformers serve`. Run by `make peers`.

LiteLLM holds other libraries back by whole versions, so it lives in an environment of its own, named by LITELLM.
"""

import asyncio
import os
from pathlib import Path

import anthropic
import processes
import pytest
from pydantic import BaseModel

from firsthand.llm import LLMError, connect

ALIAS = "claude-sonnet-4-6"
MASTER_KEY = "sk-only-for-this-test"
QUESTION = "Who reads tokens?"
SETTINGS = """
model_list:
  - model_name: {alias}
    litellm_params: {{model: "openai/{model}", api_base: "{url}/v1", api_key: none}}
litellm_settings:
  use_chat_completions_url_for_anthropic_messages: true
"""


@pytest.fixture(scope="session")
def proxy(openai_server, tiny_model, tmp_path_factory):
    folder = tmp_path_factory.mktemp("litellm")
    settings = folder / "settings.yaml"
    settings.write_text(SETTINGS.format(alias=ALIAS, model=tiny_model, url=openai_server.url))
    port = processes.free_port()
    command = [str(Path(os.environ["LITELLM"]).absolute()), "--config", str(settings)]
    command += ["--host", "127.0.0.1", "--port", str(port)]
    env = {"LITELLM_MASTER_KEY": MASTER_KEY, "LITELLM_LOCAL_MODEL_COST_MAP": "True"}
    server = processes.Process(command, folder / "proxy.log", port, "/health/liveliness", env)
    yield server
    server.stop()


@pytest.fixture
def model(proxy, monkeypatch):
    monkeypatch.setenv("ANTHROPIC_API_KEY", MASTER_KEY)
    monkeypatch.setenv("ANTHROPIC_BASE_URL", proxy.url)
    with connect(f"anthropic:{ALIAS}", max_retries=0) as model:
        yield model


def test_a_reply_is_what_the_sdk_alone_would_get_and_what_the_model_behind_says(
    model, openai_server, tiny_model
):
    ours = model.reply(QUESTION, system="Be kind", temperature=0, max_tokens=12)
    with anthropic.Anthropic() as client:
        theirs = client.messages.create(
            model=ALIAS,
            system="Be kind",
            messages=[{"role": "user", "content": QUESTION}],
            max_tokens=12,
            extra_body={"temperature": 0},
        )
    with connect(f"openai-compatible:{tiny_model}@{openai_server.url}/v1") as behind:
        direct = behind.reply(QUESTION, system="Be kind", temperature=0, max_tokens=12)
    assert ours.text == theirs.content[0].text == direct.text != ""
    assert ours.usage == direct.usage
    assert ours.stop_reason == direct.stop_reason == "length"
    assert ours.cost > 0


def test_the_streamed_answer_is_the_same(model):
    whole = model.reply(QUESTION, temperature=0, max_tokens=12)
    stream = model.stream(QUESTION, temperature=0, max_tokens=12)
    assert "".join(stream) == whole.text
    assert stream.reply.stop_reason == "length"
    assert stream.reply.usage.output_tokens == whole.usage.output_tokens


def test_many_at_once(model):
    async def several():
        return await asyncio.gather(*[model.areply(QUESTION, temperature=0, max_tokens=4) for _ in range(5)])

    assert len({reply.text for reply in asyncio.run(several())}) == 1


def test_a_wrong_key(model, monkeypatch):
    """Without a database LiteLLM calls any key but its own a bad request."""
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-wrong")
    with pytest.raises(
        LLMError, match=r"Anthropic refused the request \(HTTP 400\): No connected db"
    ) as caught:
        connect(f"anthropic:{ALIAS}", max_retries=0).reply(QUESTION)
    assert "sk-wrong" not in str(caught.value)


def test_an_unknown_model(model):
    with pytest.raises(LLMError, match="claude-9"):
        connect("anthropic:claude-9", max_retries=0).reply(QUESTION)


class City(BaseModel):
    name: str


def test_noise_in_place_of_an_object_is_told(model):
    with pytest.raises(LLMError, match="gave no valid City in 3 tries"):
        model.reply_as(City, QUESTION, temperature=0, max_tokens=8)
