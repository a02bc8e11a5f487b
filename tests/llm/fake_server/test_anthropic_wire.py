"""The form of the Anthropic API: its SDK, unmodified, gets whole answers and streams."""

import json

from firsthand.llm.basics.streams import read_events

from .talking import ANSWER, QUESTION, TOY, post


def test_anthropics_sdk_gets_a_message(of_anthropic, server):
    reply = of_anthropic.messages.create(
        **TOY, max_tokens=60, system="Be brief.", messages=QUESTION, extra_body={"temperature": 0}
    )
    assert [(block.type, block.text) for block in reply.content] == [("text", ANSWER)]
    assert reply.stop_reason == "end_turn"
    read = len(server.model.prompt([{"role": "system", "content": "Be brief."}, *QUESTION]))
    assert (reply.usage.input_tokens, reply.usage.output_tokens) == (read, 11)
    counted = of_anthropic.messages.count_tokens(**TOY, system="Be brief.", messages=QUESTION)
    assert counted.input_tokens == read


def test_anthropics_sdk_gets_the_same_by_stream(of_anthropic, server):
    settings = {"max_tokens": 60, "messages": QUESTION}
    with of_anthropic.messages.stream(**TOY, **settings, extra_body={"temperature": 0}) as stream:
        assert "".join(stream.text_stream) == ANSWER
        final = stream.get_final_message()
    _, text = post(server, "/v1/messages", {**TOY, **settings, "temperature": 0, "stream": True})
    read = read_events([json.loads(line[5:]) for line in text.splitlines() if line.startswith("data:")])
    assert read == {
        "text": ANSWER,
        "stop_reason": final.stop_reason,
        "input_tokens": final.usage.input_tokens,
        "output_tokens": final.usage.output_tokens,
    }
    assert final.usage.output_tokens == 11


def test_anthropics_form_requires_max_tokens_and_the_other_does_not(server):
    assert post(server, "/v1/chat/completions", {**TOY, "messages": QUESTION})[0] == 200
    status, text = post(server, "/v1/messages", {**TOY, "messages": QUESTION})
    assert (status, json.loads(text)["error"]["message"]) == (400, "max_tokens: Field required")
