"""Progress survives what happens to files: kills, damage, locks, full disks, other versions, a wrong clock."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import datetime, timedelta

import pytest

from firsthand.course.grading.result import Result
from firsthand.course.workspace import migrations
from firsthand.course.workspace.answers import fingerprint
from firsthand.course.workspace.progress import Progress
from firsthand.errors import FirsthandError


class Clock:
    """A clock that is moved by hand."""

    def __init__(self):
        self.now = datetime(2026, 11, 23, 15, 0).timestamp()

    def __call__(self):
        return self.now

    def later(self, **by):
        self.now += timedelta(**by).total_seconds()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def progress(tmp_path, clock):
    found = Progress(tmp_path / "state" / "progress.sqlite", clock, patience=0.2)
    yield found
    found.close()


def attempt(progress, outcome, id="dot", source="x"):
    progress.record(Result(id, outcome, "said", checked=("this", "that"), seconds=0.25), source, "page")


def many_attempts(progress):
    for _ in range(200):
        attempt(progress, "wrong value")


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


def damage(path, how):
    size = path.stat().st_size
    if how == "random bytes":
        path.write_bytes(os.urandom(size))
    elif how == "truncated":
        os.truncate(path, size // 2 + 100)
    elif how == "emptied":
        path.write_bytes(b"")
    elif how == "a text":
        path.write_text("my notes\n" * 1000)
    elif how == "a hole in the middle":
        with path.open("r+b") as file:
            file.seek(4096)
            file.write(b"\xff" * (size - 8192))


HOWS = ["random bytes", "truncated", "emptied", "a text", "a hole in the middle"]


@pytest.mark.parametrize("how", HOWS)
def test_a_damaged_file_is_set_aside_and_said_never_silently_replaced(progress, how):
    for number in range(40):
        attempt(progress, "passed", f"exercise_{number}", source="x" * 100)
    progress.close()
    damage(progress.path, how)
    damaged = progress.path.read_bytes()
    assert progress.states() == {}
    assert "was damaged. It is kept as progress.damaged-20261123-150000.sqlite" in progress.notice
    assert "`firsthand check`" in progress.notice
    assert (progress.path.parent / "progress.damaged-20261123-150000.sqlite").read_bytes() == damaged
    attempt(progress, "passed")
    assert progress.states() == {"dot": "passed"}


def test_two_damages_within_a_second_keep_both_files(progress):
    for text in (b"first" * 100, b"second" * 100):
        progress.close()
        progress.path.parent.mkdir(exist_ok=True)
        progress.path.write_bytes(text)
        progress.states()
    kept = sorted(path.read_bytes()[:6] for path in progress.path.parent.glob("progress.damaged-*.sqlite"))
    assert kept == [b"firstf", b"second"]


def test_damage_that_shows_while_in_use_is_set_aside_too(progress):
    for number in range(300):
        attempt(progress, "wrong value", f"exercise_{number}", source="x")
    progress.close()
    progress.states()
    # A page that no query has read yet, and that a check when opening cannot have seen: it is broken after it.
    with progress.path.open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(progress.path.stat().st_size - 4096))
    progress.database.connection.execute("PRAGMA cache_size = 0")
    progress.database.connection.execute("PRAGMA shrink_memory")
    assert progress.attempts("exercise_7") == []
    assert "was damaged" in progress.notice


def test_a_file_deleted_while_in_use_is_begun_anew(progress):
    attempt(progress, "passed")
    for path in progress.path.parent.glob("progress.sqlite*"):
        path.unlink()
    attempt(progress, "passed", "norm")
    assert progress.states() == {"norm": "passed"}
    assert Progress(progress.path).states() == {"norm": "passed"}


def test_a_file_of_version_one_is_brought_up_to_date(progress, tmp_path):
    progress.path.parent.mkdir()
    old = sqlite3.connect(progress.path)
    for statement in migrations.MIGRATIONS[0]:
        old.execute(statement)
    result = Result("dot", "passed", "")
    old.execute(
        "INSERT INTO attempts VALUES (1, 'u', 'dot', 'passed', ?, 'page', 1e9, ?)",
        (fingerprint("x"), result.to_json()),
    )
    old.execute("PRAGMA user_version = 1")
    old.commit()
    old.close()
    assert progress.passed("dot", "x")
    progress.solution_seen("norm")
    assert progress.revisits()[0].exercise == "norm"
    assert progress.notice == ""
    progress.close()
    assert sqlite3.connect(progress.path).execute("PRAGMA user_version").fetchone() == (
        len(migrations.MIGRATIONS),
    )


def test_an_upgrade_that_fails_changes_nothing(progress, monkeypatch):
    attempt(progress, "passed")
    progress.close()
    broken = (*migrations.MIGRATIONS, ("CREATE TABLE one (x)", "CREATE TABLE nonsense ("))
    monkeypatch.setattr(migrations, "MIGRATIONS", broken)
    with pytest.raises(FirsthandError, match="cannot be used"):
        progress.states()
    monkeypatch.undo()
    assert progress.states() == {"dot": "passed"}
    names = progress.database.connection.execute(
        "SELECT name FROM sqlite_master WHERE name = 'one'"
    ).fetchall()
    assert names == []


def test_a_newer_file_is_refused_in_words_and_left_alone(progress):
    attempt(progress, "passed")
    progress.database.connection.execute("PRAGMA user_version = 99")
    progress.close()
    before = progress.path.read_bytes()
    with pytest.raises(FirsthandError, match=r"newer Firsthand \(its version is 99, this one knows 3\)"):
        progress.states()
    assert progress.path.read_bytes() == before
    assert list(progress.path.parent.glob("*damaged*")) == []


HOLD = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute(sys.argv[2])
print("held", flush=True)
time.sleep(60)
"""


@pytest.mark.parametrize("how", ["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"])
def test_a_file_another_process_holds_is_an_error_in_words(progress, how):
    attempt(progress, "passed")
    holder = subprocess.Popen([sys.executable, "-c", HOLD, progress.path, how], stdout=subprocess.PIPE)
    try:
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(FirsthandError, match=r"is locked by another program\. Close what has it open"):
            attempt(progress, "passed", "norm")
    finally:
        holder.kill()
        holder.wait()
        holder.stdout.close()
    attempt(progress, "passed", "norm")
    assert set(progress.states()) == {"dot", "norm"}


def test_a_full_disk_is_an_error_in_words_and_loses_nothing(small_disk):
    progress = Progress(small_disk.folder / "progress.sqlite")
    attempt(progress, "passed")
    small_disk.fill()
    with pytest.raises(FirsthandError, match="the disk is full"):
        many_attempts(progress)
    assert progress.states() == {"dot": "passed"}
    small_disk.make_room()
    attempt(progress, "passed", "norm")
    assert progress.states() == {"dot": "passed", "norm": "passed"}
    progress.close()


def test_a_database_that_may_not_grow_is_an_error_in_words(progress):
    attempt(progress, "passed")
    pages = progress.database.connection.execute("PRAGMA page_count").fetchone()[0]
    progress.database.connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(FirsthandError, match="the disk is full"):
        many_attempts(progress)
    assert progress.states()["dot"] == "passed"


def test_a_folder_in_the_place_of_the_file_is_an_error_in_words(progress):
    progress.path.mkdir(parents=True)
    with pytest.raises(FirsthandError, match=r"is a folder\. Move it away"):
        progress.states()
    assert progress.path.is_dir()


def test_a_file_in_the_place_of_the_state_folder_is_an_error_in_words(progress):
    progress.path.parent.write_text("a file")
    with pytest.raises(FirsthandError, match="is in the way"):
        progress.states()


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
