"""The official Anthropic SDK, through us and unmodified beside us, against a server of our own for its wire format."""

import asyncio
from decimal import Decimal

import anthropic
import processes
import pytest
from messages_server import KEY, MODEL
from pydantic import BaseModel

from firsthand.llm import LLMError, Usage, connect

NAME = f"anthropic:{MODEL}"


@pytest.fixture
def environment(anthropic_server, monkeypatch):
    monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
    monkeypatch.setenv("ANTHROPIC_BASE_URL", anthropic_server.url)


@pytest.fixture
def model(environment):
    with connect(NAME) as model:
        yield model


def test_a_reply_is_what_the_sdk_alone_would_get(model):
    ours = model.reply("how are you", system="Be kind", max_tokens=20)
    with anthropic.Anthropic() as client:
        theirs = client.messages.create(
            model=MODEL,
            max_tokens=20,
            system="Be kind",
            messages=[{"role": "user", "content": "how are you"}],
        )
    assert ours.text == theirs.content[0].text == "You said: how are you (Be kind)"
    assert ours.model == theirs.model
    assert ours.stop_reason == "end"


def test_cached_input_is_part_of_the_input_and_priced_apart(model):
    reply = model.reply("how are you", max_tokens=20)
    assert reply.usage == Usage(3 + 5 + 2, 5, cache_read_tokens=5, cache_write_tokens=2)
    million = Decimal(1_000_000)
    # Dollars per million tokens of claude-sonnet-4-6: read 3, from the cache 0.30, into the cache 3.75, written 15.
    expected = (3 * 3 + 5 * Decimal("0.3") + 2 * Decimal("3.75") + 5 * 15) / million
    assert reply.cost == expected
    assert model.spent == expected


def test_the_streamed_answer_is_the_same(model):
    whole = model.reply("how are you", temperature=1, max_tokens=20)
    stream = model.stream("how are you", temperature=1, max_tokens=20)
    assert list(stream) == ["You", " said:", " how", " are", " you"]
    assert (stream.reply.text, stream.reply.usage, stream.reply.cost) == (whole.text, whole.usage, whole.cost)
    assert stream.reply.stop_reason == "end"
    assert model.spent == 2 * whole.cost


def test_max_tokens_ends_the_answer(model):
    assert model.reply("how are you", max_tokens=2).stop_reason == "length"
    stream = model.stream("how are you", max_tokens=2)
    assert "".join(stream) == "You said:"
    assert stream.reply.stop_reason == "length"


def test_a_system_message_in_the_list_is_hoisted(model):
    messages = [{"role": "system", "content": "Be kind"}, {"role": "user", "content": "hello"}]
    assert model.reply(messages).text == "You said: hello (Be kind)"


def test_a_refusal_is_an_error_in_both_ways(model):
    with pytest.raises(LLMError, match="refused to answer this") as caught:
        model.reply("something forbidden")
    assert caught.value.reply.stop_reason == "refused"
    stream = model.stream("something forbidden")
    with pytest.raises(LLMError, match="refused to answer this"):
        list(stream)
    assert stream.reply.stop_reason == "refused"


def test_many_at_once(model):
    async def several():
        return await asyncio.gather(*[model.areply(f"question {number}") for number in range(20)])

    assert [reply.text for reply in asyncio.run(several())] == [
        f"You said: question {number}" for number in range(20)
    ]


def test_a_wrong_key_is_told_without_the_key(environment, monkeypatch):
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-wrong")
    with pytest.raises(LLMError, match=r"^Anthropic does not accept the key in ANTHROPIC_API_KEY") as caught:
        connect(NAME).reply("hello")
    assert "wrong" not in str(caught.value)


def test_an_unknown_model_is_named(environment):
    with pytest.raises(LLMError, match="Anthropic has no model 'claude-9' at http"):
        connect("anthropic:claude-9").reply("hello")


def test_too_long_a_prompt_is_told(model):
    with pytest.raises(
        LLMError, match=r"longer than claude-sonnet-4-6 can take in \(prompt is too long: 2001 tokens"
    ):
        model.reply("word " * 2001)


def test_a_temperature_over_one_is_not_sent(model):
    with pytest.raises(LLMError, match=r"temperature must be from 0 to 1 for Anthropic, got 1\.5"):
        model.reply("hello", temperature=1.5)


class Person(BaseModel):
    name: str
    age: int


class Group(BaseModel):
    title: str
    people: list[Person]


def test_an_object_comes_by_the_providers_own_structured_output(model):
    answer = model.reply_as(Group, "who is there?")
    assert answer.value == Group(title="text", people=[Person(name="text", age=3)])
    assert answer.reply.usage.output_tokens == 1
    assert answer.reply.cost > 0


def test_kill_minus_nine_in_the_middle_of_a_stream(environment, monkeypatch, tmp_path):
    server = processes.messages_server(tmp_path)
    try:
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
        with connect(NAME, max_retries=1) as model:
            stream = model.stream("word " * 1000, max_tokens=1000)
            assert next(stream) == "You"
            server.kill()
            with pytest.raises(
                LLMError, match=r"^The answer broke off after \d+ characters\. Anthropic hung up"
            ):
                list(stream)
            assert stream.reply.text.startswith("You")
            assert stream.reply.stop_reason == "cut"
    finally:
        server.stop()
