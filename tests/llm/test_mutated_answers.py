"""Every place of a right answer replaced by something odd: it is read, or told, and nothing else happens."""

import copy
import json

from scripted_server import STREAM

from firsthand.llm import LLMError, Reply

ODD = (None, -5, "odd", {})


def mutations(value):
    """The value with each of its parts in turn replaced by each odd one, or taken out."""
    for path in _paths(value):
        for odd in ODD:
            changed = copy.deepcopy(value)
            _at(changed, path[:-1])[path[-1]] = odd
            yield changed
        if isinstance(path[-1], str):
            changed = copy.deepcopy(value)
            del _at(changed, path[:-1])[path[-1]]
            yield changed


def _paths(value, before=()):
    keys = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield (*before, key)
        yield from _paths(value[key], (*before, key))


def _at(value, path):
    for key in path:
        value = value[key]
    return value


def test_whole_answers(faulty):
    told = 0
    with faulty.connect() as model:
        for answer in mutations(json.loads(faulty.wire.whole())):
            faulty.script(json.dumps(answer).encode())
            try:
                reply = model.reply("Hello?")
            except LLMError:
                told += 1
            else:
                assert isinstance(reply, Reply)
                assert isinstance(reply.text, str)
                assert isinstance(reply.model, str)
                assert isinstance(reply.stop_reason, str)
                assert reply.usage is None or reply.usage.input_tokens >= 0 <= reply.usage.output_tokens
    assert told > 12


def mutated_streams(events):
    """The events of a stream with each of them in turn mutated in each way."""
    for place, event in enumerate(events):
        head, _, data = event.partition(b"data: ")
        if data.startswith(b"{"):
            for changed in mutations(json.loads(data)):
                mutated = head + b"data: " + json.dumps(changed).encode() + b"\n\n"
                yield [*events[:place], mutated, *events[place + 1 :]]


def test_events_of_a_stream(faulty):
    with faulty.connect() as model:
        for events in mutated_streams(faulty.wire.pieces("Half ", "and half")):
            faulty.script((200, STREAM, events))
            stream, error = model.stream("Hello?"), None
            pieces = []
            try:
                pieces.extend(stream)
            except LLMError as raised:
                error = raised
            assert error is None or error.reply == stream.reply
            assert "".join(pieces) == stream.reply.text
            assert stream.reply.stop_reason in ("end", "cut", "odd")
            assert isinstance(stream.reply.model, str)
