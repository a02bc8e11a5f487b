"""An answer while it is written: cut, silent, refused, closed."""

import threading
import time

import pytest
from scripted_server import CUT, STREAM

from firsthand.llm import LLMError

HOUR = 3600


def wait_for(condition, seconds=10):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


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
