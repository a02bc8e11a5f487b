"""Answers are files anyone may edit: nothing the learner wrote is ever lost by saving."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from firsthand.course.workspace.answers import MAX_ANSWER_BYTES, fingerprint
from firsthand.course.workspace.workspace import Workspace
from firsthand.errors import FirsthandError
from firsthand.files import write_atomically


@pytest.fixture
def answers(workspace):
    return workspace.answers


def texts(answers, id="dot"):
    return [version.text for version in answers.versions(id)]


def test_an_answer_is_a_plain_file_anyone_can_read(answers, workspace):
    answers.save("dot", "x = 'ä'\n")
    path = workspace.root / "answers" / "dot.py"
    assert path.read_bytes() == "x = 'ä'\n".encode()
    assert answers.read("dot") == "x = 'ä'\n"
    assert answers.read("norm") is None
    assert answers.ids() == ("dot",)
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o644


def test_a_private_file_is_the_owners_alone(tmp_path):
    write_atomically(tmp_path / "key", "secret", private=True)
    if os.name == "posix":
        assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "key").read_text() == "secret"


def test_every_text_that_is_replaced_is_kept(answers):
    for number in range(4):
        answers.save("dot", f"x = {number}\n")
    assert texts(answers) == ["x = 0\n", "x = 1\n", "x = 2\n"]
    assert [version.number for version in answers.versions("dot")] == [1, 2, 3]
    answers.save("dot", "x = 3\n")
    assert len(texts(answers)) == 3


def test_autosave_does_not_keep_every_keystroke_but_keeps_what_was_saved_or_checked(answers):
    answers.save("dot", "mine\n")
    for number in range(50):
        answers.save("dot", f"typing {number}\n", snapshot=False)
    assert texts(answers) == ["mine\n"]
    answers.keep("dot")
    answers.save("dot", "typing on\n", snapshot=False)
    assert texts(answers) == ["mine\n", "typing 49\n"]
    answers.save("dot", "by hand\n")
    assert texts(answers) == ["mine\n", "typing 49\n", "typing on\n"]


def test_autosave_keeps_what_another_editor_wrote_in_between(answers):
    answers.save("dot", "page\n", snapshot=False)
    answers.path("dot").write_text("from vim\n")
    answers.save("dot", "page again\n", snapshot=False)
    assert texts(answers) == ["from vim\n"]


def test_autosave_from_a_second_tab_keeps_the_first_ones_text(answers):
    answers.save("dot", "stub\n", snapshot=False)
    answers.save("dot", "first tab\n", snapshot=False, replaces="stub\n")
    answers.save("dot", "second tab\n", snapshot=False, replaces="stub\n")
    assert texts(answers) == ["first tab\n"]
    answers.save("dot", "second tab types on\n", snapshot=False, replaces="second tab\n")
    assert texts(answers) == ["first tab\n"]


def test_reset_keeps_the_text_as_a_version(answers):
    answers.save("dot", "mine\n")
    answers.reset("dot")
    assert answers.read("dot") is None
    assert texts(answers) == ["mine\n"]
    answers.reset("dot")
    assert texts(answers) == ["mine\n"]


def test_diff_shows_what_changed_since_a_version(answers):
    answers.save("dot", "a\nb\n")
    answers.save("dot", "a\nc\n")
    answers.save("dot", "a\nd")
    assert "-c\n+d\n" in answers.diff("dot")
    assert "-b\n+d\n" in answers.diff("dot", 1)
    assert answers.diff("norm") == ""
    with pytest.raises(FirsthandError, match=r"no version 7\. There are 1 to 2"):
        answers.diff("dot", 7)


@pytest.mark.parametrize(
    "id", ["", "../dot", "a/b", "a.b", "a b", "dot\x00", "C:dot", "ä" * 5, "x" * 81, "..", "-w"]
)
def test_an_id_that_is_no_name_is_refused_everywhere(answers, id, tmp_path):
    before = sorted(tmp_path.rglob("*"))
    for act in (answers.read, answers.reset, answers.keep, answers.versions, answers.diff, answers.path):
        with pytest.raises(FirsthandError, match="is no exercise"):
            act(id)
    with pytest.raises(FirsthandError, match="is no exercise"):
        answers.save(id, "x")
    assert [path for path in sorted(tmp_path.rglob("*")) if path not in before and path.name != "lock"] in (
        [],
        [tmp_path / "course/.firsthand/history"],
    )


def test_windows_line_ends_and_a_byte_order_mark_are_read_as_plain_text(answers):
    answers.path("dot").write_bytes(b"\xef\xbb\xbfa = 1\r\nb = 2\r\n")
    assert answers.read("dot") == "a = 1\nb = 2\n"


def test_a_file_that_is_no_text_is_named_and_not_lost(answers):
    answers.path("dot").write_bytes(b"x = '\xff\xfe'\n")
    with pytest.raises(FirsthandError, match=r"dot.py is not UTF-8 text \(byte 5\)"):
        answers.read("dot")
    answers.save("dot", "fresh\n", snapshot=False)
    kept = next((answers.history / "dot").glob("0001-*.py"))
    assert kept.read_bytes() == b"x = '\xff\xfe'\n"
    assert len(texts(answers)) == 1


def test_nul_bytes_survive_a_round_trip(answers):
    answers.save("dot", "x = '\x00'\n")
    assert answers.read("dot") == "x = '\x00'\n"


def test_a_huge_answer_is_refused_in_words(answers):
    answers.save("dot", "small\n")
    with pytest.raises(FirsthandError, match="larger than 1,000,000 bytes"):
        answers.save("dot", "x" * (MAX_ANSWER_BYTES + 1))
    assert answers.read("dot") == "small\n"
    answers.path("dot").write_text("x" * (MAX_ANSWER_BYTES + 1))
    with pytest.raises(FirsthandError, match="larger than"):
        answers.read("dot")


def test_a_text_that_utf_8_cannot_hold_is_refused_and_nothing_lost(answers):
    answers.save("dot", "fine\n")
    with pytest.raises(FirsthandError, match="no character UTF-8 knows"):
        answers.save("dot", "x = '\ud800'\n")
    assert answers.read("dot") == "fine\n"


def test_a_folder_in_the_place_of_an_answer_is_named(answers):
    answers.path("dot").mkdir()
    with pytest.raises(FirsthandError, match=r"dot\.py cannot be read: Is a directory"):
        answers.read("dot")
    with pytest.raises(FirsthandError, match=r"dot\.py was not saved"):
        answers.save("dot", "x\n")


def test_a_file_in_the_place_of_the_answers_folder_is_named(tmp_path):
    workspace = Workspace(tmp_path / "course")
    workspace.state.mkdir(parents=True)
    (workspace.root / "answers").write_text("I am a file")
    with pytest.raises(FirsthandError, match="of another kind is in the way"):
        workspace.answers.save("dot", "x\n")
    with pytest.raises(FirsthandError, match="of another kind is in the way"):
        workspace.create()


def test_a_full_disk_is_said_and_overwrites_nothing(small_disk):
    answers = Workspace(small_disk.folder / "course").answers
    answers.save("dot", "mine\n")
    small_disk.fill()
    with pytest.raises(FirsthandError, match="nothing was overwritten: the disk is full"):
        answers.save("dot", "new\n" * 5000)
    assert answers.read("dot") == "mine\n"
    small_disk.make_room()
    answers.save("dot", "new\n")
    assert answers.read("dot") == "new\n"
    assert list((small_disk.folder / "course/answers").iterdir()) == [answers.path("dot")]


def test_a_folder_that_may_not_be_written_to_is_said(tmp_path):
    """A file system mounted read-only, because root may write to any folder."""
    workspace = Workspace(tmp_path / "course")
    workspace.create()
    workspace.answers.save("dot", "mine\n")
    if os.geteuid() == 0:
        if subprocess.run(
            ["mount", "--bind", "-o", "ro", workspace.root, workspace.root], capture_output=True
        ).returncode:
            pytest.skip("nothing can be mounted read-only here")
        undo = ["umount", "--lazy", workspace.root]
    else:
        workspace.answers.folder.chmod(0o500)
        undo = ["chmod", "700", workspace.answers.folder]
    try:
        with pytest.raises(FirsthandError, match="may not be written to"):
            workspace.answers.save("dot", "new\n")
        assert workspace.answers.read("dot") == "mine\n"
    finally:
        subprocess.run(undo, check=True)


def test_threads_that_save_at_once_lose_no_text(answers):
    def write(name):
        for number in range(10):
            answers.save("dot", f"{name} {number}\n")

    threads = [threading.Thread(target=write, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {*texts(answers), answers.read("dot")} == {
        f"{name} {number}\n" for name in "abcd" for number in range(10)
    }


SAVE_FOR_EVER = """
import sys
from firsthand.files import write_atomically
from firsthand.course.workspace.workspace import Workspace
answers = Workspace(__import__("pathlib").Path(sys.argv[1])).answers
number = 0
while True:
    number += 1
    answers.save("dot", f"x = {number}\\n" * 2000)
    print(number, flush=True)
"""


def test_a_kill_in_the_middle_of_saving_leaves_a_whole_file(tmp_path):
    answers = Workspace(tmp_path / "course").answers
    last = 0
    for attempt in range(6):
        writer = subprocess.Popen(
            [sys.executable, "-c", SAVE_FOR_EVER, tmp_path / "course"], stdout=subprocess.PIPE
        )
        for _ in range(3 + attempt):
            last = int(writer.stdout.readline())
        time.sleep(0.003 * attempt)
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
        text = answers.read("dot")
        lines = text.splitlines()
        assert len(lines) == 2000
        assert len(set(lines)) == 1
        assert int(lines[0].removeprefix("x = ")) >= last
        assert all(len(set(version.text.splitlines())) == 1 for version in answers.versions("dot"))
        answers.save("dot", "x = 0\n")  # the lock of a killed process holds nobody up


def test_a_fingerprint_is_of_the_text_not_of_its_line_ends(answers):
    answers.path("dot").write_bytes(b"a\r\nb\r\n")
    assert fingerprint(answers.read("dot")) == fingerprint("a\nb\n")
    assert Path(answers.path("dot")).suffix == ".py"
