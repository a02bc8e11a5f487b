"""Streams read from their lines and events: held against what the official SDKs read from the same bytes."""

import json

import pytest

from firsthand.llm.basics.streams import join_stream, read_events


def line(delta):
    choices = [] if delta is None else [{"index": 0, "delta": delta}]
    return "data: " + json.dumps({"choices": choices})


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ([], ""),
        ([line({"content": "a"}), "", line({"content": " b"}), "data: [DONE]"], "a b"),
        ([line({"role": "assistant"}), line({"content": None}), line(None), line({"content": "a"})], "a"),
        ([": hold on", "event: message", line({"content": "data: 1"})], "data: 1"),
        (["data:" + json.dumps({"choices": [{"delta": {"content": "é"}}]})], "é"),
        ([line({"content": "a"}), "data: [DONE]", line({"content": "b"})], "a"),
    ],
)
def test_the_text_of_a_stream(lines, text):
    assert join_stream(lines) == text


def start(read=9, written=1):
    return {"type": "message_start", "message": {"usage": {"input_tokens": read, "output_tokens": written}}}


def delta(kind, **data):
    return {"type": "content_block_delta", "index": 0, "delta": {"type": kind, **data}}


def end(reason, written):
    return {
        "type": "message_delta",
        "delta": {"stop_reason": reason},
        "usage": {"output_tokens": written},
    }


def test_counts_are_the_newest_and_only_text_is_text():
    events = [
        start(),
        {"type": "ping"},
        delta("thinking_delta", thinking="hm"),
        delta("text_delta", text="a"),
    ]
    events += [delta("input_json_delta", partial_json="{"), end("end_turn", 3), end("tool_use", 7)]
    expected = {"text": "a", "stop_reason": "tool_use", "input_tokens": 9, "output_tokens": 7}
    assert read_events([*events, {"type": "message_stop"}, end("refusal", 9)]) == expected


def test_a_cut_stream_gives_what_came():
    expected = {"text": "ab", "stop_reason": None, "input_tokens": 2, "output_tokens": 4}
    assert (
        read_events([start(2, 4), delta("text_delta", text="a"), delta("text_delta", text="b")]) == expected
    )
