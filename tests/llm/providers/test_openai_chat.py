"""What only OpenAI's wire format has, over its SDK and scripted answers."""

import json

import pytest
from pydantic import BaseModel
from scripted_server import STREAM

from firsthand.llm import LLMError, Usage, connect
from firsthand.llm.providers.openai_chat import OpenAIChat
from firsthand.llm.request import checked


class City(BaseModel):
    name: str


def test_a_refusal_in_place_of_an_object(faulty_openai):
    faulty_openai.script(faulty_openai.wire.whole(None, refusal="I can't help with that."))
    with pytest.raises(
        LLMError, match=r"refused to answer this.*It said: I can't help with that\."
    ) as caught:
        faulty_openai.connect().reply_as(City, "Which city?")
    assert caught.value.reply.stop_reason == "refused"
    assert len(faulty_openai.server.seen) == 1


def test_a_refusal_in_a_stream_stays_one_when_it_stops(faulty_openai):
    delta = {"choices": [{"index": 0, "delta": {"refusal": "I can't."}, "finish_reason": None}]}
    frame = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "gpt-4o-mini"}
    event = f"data: {json.dumps(frame | delta)}\n\n".encode()
    faulty_openai.script((200, STREAM, [event, *faulty_openai.wire.pieces()]))
    stream = faulty_openai.connect().stream("Hello?")
    with pytest.raises(LLMError, match="refused to answer this"):
        list(stream)
    assert (stream.reply.text, stream.reply.stop_reason) == ("I can't.", "refused")


def test_thoughts_that_used_up_the_tokens_leave_an_empty_answer(faulty_openai):
    faulty_openai.script(faulty_openai.wire.whole(None, stop="length", reasoning_content="Hmm"))
    reply = faulty_openai.connect().reply("Hello?")
    assert (reply.text, reply.stop_reason) == ("", "length")


def test_no_count_is_no_usage(faulty_openai):
    faulty_openai.script(faulty_openai.wire.whole(usage=None))
    reply = faulty_openai.connect().reply("Hello?")
    assert reply.usage is None
    assert reply.cost is None


def test_cached_tokens_are_reported(faulty_openai):
    answer = json.loads(faulty_openai.wire.whole(usage=(100, 4)))
    answer["usage"]["prompt_tokens_details"] = {"cached_tokens": 64}
    faulty_openai.script(json.dumps(answer).encode())
    assert faulty_openai.connect().reply("Hello?").usage == Usage(100, 4, cache_read_tokens=64)


def test_a_stream_asks_for_the_count_that_ends_it(faulty_openai):
    faulty_openai.script((200, STREAM, faulty_openai.wire.pieces("Good", ".")))
    stream = faulty_openai.connect().stream("Hello?")
    assert list(stream) == ["Good", "."]
    assert stream.reply.usage == Usage(10, 2)
    assert stream.reply.cost > 0
    body = faulty_openai.server.seen[0][3]
    assert body["stream"] is True
    assert body["stream_options"] == {"include_usage": True}


def test_a_reason_to_stop_that_we_do_not_know_is_passed_on(faulty_openai):
    faulty_openai.script(faulty_openai.wire.whole(stop="tool_calls"))
    assert faulty_openai.connect().reply("Hello?").stop_reason == "tool_calls"


def test_the_name_of_the_token_limit(monkeypatch):
    """OpenAI's reasoning models refuse `max_tokens`; other servers know nothing else."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-a")
    for name, limit in {
        "openai:gpt-5": "max_completion_tokens",
        "ollama:llama3.2": "max_tokens",
        "openai-compatible:m@http://127.0.0.1:8/v1": "max_tokens",
    }.items():
        with connect(name) as model:
            assert isinstance(model._provider, OpenAIChat)
            assert model._provider._body(checked("Hello?", max_tokens=9))[limit] == 9


def test_a_schema_with_an_odd_name_gets_a_plain_one(faulty_openai):
    from typing import Generic, TypeVar

    T = TypeVar("T")

    class Box(BaseModel, Generic[T]):
        inside: T

    faulty_openai.script(faulty_openai.wire.whole('{"inside": 3}'))
    assert faulty_openai.connect().reply_as(Box[int], "What?").value.inside == 3
    name = faulty_openai.server.seen[0][3]["response_format"]["json_schema"]["name"]
    assert name.strip("_").isidentifier()
