"""Requests in both forms: what is wrong with them, and why an answer stops."""

import json

import pytest

from firsthand.llm.basics.streams import join_stream, read_events

from .talking import ANSWER, QUESTION, TOY, post


@pytest.mark.parametrize(
    ("settings", "text", "openai_reason", "anthropic_reason"),
    [
        ({"max_tokens": 4}, "It eats mice,", "length", "max_tokens"),
        ({"stop": [" and"]}, "It eats mice, berries", "stop", "stop_sequence"),
        # A stop text that begins in one token and ends in the next must not be half out already.
        ({"stop": ["ice, b", "zz"]}, "It eats m", "stop", "stop_sequence"),
        ({"stop": ["ice, c"]}, ANSWER, "stop", "end_turn"),
        ({"stop": ["away. It"]}, ANSWER, "stop", "end_turn"),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_why_it_stopped(server, settings, text, openai_reason, anthropic_reason, stream):
    body = {**TOY, "messages": QUESTION, "temperature": 0, "max_tokens": 60, **settings, "stream": stream}
    body["stop_sequences"] = body.get("stop")
    _, one = post(server, "/v1/chat/completions", body)
    _, other = post(server, "/v1/messages", body)
    if stream:
        assert join_stream(one.splitlines()) == text
        assert f'"finish_reason": "{openai_reason}"' in one
        events = [json.loads(line[5:]) for line in other.splitlines() if line.startswith("data:")]
        read = read_events(events)
        assert (read["text"], read["stop_reason"]) == (text, anthropic_reason)
    else:
        choice = json.loads(one)["choices"][0]
        assert (choice["message"]["content"], choice["finish_reason"]) == (text, openai_reason)
        reply = json.loads(other)
        assert (reply["content"][0]["text"], reply["stop_reason"]) == (text, anthropic_reason)
        assert (reply["stop_sequence"] is not None) == (anthropic_reason == "stop_sequence")


@pytest.mark.parametrize(
    ("change", "status", "message"),
    [
        ({"model": "gpt-17"}, 404, "There is no model 'gpt-17' here, only 'toy-ngram'."),
        ({"messages": []}, 400, "a list with at least one message is required"),
        ({"messages": [{"role": "robot", "content": "Hi"}]}, 400, r"messages[0].role must be one of system"),
        ({"messages": [{"role": "user", "content": 3}]}, 400, "messages[0].content must be text"),
        (
            {"messages": [{"role": "user", "content": [{"type": "image"}]}]},
            400,
            "this toy reads nothing else",
        ),
        ({"temperature": 7}, 400, "temperature must be a number from 0 to"),
        ({"max_tokens": 0}, 400, "max_tokens must be a number from 1 to"),
        ({"max_tokens": True}, 400, "got True"),
        ({"stop": [""], "stop_sequences": [""]}, 400, "none of them empty"),
        ({"messages": [{"role": "user", "content": "bee " * 400}]}, 400, "This model holds 300 tokens"),
    ],
)
@pytest.mark.parametrize("path", ["/v1/chat/completions", "/v1/messages"])
def test_a_request_that_is_wrong_is_told_why(server, path, change, status, message):
    answered, text = post(server, path, {**TOY, "messages": QUESTION, "max_tokens": 9, **change})
    assert answered == status
    assert message in json.loads(text)["error"]["message"]
