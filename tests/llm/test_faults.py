"""Both official SDKs, unmodified, against a server that does what a good one never does."""

import asyncio
import contextlib
import logging
import socket
import threading
import time
import traceback

import pytest
from scripted_server import CUT, STREAM

from firsthand.llm import LLMError
from firsthand.llm.providers import http_limits

HOUR = 3600


def wait_for(condition, seconds=10):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def error_of(faulty, *scripts, **options):
    faulty.script(*scripts)
    with pytest.raises(LLMError) as caught:
        faulty.connect(**options).reply("Hello?")
    said = str(caught.value)
    assert "\n" not in said
    assert said[-1] in ".?)"
    return said


def test_a_good_server_is_understood(faulty):
    faulty.script(faulty.wire.whole("Good."))
    reply = faulty.connect().reply("Hello?", temperature=0.5, max_tokens=7)
    assert (reply.text, reply.stop_reason) == ("Good.", "end")
    assert (reply.usage.input_tokens, reply.usage.output_tokens) == (10, 4)
    assert reply.cost > 0
    assert 0 < reply.seconds < 20
    body = faulty.server.seen[0][3]
    assert body["temperature"] == 0.5
    assert body["max_tokens"] == 7
    assert body["messages"] == [{"role": "user", "content": "Hello?"}]


def test_what_is_not_given_is_not_sent(faulty):
    faulty.script(faulty.wire.whole())
    faulty.connect().reply("Hello?")
    assert set(faulty.server.seen[0][3]) == {"model", "messages", "max_tokens"}


def test_a_temperature_of_zero_is_sent(faulty):
    faulty.script(faulty.wire.whole())
    faulty.connect().reply("Hello?", temperature=0)
    assert faulty.server.seen[0][3]["temperature"] == 0


def test_a_rate_limit_is_waited_out_as_long_as_the_server_asks(faulty):
    limited = (429, {"Retry-After": "1"}, [faulty.wire.error("slow down")])
    faulty.script(limited, faulty.wire.whole("At last."))
    assert faulty.connect(max_retries=1).reply("Hello?").text == "At last."
    (first, *_), (second, *_) = faulty.server.seen
    assert 1.0 <= second - first < 5


def test_trouble_in_the_server_is_tried_again_with_growing_pauses(faulty):
    broken = (500, {}, [faulty.wire.error("oops")])
    faulty.script(broken, broken, faulty.wire.whole("At last."))
    assert faulty.connect(max_retries=2).reply("Hello?").text == "At last."
    first, second, third = (at for at, *_ in faulty.server.seen)
    assert 0.3 < second - first < 2
    assert 0.7 < third - second < 4


def test_retries_come_to_an_end(faulty):
    said = error_of(faulty, (503, {"Retry-After": "0.01"}, [faulty.wire.error("busy")]), max_retries=2)
    assert "is in trouble (HTTP 503: busy) (with up to 2 retries). Try again later." in said
    assert len(faulty.server.seen) == 3


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
    said = error_of(faulty, (status, {}, [faulty.wire.error(message)]))
    assert expected in said
    assert len(faulty.server.seen) == 1


def test_a_rate_limit_says_how_long_the_server_wants(faulty):
    assert "Wait 300 s," in error_of(faulty, (429, {"Retry-After": "300"}, [faulty.wire.error("slow down")]))


def test_no_credit_is_told_from_a_rate_limit(faulty):
    message = "You exceeded your current quota. Your credit balance is too low."
    said = error_of(faulty, (429, {}, [faulty.wire.error(message, code="insufficient_quota")]))
    assert "has no credit left" in said


def test_silence_ends_after_the_timeout(faulty):
    started = time.monotonic()
    said = error_of(faulty, (200, {}, [HOUR]), timeout=0.3)
    assert "sent nothing for 0.3 s. Try again, or give it longer with connect(..., timeout=...)." in said
    assert time.monotonic() - started < 5


