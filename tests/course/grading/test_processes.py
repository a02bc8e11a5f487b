"""The grader where there is no fork (macOS, Windows): each answer runs in an interpreter that is started for it."""

import os

import psutil
import pytest

from firsthand.course.grading import processes
from firsthand.course.grading.result import RaceResult
from firsthand.course.grading.trial import race_file, try_file

RIGHT = "def dot(a, b):\n    return float(sum(x * y for x, y in zip(a, b, strict=True)))\n"


@pytest.fixture(autouse=True)
def _without_fork(monkeypatch):
    monkeypatch.setattr(processes, "HAS_FORK", False)
    if hasattr(os, "fork"):

        def refused():
            raise AssertionError("it forked")

        monkeypatch.setattr(os, "fork", refused)


@pytest.fixture
def check(tmp_path):
    def check(source, seconds=20.0):
        (tmp_path / "dot.py").write_text(source)
        return try_file(tmp_path / "dot.py", "dot", str(tmp_path), seconds)

    return check


def test_a_right_answer_passes_and_a_wrong_one_gets_its_advice(check):
    assert check(RIGHT).passed
    wrong = check("def dot(a, b):\n    return float(sum(x + y for x, y in zip(a, b)))\n")
    assert wrong.outcome == "wrong value"
    assert wrong.call.startswith("dot(")


def test_what_it_prints_and_raises_comes_over(check):
    result = check("def dot(a, b):\n    print('seen')\n    raise KeyError('gone')\n")
    assert result.outcome == "crashed"
    assert "KeyError" in result.message
    assert "raise KeyError" in result.traceback
    assert "seen" in result.printed


@pytest.mark.parametrize(
    ("body", "outcome", "message"),
    [
        ("import os\n    os._exit(3)", "crashed", "(exit code 3)"),
        ("while True: pass", "too slow", ""),
        ("import time\n    time.sleep(600)", "too slow", "it waits"),
    ],
)
def test_what_does_not_answer_is_ended(check, body, outcome, message):
    before = set(psutil.Process().children(recursive=True))  # a server of other tests, a browser
    result = check(f"def dot(a, b):\n    {body}\n", seconds=3.0)
    assert result.outcome == outcome
    assert message in result.message
    assert set(psutil.Process().children(recursive=True)) <= before


def test_the_ready_made_is_seen_there_too(check):
    result = check("import numpy as np\n\ndef dot(a, b):\n    return getattr(np, 'd' + 'ot')(a, b)\n")
    assert result.outcome == "ready-made"


def test_the_file_of_an_answer_that_deletes_itself_comes_back(check, tmp_path):
    check(f"import os\nos.remove({str(tmp_path / 'dot.py')!r})\n{RIGHT}")
    assert (tmp_path / "dot.py").read_text().endswith(RIGHT)


def test_a_race_is_run_there_too(tmp_path):
    (tmp_path / "dot.py").write_text(RIGHT)
    found = RaceResult.from_json(race_file(tmp_path / "dot.py", "dot"))
    assert {"yours", "ours"} <= {lap.contestant for lap in found.laps}
