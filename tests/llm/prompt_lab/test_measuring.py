"""From single answers to a table: what a line counts."""

import math
from decimal import Decimal

from numpy.testing import assert_allclose

from firsthand.foundations import wilson_interval
from firsthand.llm.prompt_lab import Row, table


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