def test_a_slow_first_token_is_waited_for(faulty):
    faulty.script((200, STREAM, [0.5, *faulty.wire.pieces("Slow", "ly.")]))
    stream = faulty.connect(timeout=10).stream("Hello?")
    assert "".join(stream) == "Slowly."
    assert stream.reply.seconds >= 0.5


def test_a_stream_that_falls_silent_keeps_what_had_come(faulty):
    faulty.script((200, STREAM, [*faulty.wire.pieces("Half an ", stop=None), HOUR]))
    stream = faulty.connect(timeout=0.3).stream("Hello?")
    with pytest.raises(
        LLMError, match=r"^The answer broke off after 8 characters\. .* sent nothing for 0\.3 s"
    ) as caught:
        list(stream)
    assert caught.value.reply == stream.reply
    assert stream.reply.text == "Half an "
    assert stream.reply.stop_reason == "cut"
    assert stream.reply.usage is None
    assert stream.reply.cost is None


def test_a_stream_that_is_cut_keeps_what_had_come(faulty):
    faulty.script((200, STREAM, [*faulty.wire.pieces("Half an ", "answ", stop=None), 0.1, CUT]))
    stream, got = faulty.connect(max_retries=3).stream("Hello?"), []
    with pytest.raises(
        LLMError, match=r"^The answer broke off after 12 characters\. \w+ hung up in the middle"
    ):
        got.extend(stream)
    assert stream.reply.text == "Half an answ"
    assert stream.reply.stop_reason == "cut"
    assert list(stream) == []
    assert len(faulty.server.seen) == 1


def test_a_stream_that_stops_without_an_ending_is_no_whole_answer(faulty):
    faulty.script((200, STREAM, faulty.wire.pieces("Half", stop=None)))
    stream = faulty.connect().stream("Hello?")
    with pytest.raises(LLMError, match="ended the stream in the middle"):
        list(stream)
    assert stream.reply.stop_reason == "cut"


def test_an_error_in_the_middle_of_a_stream_is_told(faulty):
    faulty.script(
        (200, STREAM, [*faulty.wire.pieces("Half", stop=None), faulty.wire.error_event("We are overloaded")])
    )
    stream = faulty.connect().stream("Hello?")
    with pytest.raises(LLMError, match=r"broke off after 4 characters\. \w+ failed: We are overloaded"):
        list(stream)


def test_a_stream_may_be_refused_before_it_begins(faulty):
    faulty.script((401, {}, [faulty.wire.error("bad key")]))
    stream = faulty.connect().stream("Hello?")
    with pytest.raises(LLMError, match=r"^\w+ does not accept the key"):
        list(stream)


def test_rubbish_in_a_stream_is_malformed(faulty):
    rubbish = b"event: content_block_delta\ndata: {not json\n\n"
    faulty.script((200, STREAM, [*faulty.wire.pieces("Half", stop=None), rubbish]))
    with pytest.raises(LLMError, match="cannot be read: it is not valid JSON"):
        list(faulty.connect().stream("Hello?"))


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
    said = error_of(faulty, (200, {"Content-Type": kind}, [body]))
    assert "sent cannot be read" in said
    assert "the address of a chat model?" in said


def test_a_web_page_in_place_of_a_stream_is_told(faulty):
    faulty.script((200, {"Content-Type": "text/html"}, [b"<html>Log in</html>"]))
    with pytest.raises(LLMError):
        list(faulty.connect().stream("Hello?"))


def test_an_endless_answer_is_given_up_at_once(faulty):
    megabyte = b" " * 1024**2
    said = error_of(faulty, (200, {}, [megabyte] * 40), max_retries=4)
    assert "the answer is longer than 16,777,216 bytes and was not read to its end" in said
    assert len(faulty.server.seen) == 1


