"""One finding, three forms; what the learner's code says is shown, never interpreted."""

import json

import pytest
from rich.console import Console

from firsthand.course import cards
from firsthand.course.result import OUTCOMES, Lap, RaceResult, Result

FULL = Result(
    "softmax",
    "wrong value",
    "It gave nan, expected 1.",
    advice="exp overflows: subtract the maximum first.",
    call="softmax([1000.])",
    got="[nan]",
    expected="[1.]",
    where="First difference at [0].",
    tried=14,
    shrunk=True,
    seconds=0.3,
    traceback="line one\nline two",
    printed="hello\n",
)
RACE = RaceResult(
    "dot",
    "numbers",
    (Lap("ours", 10, 1.5e-6), Lap("yours", 10, 0.002), Lap("ours", 100, 2.0)),
    "All equal.",
    "<svg/>",
)


def test_the_card_says_all_of_it_in_the_order_it_is_read():
    text = cards.text(FULL)
    parts = ["✗ softmax · wrong value · found after 14 inputs, shrunk to the smallest", "softmax([1000.])", "got       [nan]",
             "expected  [1.]", "First difference", "line one", "exp overflows", "hello"]  # fmt: skip
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


def test_a_pass_says_what_was_checked_and_what_follows():
    text = cards.text(Result("softmax", "passed", "", tried=200, seconds=0.25, checked=("edges", "gradient")))
    assert text.splitlines() == [
        "✓ softmax · passed · 200 inputs in 0.25 s",
        "  checked: edges, gradient",
        "  From here on the course uses your softmax.",
    ]


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_outcome_has_a_card_in_every_form(outcome):
    result = Result("dot", outcome, "Said.")
    sign = {"passed": "✓", "untouched": "○"}.get(outcome, "✗")
    for form in (cards.text(result), cards.html(result), cards.rich(result).plain):
        assert sign in form
    assert cards.rich(result).plain == cards.text(result)
    assert json.loads(cards.to_json(result))["outcome"] == outcome


def test_what_the_learners_code_says_is_no_html_and_no_markup():
    evil = "<script>alert(1)</script> [bold red]x[/] \x1b[31m"
    result = Result("dot", "crashed", evil, advice=evil, call=evil, got=evil, traceback=evil, printed=evil)
    assert "<script" not in cards.html(result)
    console = Console(width=200)
    with console.capture() as seen:
        console.print(cards.rich(result))
    assert "[bold red]x[/]" in seen.get()
    assert "\x1b[31m" not in seen.get()


def test_a_race_is_a_table_with_a_dash_for_who_left():
    lines = cards.text(RACE).splitlines()
    assert lines[0] == "Race · dot"
    assert lines[1] == "  All equal."
    assert [line.split() for line in lines[2:]] == [
        ["numbers", "ours", "yours"],
        ["10", "1.5", "µs", "2", "ms"],
        ["100", "2", "s", "–"],
    ]
    assert "<svg/>" in cards.html(RACE)
    assert "<td>1.5 µs</td>" in cards.html(RACE)
    assert cards.text(RaceResult("dot", "", (), "It did not finish.")) == "Race · dot\n  It did not finish."


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(2.0, "2 s"), (0.0123, "12.3 ms"), (4.56e-6, "4.56 µs"), (7e-9, "7 ns"), (0, "0 ns")],
)
def test_durations_read_well(seconds, text):
    assert cards.duration(seconds) == text
