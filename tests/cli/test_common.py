"""What every command shares: how errors reach a person, JSON, completion."""

import json
import os
import signal
import subprocess
import sys
import time

from .commands import real, wrong


def test_without_a_workspace_a_command_says_how_to_make_one(tmp_path):
    for args in (
        ["status"],
        ["check", "dot"],
        ["hint", "dot"],
        ["export", "work.zip"],
        ["run", "vectors"],
        ["reset", "dot"],
    ):
        done = real(
            *args, cwd=tmp_path, env={k: v for k, v in os.environ.items() if k != "FIRSTHAND_WORKSPACE"}
        )
        assert (done.returncode, done.stdout) == (2, ""), args
        assert done.stderr.count("\n") == 1
        assert "`firsthand start` makes one" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_json_is_nothing_but_json(firsthand, place):
    place.answers.save("dot", wrong("dot"))
    assert json.loads(firsthand("check", "dot", "--json", code=1).stdout)["outcome"] == "wrong type"
    assert [one["exercise"] for one in json.loads(firsthand("check", "--json", code=1).stdout)] == ["dot"]
    status = json.loads(firsthand("status", "--json").stdout)
    assert status["phases"][0]["lessons"][0]["exercises"][0]["state"] in ("untouched", "tried", "passed")
    assert status["next"]["lesson"]
    assert json.loads(firsthand("history", "dot", "--json").stdout)[0]["text"] == wrong("dot")
    assert {one["name"] for one in json.loads(firsthand("data", "--json").stdout)} >= {"iris", "digits"}
    assert json.loads(firsthand("race", "dot", "--json").stdout)["laps"]


def test_debug_shows_the_traceback(tmp_path):
    done = real("--debug", "status", "-w", tmp_path / "none")
    assert done.returncode != 0
    assert "Traceback" in done.stderr
    assert "FirsthandError" in done.stderr


def test_a_progress_file_that_was_damaged_is_said_once(firsthand, place):
    place.progress.path.write_bytes(b"nonsense" * 1000)
    assert "The progress file was damaged" in firsthand("status").stderr
    assert firsthand("status").stderr == ""


def test_a_workspace_that_is_a_file_is_one_line(firsthand, tmp_path):
    (tmp_path / "file").write_text("x")
    for args in (["status"], ["import", "x.zip"], ["check", "dot"]):
        done = firsthand(*args, "-w", tmp_path / "file", code=2)
        assert done.stderr.count("\n") == 1


def test_ctrl_c_ends_quietly_with_130(place):
    place.answers.save("dot", "import time\ntime.sleep(60)\n")
    command = [sys.executable, "-c", "from firsthand.cli import main; main()", "check", "dot"]
    running = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    time.sleep(2.5)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=30)
    assert (running.returncode, out, err) == (130, b"", b"")


def test_completion_knows_exercises_and_lessons(place):
    shells = {"_FIRSTHAND_COMPLETE": "complete_bash", "COMP_CWORD": "2"}
    for words, expected in (("firsthand check soft", "softmax"), ("firsthand run vec", "vectors")):
        done = real(env={**os.environ, **shells, "COMP_WORDS": words})
        assert expected in done.stdout.split(), (done.stdout, done.stderr)
