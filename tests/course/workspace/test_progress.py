"""Progress survives what happens to files: kills, damage, locks, full disks, other versions, a wrong clock."""

import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta

import pytest
from tests.course.workspace.attempts import attempt

from firsthand.course.grading.result import Result
from firsthand.course.workspace.answers import fingerprint
from firsthand.course.workspace.progress import Progress
from firsthand.errors import FirsthandError


def test_attempts_come_back_as_they_were_recorded(progress, clock):
    attempt(progress, "wrong value", source="a")
    clock.later(minutes=5)
    attempt(progress, "passed", source="b")
    first, second = progress.attempts("dot")
    assert first.result == Result("dot", "wrong value", "said", checked=("this", "that"), seconds=0.25)
    assert (second.result.outcome, second.front_end, second.source) == ("passed", "page", fingerprint("b"))
    assert second.when - first.when == timedelta(minutes=5)
    assert progress.attempts("norm") == []


def test_states_remember_the_best(progress):
    attempt(progress, "untouched", "norm")
    attempt(progress, "ready-made", "matvec")
    attempt(progress, "passed")
    attempt(progress, "wrong value")
    assert progress.states() == {"dot": "passed", "matvec": "tried"}
    assert progress.counts() == {"dot": 2, "matvec": 1}


def test_passed_is_about_this_very_text(progress):
    attempt(progress, "passed", source="right")
    attempt(progress, "wrong value", source="wrong")
    assert progress.passed("dot", "right")
    assert not progress.passed("dot", "wrong")
    assert not progress.passed("dot", "right ")
    assert not progress.passed("norm", "right")


def test_the_lesson_opened_last_is_so_by_order_not_by_the_clock(progress, clock):
    assert progress.last_lesson() is None
    progress.open_lesson("vectors")
    clock.later(days=-400)
    progress.open_lesson("matrices")
    progress.open_lesson("matrices")
    assert progress.last_lesson() == "matrices"
    assert progress.opened() == {"vectors", "matrices"}


def test_hints_only_go_forward(progress):
    assert progress.hints_seen("dot") == 0
    progress.hint_seen("dot", 2)
    progress.hint_seen("dot", 1)
    assert progress.hints_seen("dot") == 2
    assert progress.hints_seen("norm") == 0


def test_seeing_the_solution_schedules_a_clean_attempt_for_the_next_day(progress, clock):
    progress.solution_seen("dot")
    (waiting,) = progress.revisits()
    assert (waiting.exercise, waiting.due, waiting.is_due) == ("dot", datetime(2026, 11, 24), False)
    assert progress.solutions() == {"dot"}
    clock.later(hours=8)
    assert not progress.revisits()[0].is_due
    clock.later(hours=1)
    assert progress.revisits()[0].is_due


def test_having_tried_before_seeing_the_solution_does_not_spare_the_second_attempt(progress, clock):
    attempt(progress, "wrong value")
    clock.later(minutes=1)
    progress.solution_seen("dot")
    assert [waiting.exercise for waiting in progress.revisits()] == ["dot"]


def test_a_pass_on_the_same_day_is_not_the_clean_one(progress, clock):
    progress.solution_seen("dot")
    clock.later(minutes=1)
    attempt(progress, "passed", source="copied")
    clock.later(days=1)
    attempt(progress, "passed", source="copied")
    assert [waiting.exercise for waiting in progress.revisits()] == ["dot"]


def test_starting_again_and_passing_is_clean_even_with_the_same_text(progress, clock):
    progress.solution_seen("dot")
    attempt(progress, "passed", source="copied")
    clock.later(days=1)
    progress.started_again("dot")
    assert len(progress.revisits()) == 1
    attempt(progress, "wrong value", source="half")
    assert len(progress.revisits()) == 1
    attempt(progress, "passed", source="copied")
    assert progress.revisits() == ()


def test_starting_again_before_the_solution_was_seen_is_no_clean_start(progress, clock):
    progress.started_again("dot")
    clock.later(minutes=1)
    progress.solution_seen("dot")
    attempt(progress, "passed", source="copied")
    clock.later(days=1)
    attempt(progress, "passed", source="copied")
    assert [waiting.exercise for waiting in progress.revisits()] == ["dot"]


