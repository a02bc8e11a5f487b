"""A question and its answer: what is sent, what comes back, waited for or not."""

import asyncio

import pytest

from firsthand.llm import LLMError

HOUR = 3600


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
