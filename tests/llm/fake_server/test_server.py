"""The toy server: the official SDKs, unmodified, talk to it over a real socket; its errors and streams are theirs."""

import json
import time
import urllib.error
import urllib.request

import anthropic
import openai
import pytest

from firsthand.llm.basics.streams import join_stream, read_events
from firsthand.llm.fake_server import ToyModel, ToyServer

QUESTION = [{"role": "user", "content": "What does the fox eat?"}]
ANSWER = "It eats mice, berries and what people throw away."
TOY = {"model": "toy-ngram"}


@pytest.fixture
def server():
    with ToyServer() as running:
        yield running


@pytest.fixture
def of_openai(server):
    with openai.OpenAI(api_key="none", base_url=server.base_url, max_retries=0) as client:
        yield client


@pytest.fixture
def of_anthropic(server):
    with anthropic.Anthropic(api_key="none", base_url=server.url, max_retries=0) as client:
        yield client


def post(server, path, body):
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    request = urllib.request.Request(server.url + path, data=data)
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


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


def test_other_requests_that_cannot_be_served(server):
    assert post(server, "/v1/chat/completions", b"{")[0] == 400
    assert post(server, "/v1/messages", b"[]")[0] == 400
    assert post(server, "/v1/elsewhere", {})[0] == 404
    with pytest.raises(urllib.error.HTTPError, match="404") as caught:
        urllib.request.urlopen(server.url + "/elsewhere", timeout=10)
    caught.value.close()
    assert (
        "seed must be" in post(server, "/v1/chat/completions", {**TOY, "messages": QUESTION, "seed": -1})[1]
    )


def test_anthropics_form_requires_max_tokens_and_the_other_does_not(server):
    assert post(server, "/v1/chat/completions", {**TOY, "messages": QUESTION})[0] == 200
    status, text = post(server, "/v1/messages", {**TOY, "messages": QUESTION})
    assert (status, json.loads(text)["error"]["message"]) == (400, "max_tokens: Field required")


def test_errors_are_those_that_the_sdks_know(of_openai, of_anthropic, server):
    server.upset(429, 503, 429, 529)
    kinds = []
    for _ in range(2):
        with pytest.raises(openai.APIStatusError) as caught:
            of_openai.chat.completions.create(**TOY, messages=QUESTION)
        kinds.append(type(caught.value).__name__)
    for _ in range(2):
        with pytest.raises(anthropic.APIStatusError) as caught:
            of_anthropic.messages.create(**TOY, max_tokens=9, messages=QUESTION)
        kinds.append(type(caught.value).__name__)
    assert kinds == ["RateLimitError", "InternalServerError", "RateLimitError", "OverloadedError"]


def test_what_was_seen_is_written_down(server):
    server.upset(429)
    for _ in range(2):
        post(server, "/v1/messages", {**TOY, "messages": QUESTION, "max_tokens": 3})
    assert [(one.path, one.status) for one in server.seen] == [("/v1/messages", 429), ("/v1/messages", 200)]
    assert 0 <= server.seen[0].at <= server.seen[1].at


def test_the_same_seed_gives_the_same_text_and_so_do_the_same_requests_in_the_same_order():
    def talk(start, **settings):
        with ToyServer(random_state=start) as server:
            body = {**TOY, "messages": QUESTION, "temperature": 2, **settings}
            replies = [json.loads(post(server, "/v1/chat/completions", body)[1]) for _ in range(3)]
            return [reply["choices"][0]["message"]["content"] for reply in replies]

    assert talk(0) == talk(0)
    assert talk(0) != talk(1)
    assert talk(0, seed=5) == talk(1, seed=5)
    assert len(set(talk(0, seed=5))) == 1


def test_the_pace_holds_each_token_back(of_openai, server):
    server.pace = 0.02
    began = time.perf_counter()
    of_openai.chat.completions.create(**TOY, messages=QUESTION, temperature=0)
    assert time.perf_counter() - began >= 11 * 0.02


def test_whoever_hangs_up_does_no_harm(of_openai, server, capsys):
    server.pace = 0.01
    stream = of_openai.chat.completions.create(**TOY, messages=QUESTION, temperature=0, stream=True)
    next(stream)
    stream.close()
    time.sleep(0.3)  # until the server has tried to write on
    assert capsys.readouterr().err == ""
    server.pace = 0
    assert of_openai.chat.completions.create(**TOY, messages=QUESTION, temperature=0)


def test_a_full_window_cuts_the_answer_short():
    read = len(ToyModel().prompt(QUESTION))
    with ToyServer(ToyModel(window=read + 2)) as server:
        _, text = post(server, "/v1/chat/completions", {**TOY, "messages": QUESTION, "temperature": 0})
    choice = json.loads(text)["choices"][0]
    assert (choice["message"]["content"], choice["finish_reason"]) == ("It eats", "length")