def test_passing_with_another_text_from_the_due_day_on_is_clean(progress, clock):
    progress.solution_seen("dot")
    attempt(progress, "passed", source="copied")
    clock.later(days=2)
    attempt(progress, "passed", source="by heart")
    assert progress.revisits() == ()
    progress.solution_seen("dot")
    assert progress.revisits() == ()


def test_comparing_with_ours_after_passing_asks_for_nothing(progress, clock):
    attempt(progress, "passed")
    clock.later(minutes=1)
    progress.solution_seen("dot")
    assert progress.revisits() == ()


def test_a_clock_that_goes_back_breaks_nothing(progress, clock):
    progress.solution_seen("dot")
    clock.later(days=-3)
    attempt(progress, "passed")
    attempt(progress, "wrong value")
    assert [one.result.outcome for one in progress.attempts("dot")] == ["passed", "wrong value"]
    assert progress.states() == {"dot": "passed"}


RECORD = """
import sys
from firsthand.course.workspace.progress import Progress
from firsthand.course.grading.result import Result
from pathlib import Path
progress = Progress(Path(sys.argv[1]))
number = 0
while number < int(sys.argv[3]):
    progress.record(Result(f"{sys.argv[2]}_{number}", "passed", ""), "x", "terminal")
    print(number, flush=True)
    number += 1
"""


def recorder(path, name, count):
    return subprocess.Popen([sys.executable, "-c", RECORD, path, name, str(count)], stdout=subprocess.PIPE)


def test_processes_that_write_at_once_lose_nothing(progress):
    writers = [recorder(progress.path, name, 40) for name in "abc"]
    for writer in writers:
        writer.communicate(timeout=60)
        assert writer.returncode == 0
    assert set(progress.states()) == {f"{name}_{number}" for name in "abc" for number in range(40)}
    assert progress.notice == ""
    assert list(progress.path.parent.glob("*damaged*")) == []


def test_a_kill_loses_at_most_the_attempt_in_flight(progress):
    said = 0
    for round in range(5):
        writer = recorder(progress.path, f"r{round}", 10**6)
        for _ in range(5 + 7 * round):
            said = int(writer.stdout.readline())
        time.sleep(0.002 * round)
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        rest = writer.stdout.read().split()
        writer.stdout.close()
        said = int(rest[-1]) if rest else said
        recorded = {id for id in progress.states() if id.startswith(f"r{round}_")}
        assert {f"r{round}_{number}" for number in range(said + 1)} <= recorded
        assert len(recorded) <= said + 2
        assert progress.notice == ""


def test_merging_takes_what_is_new_and_keeps_what_is_here(progress, tmp_path, clock):
    attempt(progress, "passed")
    progress.open_lesson("vectors")
    progress.backup(tmp_path / "copy.sqlite")
    other = Progress(tmp_path / "copy.sqlite", clock)
    attempt(other, "passed", "norm")
    other.solution_seen("matvec")
    other.open_lesson("matrices")
    other.close()
    assert progress.merge(tmp_path / "copy.sqlite") == (1, 0)
    assert progress.merge(tmp_path / "copy.sqlite") == (0, 0)
    assert progress.states() == {"dot": "passed", "norm": "tried"}
    assert progress.waiting() == {"norm"}
    assert progress.last_lesson() == "vectors"
    assert [waiting.exercise for waiting in progress.revisits()] == ["matvec"]


def test_an_imported_pass_counts_once_the_same_text_has_passed_here(progress, tmp_path, clock):
    other = Progress(tmp_path / "copy.sqlite", clock)
    attempt(other, "passed", source="theirs")
    other.close()
    clock.later(minutes=1)
    progress.solution_seen("dot")
    progress.merge(tmp_path / "copy.sqlite")
    assert not progress.passed("dot", "theirs")
    assert [waiting.exercise for waiting in progress.revisits()] == ["dot"]
    attempt(progress, "passed", source="another")
    assert not progress.passed("dot", "theirs")
    attempt(progress, "passed", source="theirs")
    assert progress.passed("dot", "theirs")
    assert progress.waiting() == frozenset()
    # It was passed before the solution was seen, as is known only now.
    assert progress.revisits() == ()


def test_merging_a_damaged_file_is_refused(progress, tmp_path):
    attempt(progress, "passed")
    (tmp_path / "copy.sqlite").write_bytes(b"nonsense" * 1000)
    with pytest.raises(FirsthandError, match=r"damaged\. Nothing was imported"):
        progress.merge(tmp_path / "copy.sqlite")
    assert progress.states() == {"dot": "passed"}
