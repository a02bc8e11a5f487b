"""Replies kept on disk."""

import json
import threading
from decimal import Decimal

import pytest

from firsthand.llm.prompt_lab import Cache
from firsthand.llm.prompt_lab.cache import Call
from firsthand.llm.reply import Reply, Usage

CALL = Call("openai:m", "Why?", 0.0, 100)
REPLY = Reply("Because é.", Usage(3, 2), Decimal("0.000123"), "m-1", 0.25, "end")


def test_a_reply_comes_back_as_it_was(tmp_path):
    Cache(tmp_path).put(CALL, REPLY)
    assert Cache(tmp_path).get(CALL) == REPLY


def test_what_is_unknown_stays_unknown(tmp_path):
    unknown = Reply("x", None, None, "m", 1.0, "length")
    Cache(tmp_path).put(CALL, unknown)
    assert Cache(tmp_path).get(CALL) == unknown


@pytest.mark.parametrize(
    "other",
    [
        Call("openai:n", "Why?", 0.0, 100),
        Call("openai:m", "Why not?", 0.0, 100),
        Call("openai:m", "Why?", 0.7, 100),
        Call("openai:m", "Why?", None, 100),
        Call("openai:m", "Why?", 0.0, 101),
        Call("openai:m", "Why?", 0.0, 100, sample=1),
    ],
)
def test_whatever_decides_a_reply_is_part_of_its_key(tmp_path, other):
    cache = Cache(tmp_path)
    cache.put(CALL, REPLY)
    assert cache.get(other) is None


@pytest.mark.parametrize(
    "damage", ["", "{", "[]", '{"reply": {}}', '{"reply": {"usage": 3, "cost": "x"}}', "\ud800"]
)
def test_a_damaged_file_counts_as_not_there(tmp_path, damage):
    cache = Cache(tmp_path)
    cache.put(CALL, REPLY)
    (path,) = tmp_path.rglob("*.json")
    path.write_bytes(damage.encode("utf-8", "surrogatepass"))
    assert cache.get(CALL) is None
    cache.put(CALL, REPLY)
    assert cache.get(CALL) == REPLY


def test_nobody_reads_half_a_reply_while_others_write(tmp_path):
    cache = Cache(tmp_path)
    long = Reply("x" * 200_000, Usage(3, 2), None, "m", 0.25, "end")
    cache.put(CALL, long)
    stop = threading.Event()

    def write():
        while not stop.is_set():
            cache.put(CALL, long)

    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    try:
        assert all(cache.get(CALL) == long for _ in range(200))
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    assert [path.suffix for path in tmp_path.rglob("*") if path.is_file()] == [".json"]


def test_what_was_asked_stands_beside_the_reply(tmp_path):
    Cache(tmp_path).put(CALL, REPLY)
    (path,) = tmp_path.rglob("*.json")
    assert json.loads(path.read_text())["call"] == {
        "model": "openai:m",
        "prompt": "Why?",
        "temperature": 0.0,
        "max_tokens": 100,
        "sample": 0,
    }
