"""A database that is damaged, deleted, held by others or full."""

import os
import subprocess
import sys

import pytest
from tests.course.workspace.attempts import attempt

from firsthand.course.workspace.progress import Progress
from firsthand.errors import FirsthandError


def many_attempts(progress):
    for _ in range(200):
        attempt(progress, "wrong value")


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
