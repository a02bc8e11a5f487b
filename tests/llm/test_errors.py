"""Each way in which a provider can say no, in one sentence."""

import contextlib
import logging
import socket
import traceback

import pytest

from firsthand.llm import LLMError


@pytest.mark.parametrize(
    ("status", "message", "expected"),
    [
        (401, "bad key", "does not accept the key in"),
        (402, "pay first", "has no credit left (pay first)"),
        (403, "not for you", "does not let the key in"),
        (404, "no such thing", "has no model"),
        (413, "request too large", "are longer than"),
        (400, "This model's maximum context length is 8192 tokens, you sent 9000.", "are longer than"),
        (400, "prompt is too long: 9000 tokens > 8192 maximum", "are longer than"),
        (400, "Unknown field: colour", "refused the request (HTTP 400): Unknown field: colour"),
        (422, "no", "refused the request (HTTP 422): no"),
        (429, "slow down", "rate limit is reached. Wait a minute, or ask less often."),
        (529, "Overloaded", "is in trouble (HTTP 529: Overloaded). Try again later."),
    ],
)
def test_each_refusal_has_its_sentence(faulty, status, message, expected):
    said = faulty.error((status, {}, [faulty.wire.error(message)]))
    assert expected in said
    assert len(faulty.server.seen) == 1


def test_a_rate_limit_says_how_long_the_server_wants(faulty):
    assert "Wait 300 s," in faulty.error((429, {"Retry-After": "300"}, [faulty.wire.error("slow down")]))


def test_no_credit_is_told_from_a_rate_limit(faulty):
    message = "You exceeded your current quota. Your credit balance is too low."
    said = faulty.error((429, {}, [faulty.wire.error(message, code="insufficient_quota")]))
    assert "has no credit left" in said


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/json", b'{"choices": [{"mess'),
        ("application/json", b"[1, 2, 3]"),
        ("application/json", b"{}"),
        ("application/json", b'{"choices": [], "content": 3}'),
        ("application/json", b'{"choices": [{"message": null}], "content": null}'),
        ("application/json", b'"Good."'),
        ("application/json", b"\xff\xfe\x00"),
        ("text/html", b"<html><body>Log in to the wireless network</body></html>"),
        ("text/plain", b""),
        ("image/png", b"\x89PNG"),
    ],
)
def test_what_is_no_answer_is_told_in_one_sentence(faulty, kind, body):
    said = faulty.error((200, {"Content-Type": kind}, [body]))
    assert "sent cannot be read" in said
    assert "the address of a chat model?" in said


def test_nobody_there(faulty, monkeypatch):
    monkeypatch.setenv(f"{faulty.kind.upper()}_BASE_URL", "http://127.0.0.1:9/v1")
    with pytest.raises(LLMError, match=r"Nothing answers at http://127\.0\.0\.1:9/v1\. Check the network"):
        faulty.connect().reply("Hello?")


def test_a_machine_that_does_not_take_the_connection(faulty, monkeypatch):
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full, contextlib.ExitStack() as waiting:
        address = full.getsockname()
        for _ in range(3):  # the queue of a server that accepts nobody is full
            other = waiting.enter_context(socket.socket())
            other.setblocking(False)
            other.connect_ex(address)
        monkeypatch.setenv(f"{faulty.kind.upper()}_BASE_URL", f"http://127.0.0.1:{address[1]}/v1")
        with pytest.raises(
            LLMError, match=r"^Nothing answers at http://127\.0\.0\.1:\d+/v1\. Check the network"
        ):
            faulty.connect(timeout=0.3).reply("Hello?")


def test_a_key_is_never_shown(faulty, caplog):
    caplog.set_level(logging.DEBUG)
    key = faulty.KEY
    faulty.script((400, {}, [faulty.wire.error(f"What about {key}?")]))
    model = faulty.connect()
    try:
        model.reply("Hello?")
    except LLMError as error:
        shown = "".join(traceback.format_exception(error)) + str(error) + repr(error)
    assert "(the key)" in shown
    assert key not in shown + repr(model) + str(vars(model)) + repr(model._provider.service) + caplog.text
    sent = {name.lower(): value for name, value in faulty.server.seen[0][2].items()}
    assert key in sent.get("authorization", "") + sent.get("x-api-key", "")
