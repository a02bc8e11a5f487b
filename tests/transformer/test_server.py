"""The model behind OpenAI's address, asked by the official client."""

import json
import threading

import httpx
import pytest
import uvicorn

from firsthand.errors import FirsthandError
from firsthand.local_only import listen
from firsthand.transformer import server
from firsthand.transformer.generation import complete
from firsthand.transformer.sampling import Sampling

openai = pytest.importorskip("openai")


@pytest.fixture
def model(make_model, characters):
    return make_model(vocabulary_size=characters.vocabulary_size).eval()


@pytest.fixture
def address(model, characters):
    listening = listen(0)
    running = uvicorn.Server(uvicorn.Config(server.create_app(model, characters), log_level="error"))
    thread = threading.Thread(target=running.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
    running.should_exit = True
    thread.join(timeout=20)


@pytest.fixture
def client(address):
    with openai.OpenAI(base_url=address, api_key="any", max_retries=0, timeout=60) as client:
        yield client


ASKED = {"model": "minigpt", "max_tokens": 20, "seed": 3, "temperature": 0.7}


def test_the_official_client_gets_what_the_model_writes(client, model, characters):
    assert [one.id for one in client.models.list()] == ["minigpt"]
    expected = complete(model, characters, "the cat", Sampling(max_tokens=20, seed=3, temperature=0.7)).text
    messages = [{"role": "user", "content": "the cat"}]
    chat = client.chat.completions.create(messages=messages, **ASKED)
    assert chat.choices[0].message.content == expected
    assert chat.choices[0].finish_reason == "length"
    assert (chat.usage.prompt_tokens, chat.usage.completion_tokens) == (7, 20)
    plain = client.completions.create(prompt="the cat", **ASKED)
    assert plain.choices[0].text == expected
    pieces = client.chat.completions.create(messages=messages, stream=True, **ASKED)
    assert "".join(piece.choices[0].delta.content or "" for piece in pieces) == expected
    pieces = client.completions.create(prompt="the cat", stream=True, **ASKED)
    assert "".join(piece.choices[0].text for piece in pieces) == expected


def test_a_stop_text_ends_the_answer(client):
    chat = client.completions.create(prompt="the cat", stop=["a", "e"], **(ASKED | {"max_tokens": 300}))
    assert chat.choices[0].finish_reason == "stop"
    assert not {"a", "e"} & set(chat.choices[0].text)


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        ({"model": "gpt-4"}, 404, "no model 'gpt-4' here, only 'minigpt'"),
        ({}, 400, "messages: a list with at least one message"),
        ({"messages": [{"role": "user", "content": [{"type": "image"}]}]}, 400, "which must be a text"),
        ({"messages": [{"content": ""}]}, 400, "The prompt is empty"),
        ({"messages": [{"content": "Ω"}]}, 400, "none of the"),
        ({"messages": [{"content": "a"}], "temperature": -1}, 400, "temperature must be at least 0"),
        ({"messages": [{"content": "a"}], "top_p": "x"}, 400, "top_p must be a number"),
        ({"messages": [{"content": "a"}], "stop": 7}, 400, "stop must be a text"),
    ],
)
def test_what_cannot_be_served_is_said(address, body, status, message):
    answer = httpx.post(f"{address}/chat/completions", json={"model": "minigpt", **body}, timeout=60)
    assert answer.status_code == status
    assert message in answer.json()["error"]["message"]


def test_no_json_and_too_much_of_it_are_refused(address):
    assert httpx.post(f"{address}/completions", content=b"{", timeout=60).status_code == 400
    large = json.dumps({"model": "minigpt", "prompt": "a" * 2**20})
    assert httpx.post(f"{address}/completions", content=large, timeout=60).status_code == 413


def test_requests_of_other_pages_and_to_other_hosts_are_refused(address):
    for headers in ({"Host": "evil.example"}, {"Origin": "https://evil.example"}):
        answer = httpx.get(f"{address}/models", headers=headers, timeout=60)
        assert answer.status_code == 403
        assert "request" in answer.json()["error"]["message"]


def test_a_taken_port_is_said():
    with listen(0) as taken, pytest.raises(FirsthandError, match="is taken on this machine"):
        listen(taken.getsockname()[1])
