"""One finding, three forms; what the learner's code says is shown, never interpreted."""

import json

import pytest
from bs4 import BeautifulSoup
from rich.console import Console

from firsthand.course import rendering
from firsthand.course.grading.result import OUTCOMES, Lap, RaceResult, Result

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
    text = rendering.text(FULL)
    parts = ["✗ softmax · wrong value · found after 14 inputs, shrunk to the smallest", "softmax([1000.])", "got       [nan]",
             "expected  [1.]", "First difference", "line one", "exp overflows", "hello"]  # fmt: skip
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


def test_a_pass_says_what_was_checked_and_what_follows():
    text = rendering.text(
        Result("softmax", "passed", "", tried=200, seconds=0.25, checked=("edges", "gradient"))
    )
    assert text.splitlines() == [
        "✓ softmax · passed · 200 inputs in 0.25 s",
        "  checked: edges, gradient",
        "  From here on the course uses your softmax.",
    ]


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_every_outcome_has_a_card_in_every_form(outcome):
    result = Result("dot", outcome, "Said.")
    sign = {"passed": "✓", "untouched": "○"}.get(outcome, "✗")
    for form in (rendering.text(result), rendering.html(result), rendering.rich(result).plain):
        assert sign in form
    assert rendering.rich(result).plain == rendering.text(result)
    assert json.loads(rendering.to_json(result))["outcome"] == outcome


def test_what_the_learners_code_says_is_no_html_and_no_markup():
    evil = "<script>alert(1)</script> [bold red]x[/] \x1b[31m"
    result = Result("dot", "crashed", evil, advice=evil, call=evil, got=evil, traceback=evil, printed=evil)
    assert "<script" not in rendering.html(result)
    console = Console(width=200)
    with console.capture() as seen:
        console.print(rendering.rich(result))
    assert "[bold red]x[/]" in seen.get()
    assert "\x1b[31m" not in seen.get()


def test_a_race_is_a_table_with_a_dash_for_who_left():
    lines = rendering.text(RACE).splitlines()
    assert lines[0] == "Race · dot"
    assert lines[1] == "  All equal."
    assert [line.split() for line in lines[2:]] == [
        ["numbers", "ours", "yours"],
        ["10", "1.5", "µs", "2", "ms"],
        ["100", "2", "s", "–"],
    ]
    assert "<svg/>" in rendering.html(RACE)
    assert "<td>1.5 µs</td>" in rendering.html(RACE)
    assert (
        rendering.text(RaceResult("dot", "", (), "It did not finish.")) == "Race · dot\n  It did not finish."
    )


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(2.0, "2 s"), (0.0123, "12.3 ms"), (4.56e-6, "4.56 µs"), (7e-9, "7 ns"), (0, "0 ns")],
)
def test_durations_read_well(seconds, text):
    assert rendering.duration(seconds) == text


CORPUS = {
    "all of it": FULL,
    "untouched": Result("dot", "untouched", "Not started yet: the function has no body.", "Write its body, then check."),
    "passed": Result("dot", "passed", "", tried=107, seconds=3.34, checked=("107 inputs", "`dot` of edges"), printed="hi\n"),
    "seen at once": Result("dot", "wrong value", "It gave 2.0, expected 6.0.", call="dot([2.], [3.])", got="2.0", expected="6.0", tried=1),
    "too long to see": Result(
        "k", "wrong value", "First difference at [7]: 1, expected 2.", call="k(x)", got="[1., " * 20, expected="[2., " * 20,
        where="First difference at [7]: 1, expected 2.", tried=3, shrunk=True,
    ),
    "crashed": Result(
        "dot", "crashed", "It raised IndexError: index 7000 is out of bounds", "Is `zip` what you want?", call="dot([2.], [3.])",
        got="IndexError: index 7000", expected="6.0", where="It raised IndexError.",
        traceback='Traceback, from your line on:\n  File "dot.py", line 3, in dot\n    return a[7000]\n',
    ),
    "ready-made": Result("matvec", "ready-made", "It hands the work to @.", "Build it from smaller steps."),
    "hostile": Result("dot", "crashed", "<b>&amp;</b>\x1b[31m", advice="`<i>` \u202e", printed="<script>\n\x00", call="dot('\x1b[2J')"),
    "race": RACE,
    "race lost": RaceResult("dot", "", (), "It did not finish: `nan` where ours gives 1."),
}  # fmt: skip


def words_of(document):
    """The words that a reader meets in HTML; a cell of a table is a word by itself."""
    soup = BeautifulSoup(document, "html.parser")
    return [word for piece in soup.find_all(string=True) for word in piece.split()]


def forms(result):
    """The words of a result in a terminal, a notebook and on a page. That has named the exercise above the card."""
    title = rendering.card(result)
    short = " · ".join(filter(None, [f"{title.mark} {title.outcome}".strip(), title.how]))
    terminal = rendering.rich(result).plain.replace("`", "")
    return {
        "terminal": terminal.split(),
        "text": rendering.text(result).replace("`", "").split(),
        "notebook": [word.replace("`", "") for word in words_of(rendering.html(result))],
        "page": [
            word.replace("`", "")
            for word in [*title.title.split(), *words_of(rendering.page(result))[len(short.split()) :]]
        ],
    }


@pytest.mark.parametrize("result", CORPUS.values(), ids=CORPUS)
def test_terminal_notebook_and_page_say_the_same_words_in_the_same_order(result):
    found = forms(result)
    assert len(found["terminal"]) > 3
    for form, words in found.items():
        assert words == found["terminal"], form


@pytest.mark.parametrize("result", CORPUS.values(), ids=CORPUS)
def test_no_form_holds_a_control_character_or_an_element_of_the_learners(result):
    for form in (rendering.text(result), rendering.html(result), rendering.page(result)):
        assert all(letter.isprintable() or letter == "\n" for letter in form)
    for form in (rendering.html(result), rendering.page(result)):
        assert not BeautifulSoup(form.replace(getattr(result, "svg", "") or "\0", ""), "html.parser").find(
            ["b", "i", "script"]
        )


def test_what_is_said_aloud_is_of_the_same_words():
    for result in CORPUS.values():
        if isinstance(result, Result):
            spoken = rendering.spoken(result)
            assert spoken.startswith(f"{result.exercise}: ")
            parts = [part for part in rendering.card(result).parts if part.kind in ("message", "advice")]
            assert all(line in spoken for part in parts for line in part.lines)
