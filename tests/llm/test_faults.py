"""Both official SDKs, unmodified, against a server that does what a good one never does."""

import time

import pytest
from scripted_server import STREAM

from firsthand.llm import LLMError

HOUR = 3600


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
    said = faulty.error((503, {"Retry-After": "0.01"}, [faulty.wire.error("busy")]), max_retries=2)
    assert "is in trouble (HTTP 503: busy) (with up to 2 retries). Try again later." in said
    assert len(faulty.server.seen) == 3


def test_silence_ends_after_the_timeout(faulty):
    started = time.monotonic()
    said = faulty.error((200, {}, [HOUR]), timeout=0.3)
    assert "sent nothing for 0.3 s. Try again, or give it longer with connect(..., timeout=...)." in said
    assert time.monotonic() - started < 5


def test_a_slow_first_token_is_waited_for(faulty):
    faulty.script((200, STREAM, [0.5, *faulty.wire.pieces("Slow", "ly.")]))
    stream = faulty.connect(timeout=10).stream("Hello?")
    assert "".join(stream) == "Slowly."
    assert stream.reply.seconds >= 0.5


def test_rubbish_in_a_stream_is_malformed(faulty):
    rubbish = b"event: content_block_delta\ndata: {not json\n\n"
    faulty.script((200, STREAM, [*faulty.wire.pieces("Half", stop=None), rubbish]))
    with pytest.raises(LLMError, match="cannot be read: it is not valid JSON"):
        list(faulty.connect().stream("Hello?"))


def test_a_web_page_in_place_of_a_stream_is_told(faulty):
    faulty.script((200, {"Content-Type": "text/html"}, [b"<html>Log in</html>"]))
    with pytest.raises(LLMError):
        list(faulty.connect().stream("Hello?"))
