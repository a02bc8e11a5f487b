"""The parts of the lab: how it asks, how it reads, what it keeps, how it counts."""

import json
import math
import threading
from decimal import Decimal

import pytest
from numpy.testing import assert_allclose

from firsthand.foundations import wilson_interval
from firsthand.llm.prompt_lab import TECHNIQUES, Cache, Example, Plan, Row, table
from firsthand.llm.prompt_lab.cache import Call
from firsthand.llm.reply import Reply, Usage

PLAN = Plan(
    task="Positive or negative?",
    examples=(Example("Lovely.", "positive"),),
    labels=("positive", "negative"),
    shots=(Example("Fine.", "positive"), Example("Leaks.", "negative")),
    names=("Review", "Sentiment"),
)
FORM = "Answer with one of: positive, negative."


@pytest.mark.parametrize(
    ("technique", "prompt"),
    [
        ("zero-shot", f"Positive or negative?\n{FORM} Write nothing else.\n\nReview: Lovely.\nSentiment:"),
        (
            "few-shot",
            f"Positive or negative?\n{FORM} Write nothing else.\n\nReview: Fine.\nSentiment: positive\n\n"
            "Review: Leaks.\nSentiment: negative\n\nReview: Lovely.\nSentiment:",
        ),
        (
            "step by step",
            "Positive or negative?\n\nReview: Lovely.\n\nThink step by step. Then end with a line that begins with "
            f'"Answer:". {FORM}',
        ),
        (
            "structured output",
            f"Positive or negative?\n{FORM}\n\nReview: Lovely.\n\nReply with one JSON object of this form: "
            '{"reason": "one sentence", "answer": "the answer"}',
        ),
    ],
)
def test_each_technique_asks_in_its_way(technique, prompt):
    assert TECHNIQUES[technique].prompt(PLAN, "Lovely.") == prompt


def test_only_self_consistency_votes_and_it_asks_step_by_step():
    assert [name for name, way in TECHNIQUES.items() if way.votes] == ["self-consistency"]
    ways = [TECHNIQUES[name].prompt(PLAN, "Lovely.") for name in ("self-consistency", "step by step")]
    assert ways[0] == ways[1]


LABELS = ("positive", "negative")


@pytest.mark.parametrize(
    ("technique", "reply", "labels", "answer"),
    [
        ("zero-shot", " Positive.\n", LABELS, "positive"),
        ("zero-shot", "It is **negative**!", LABELS, "negative"),
        ("zero-shot", "Positive or negative? Hard to say.", LABELS, None),
        ("zero-shot", "Neither.", LABELS, None),
        ("zero-shot", "A nonpositive case", LABELS, None),
        ("zero-shot", "Both.\nAnswer: negative", LABELS, "negative"),
        ("zero-shot", "$12.00", (), "12"),
        ("few-shot", "", (), None),
        ("step by step", "positive word.\n**Answer:** Negative.", LABELS, "negative"),
        ("step by step", "It is positive.", LABELS, None),
        ("step by step", "6 + 6\nAnswer: 12 dollars", (), "12"),
        ("structured output", '```json\n{"reason": "x", "answer": "Positive"}\n```', LABELS, "positive"),
        ("structured output", '{"answer": 12}', (), "12"),
        ("structured output", '{"answer": true}', (), None),
        ("structured output", '{"answer": ["positive"]}', LABELS, None),
        ("structured output", '{"result": "positive"}', LABELS, None),
        ("structured output", "positive", LABELS, None),
    ],
)
def test_an_answer_is_read_or_there_is_none(technique, reply, labels, answer):
    assert TECHNIQUES[technique].read(reply, labels) == answer


# the cache

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


# counting


def row(right=True, cost="0.001", tokens=(100, 10), seconds=1.0, technique="zero-shot", answer="a", error=""):
    return Row(
        "m",
        technique,
        "t",
        "a",
        answer,
        right,
        *(tokens or (None, None)),
        cost and Decimal(cost),
        seconds,
        ("x",),
        error,
    )


def test_a_line_counts_its_rows():
    rows = [row(seconds=1.0), row(right=False, seconds=5.0), row(seconds=2.0, cost="0.003", tokens=(400, 40))]
    found = table(rows).iloc[0]
    assert_allclose(found["accuracy"], 2 / 3)
    assert_allclose([found["low"], found["high"]], wilson_interval(2, 3))
    assert (found["examples"], found["failed"], found["unreadable"]) == (3, 0, 0)
    assert_allclose([found["input_tokens"], found["output_tokens"]], [200, 20])
    assert_allclose(found["cost_per_1000"], 1000 * 0.005 / 3)
    assert_allclose(found["seconds"], 2.0)


def test_what_failed_is_not_wrong_and_what_cannot_be_read_is():
    failed = row(right=None, cost=None, tokens=None, seconds=None, answer=None, error="gone")
    found = table([row(), row(right=False, answer=None), failed]).iloc[0]
    assert (found["examples"], found["failed"], found["unreadable"]) == (2, 1, 1)
    assert_allclose(found["accuracy"], 0.5)
    assert_allclose(found["cost_per_1000"], 1.0)


def test_one_unknown_cost_makes_the_sum_unknown_and_not_smaller():
    found = table([row(), row(cost=None)]).iloc[0]
    assert math.isnan(found["cost_per_1000"])
    assert_allclose(found["input_tokens"], 100)


def test_nothing_came_at_all():
    found = table([row(right=None, cost=None, tokens=None, seconds=None, answer=None, error="gone")]).iloc[0]
    assert (found["examples"], found["failed"]) == (0, 1)
    assert math.isnan(found["accuracy"])
    assert math.isnan(found["seconds"])
