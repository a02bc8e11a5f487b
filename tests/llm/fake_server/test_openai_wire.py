"""The form of the OpenAI API: its SDK, unmodified, gets whole answers and streams."""

from firsthand.llm.basics.streams import join_stream

from .talking import ANSWER, QUESTION, TOY, post


def test_openais_sdk_gets_a_completion(of_openai, server):
    reply = of_openai.chat.completions.create(**TOY, messages=QUESTION, temperature=0)
    assert reply.choices[0].message.content == ANSWER
    assert reply.choices[0].finish_reason == "stop"
    read = len(server.model.prompt(QUESTION))
    assert (reply.usage.prompt_tokens, reply.usage.completion_tokens) == (read, 11)
    assert reply.usage.total_tokens == read + 11
    assert [model.id for model in of_openai.models.list()] == ["toy-ngram"]


def test_openais_sdk_gets_the_same_by_stream(of_openai, server):
    settings = {**TOY, "messages": QUESTION, "temperature": 0, "stream": True}
    chunks = list(of_openai.chat.completions.create(**settings, stream_options={"include_usage": True}))
    assert "".join(c.choices[0].delta.content or "" for c in chunks if c.choices) == ANSWER
    assert chunks[-2].choices[0].finish_reason == "stop"
    assert chunks[-1].usage.completion_tokens == 11
    _, text = post(server, "/v1/chat/completions", settings)
    assert join_stream(text.splitlines()) == ANSWER
    assert '"usage"' not in text
    assert text.endswith("data: [DONE]\n\n")
