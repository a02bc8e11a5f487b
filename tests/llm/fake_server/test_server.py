"""The toy server: the official SDKs, unmodified, talk to it over a real socket; its errors and streams are theirs."""

import json
import time
import urllib.error
import urllib.request

import anthropic
import openai
import pytest

from firsthand.llm.fake_server import ToyModel, ToyServer

from .talking import QUESTION, TOY, post


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
