"""Commands about exercises: what they print, what they write, and their exit codes. 0 done, 1 a check failed, 2 misuse or missing."""

import subprocess
import sys
import time

import psutil
import pytest

from firsthand.course.grading.registry import find_exercise
from firsthand.course.workspace.progress import Progress
from firsthand.errors import FirsthandError

from .commands import real, right, wrong


def test_check_goes_from_stub_to_wrong_to_right(firsthand, place):
    begun = firsthand("check", "dot", code=1).stdout
    assert "○ dot · not started" in begun
    assert f"Your answer goes into {place.answers.path('dot')}" in begun
    place.answers.save("dot", wrong("dot"))
    assert "✗ dot · wrong type" in firsthand("check", "dot", code=1).stdout
    place.answers.save("dot", right("dot"))
    assert "✓ dot · passed" in firsthand("check", "dot").stdout
    assert place.progress.states() == {"dot": "passed"}
    assert [one.front_end for one in place.progress.attempts("dot")] == ["terminal"] * 3


def test_check_without_a_name_checks_what_was_begun(firsthand, place):
    assert "Nothing is begun yet" in firsthand("check").stdout
    place.answers.save("dot", right("dot"))
    place.answers.save("norm", find_exercise("norm").stub())
    place.answers.save("notes", "not an exercise")
    assert "✓ dot" in firsthand("check").stdout
    place.answers.save("softmax", wrong("softmax"))
    done = firsthand("check", code=1).stdout
    assert "✓ dot" in done
    assert "✗ softmax" in done
    assert "1 of 2 passed." in done
    assert "norm" not in done
    place.answers.path("norm").write_bytes(b"\xff")
    done = firsthand("check", code=2)
    assert "norm.py is not UTF-8" in done.stderr
    assert "✓ dot" in done.stdout


def test_hints_and_the_solution(firsthand, place):
    assert firsthand("hint", "dot").stdout.startswith("Hint 1 of ")
    assert firsthand("hint", "dot").stdout.startswith("Hint 2 of ")
    done = firsthand("solution", "dot")
    assert done.stdout == right("dot")
    assert "`firsthand reset dot` starts it" in done.stderr
    assert [waiting.exercise for waiting in place.progress.revisits()] == ["dot"]


def test_the_solution_is_shown_though_nothing_can_be_recorded(firsthand, place, monkeypatch):
    def broken(*_):
        raise FirsthandError("the folder may not be written to")

    monkeypatch.setattr(Progress, "solution_seen", broken)
    monkeypatch.setattr(Progress, "revisits", broken)
    done = firsthand("solution", "dot", code=2)
    assert done.stdout == right("dot")
    assert "may not be written to" in done.stderr


def test_a_diff_without_a_difference_says_so(firsthand, place):
    place.answers.save("dot", right("dot"))
    assert "Nothing has changed in dot" in firsthand("diff", "dot").stderr


def test_reset_history_and_diff(firsthand, place):
    place.answers.save("dot", right("dot"))
    assert "is the stub again" in firsthand("reset", "dot").stdout
    assert place.answers.read("dot") == find_exercise("dot").stub()
    assert "29 lines" in firsthand("history", "dot").stdout or "lines" in firsthand("history", "dot").stdout
    assert firsthand("history", "dot", 1).stdout == right("dot")
    assert "-    return float" in firsthand("diff", "dot").stdout
    assert "There is no earlier version of norm" in firsthand("history", "norm").stdout
    assert "has no version 7" in firsthand("history", "dot", 7, code=2).stderr
    assert "has no version 7" in firsthand("diff", "dot", 7, code=2).stderr


@pytest.mark.parametrize("command", ["check", "hint", "solution", "race", "reset", "diff", "history"])
@pytest.mark.parametrize("name", ["sofmax", "../softmax", ""])
def test_an_unknown_exercise_is_one_line_and_exit_code_2(firsthand, place, command, name):
    if (command, name) == ("check", ""):
        return  # an empty name is no name: all are checked
    done = firsthand(command, name, code=2)
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "There is no exercise called" in done.stderr
    assert "Traceback" not in done.stderr
    assert place.answers.ids() == ()


def wait_until_grading(running):
    """Until the command has started its grading process."""
    end = time.monotonic() + 60
    while not psutil.Process(running.pid).children() and time.monotonic() < end:
        time.sleep(0.05)
    time.sleep(0.5)


def test_a_kill_in_the_middle_of_a_check_loses_nothing_else(place):
    place.answers.save("dot", right("dot"))
    assert real("check", "dot").returncode == 0
    place.answers.save("dot", "import time\ntime.sleep(60)\n")
    command = [sys.executable, "-c", "from firsthand.cli import main; main()", "check", "dot"]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait_until_grading(running)
    running.kill()
    running.wait()
    assert place.progress.states() == {"dot": "passed"}
    assert len(place.progress.attempts("dot")) == 1
    assert place.answers.read("dot") == "import time\ntime.sleep(60)\n"


def test_two_checks_at_once_are_both_recorded(place):
    for id in ("dot", "softmax"):
        place.answers.save(id, right(id))
    command = [sys.executable, "-c", "from firsthand.cli import main; main()", "check"]
    running = [subprocess.Popen([*command, id], stdout=subprocess.DEVNULL) for id in ("dot", "softmax")]
    assert [one.wait(timeout=60) for one in running] == [0, 0]
    assert place.progress.states() == {"dot": "passed", "softmax": "passed"}
