"""Answers that never end, and long ones that do."""

import pytest
from scripted_server import STREAM

from firsthand.llm import LLMError
from firsthand.llm.providers import http_limits


def test_an_endless_answer_is_given_up_at_once(faulty):
    megabyte = b" " * 1024**2
    said = faulty.error((200, {}, [megabyte] * 40), max_retries=4)
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