def test_an_endless_stream_is_given_up_with_what_had_come(faulty, monkeypatch):
    monkeypatch.setattr(http_limits, "MAX_STREAMED_BYTES", 20_000)
    faulty.script((200, STREAM, faulty.wire.pieces(*["more "] * 2000)))
    stream = faulty.connect(max_retries=4).stream("Hello?")
    with pytest.raises(LLMError, match="the answer is longer than 20,000 bytes"):
        list(stream)
    assert 10 < len(stream.reply.text) < 10_000


def test_a_long_answer_that_is_one_comes_whole(faulty):
    text = "word " * 200_000
    faulty.script(faulty.wire.whole(text))
    assert faulty.connect().reply("Hello?").text == text


def test_async_meets_the_same_faults(faulty):
    def error(*scripts, **options):
        faulty.script(*scripts)
        with pytest.raises(LLMError) as caught:
            asyncio.run(faulty.connect(**options).areply("Hello?"))
        return str(caught.value)

    assert "does not accept the key" in error((401, {}, [faulty.wire.error("bad key")]))
    assert "sent nothing for 0.3 s" in error((200, {}, [HOUR]), timeout=0.3)
    assert "cannot be read" in error((200, {"Content-Type": "text/html"}, [b"<html>"]))
    assert "longer than 16,777,216 bytes" in error((200, {}, [b" " * 1024**2] * 40), max_retries=4)
    assert len(faulty.server.seen) == 1


def test_an_awaited_call_can_be_cancelled(faulty):
    async def give_up():
        async with asyncio.timeout(0.3):
            await faulty.connect().areply("Hello?")

    faulty.script((200, {}, [HOUR]))
    with pytest.raises(TimeoutError):
        asyncio.run(give_up())


def test_a_refusal_of_the_model_is_an_error_with_the_reply_in_it(faulty):
    faulty.script(faulty.wire.whole("I will not.", stop="content_filter"))
    with pytest.raises(
        LLMError, match=r"refused to answer this\. Ask in another way\. It said: I will not\."
    ) as caught:
        faulty.connect().reply("Hello?")
    assert caught.value.reply.stop_reason == "refused"
    assert caught.value.reply.usage.output_tokens == 4


def test_closing_a_stream_ends_the_call(faulty):
    faulty.script((200, STREAM, [*faulty.wire.pieces("One", "Two", stop=None), HOUR]))
    stream = faulty.connect().stream("Hello?")
    with stream:
        assert next(stream) == "One"
        assert stream.reply.stop_reason == "unfinished"
    assert list(stream) == []
    assert (stream.reply.text, stream.reply.stop_reason) == ("One", "cancelled")


def test_closing_a_stream_that_never_began_sends_nothing(faulty):
    faulty.script(faulty.wire.whole())
    stream = faulty.connect().stream("Hello?")
    stream.close()
    assert list(stream) == []
    assert faulty.server.seen == []
    assert stream.reply.stop_reason == "cancelled"


def test_a_stream_can_be_closed_from_another_thread(faulty):
    pieces = [step for piece in faulty.wire.pieces(*["more "] * 200) for step in (piece, 0.05)]
    faulty.script((200, STREAM, pieces))
    stream, got = faulty.connect().stream("Hello?"), []
    reader = threading.Thread(target=lambda: got.extend(stream))
    reader.start()
    wait_for(lambda: len(got) > 2)
    stream.close()
    reader.join(5)
    assert not reader.is_alive()
    assert 2 < len(got) < 100
    assert stream.reply.stop_reason == "cancelled"


def test_a_silent_stream_closed_from_another_thread_ends_without_an_error(faulty):
    faulty.script((200, STREAM, [*faulty.wire.pieces("One", stop=None), HOUR]))
    stream, got, errors = faulty.connect(timeout=1).stream("Hello?"), [], []

    def read():
        try:
            got.extend(stream)
        except LLMError as error:
            errors.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    wait_for(lambda: stream.reply.text == "One")
    stream.close()
    reader.join(10)
    assert not reader.is_alive()
    assert errors == []
    assert (stream.reply.text, stream.reply.stop_reason) == ("One", "cancelled")


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
