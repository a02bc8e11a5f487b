"""The commands: what they print, what they write, and their exit codes. 0 done, 1 a check failed, 2 misuse or missing."""

import json
import os
import signal
import subprocess
import sys
import time

import psutil
import pytest
from typer.testing import CliRunner

from firsthand.cli.app import app
from firsthand.course.content import catalog
from firsthand.course.grading.registry import find_exercise
from firsthand.course.workspace import notebooks
from firsthand.course.workspace.notebooks import Notebook
from firsthand.course.workspace.progress import Progress
from firsthand.course.workspace.workspace import Workspace
from firsthand.errors import FirsthandError

COMMANDS = ["start", "status", "check", "hint", "solution", "race", "run", "reset", "diff", "history", "data", "doctor",
            "export", "import"]  # fmt: skip


@pytest.fixture
def place(tmp_path, monkeypatch):
    found = Workspace(tmp_path / "course")
    found.create()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FIRSTHAND_WORKSPACE", str(found.root))
    yield found
    found.progress.close()


@pytest.fixture
def firsthand(place):
    def run(*args, code=0):
        done = CliRunner().invoke(app, list(map(str, args)), prog_name="firsthand")
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exc_info
        assert done.exit_code == code, (done.exit_code, done.stdout, done.stderr)
        return done

    return run


def real(*args, **options):
    """The command in a process of its own."""
    command = [sys.executable, "-c", "from firsthand.cli import main; main()", *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, **options)


def right(id):
    return find_exercise(id).solution()


def wrong(id):
    return f"def {id}(*args, **named):\n    return None\n"


def test_every_command_has_help(firsthand):
    listed = firsthand("--help").stdout
    for command in COMMANDS:
        assert command in listed
        assert "--help" in firsthand(command, "--help").stdout


def test_help_and_misuse_before_any_workspace(tmp_path):
    assert real("--version", cwd=tmp_path).stdout.startswith("firsthand 0.")
    for args in (
        ["nonsense"],
        ["check", "--nonsense"],
        ["hint"],
        ["history", "dot", "many"],
        ["start", "--port", "99999"],
    ):
        done = real(*args, cwd=tmp_path)
        assert done.returncode == 2, args
        assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


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


def test_status_shows_the_roadmap(firsthand, place):
    shown = firsthand("status").stdout
    assert "Next: " in shown
    for lesson in catalog.lessons():
        assert lesson.title in shown
    place.answers.save("dot", right("dot"))
    firsthand("check", "dot")
    assert f"1 of {len(catalog.lesson_of('dot').exercises)} passed" in firsthand("status").stdout


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


def test_what_is_due_is_shown(firsthand, place, monkeypatch):
    now = time.time()
    monkeypatch.setattr(place.progress, "_clock", lambda: now - 2 * 86400)
    place.progress.solution_seen("dot")
    assert "1 to write once more, without looking: dot" in firsthand("status").stdout


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


def test_reset_of_a_lesson_keeps_the_notebook(firsthand, place):
    notebooks.deliver(place)
    book = Notebook(notebooks.path_of(place, catalog.lesson("vectors")))
    original = book.cells()[0].source
    book.set_source(book.cells()[0].key, "# mine")
    assert "yours is kept as vectors.backup-" in firsthand("reset", "vectors").stdout
    assert book.cells()[0].source == original
    (backup,) = book.path.parent.glob("vectors.backup-*.ipynb")
    assert Notebook(backup).cells()[0].source == "# mine"


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


def test_an_unknown_lesson_is_one_line_and_exit_code_2(firsthand):
    assert "Did you mean 'vectors'" in firsthand("run", "vector", code=2).stderr


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


def test_export_and_import_carry_the_work(firsthand, place, tmp_path):
    place.answers.save("dot", right("dot"))
    firsthand("check", "dot")
    assert "1 answers" in firsthand("export", tmp_path / "work.zip").stdout
    other = tmp_path / "other"
    shown = firsthand("import", tmp_path / "work.zip", "-w", other).stdout
    assert "1 attempts, 1 answers, 0 notebooks are in." in shown
    assert json.loads(firsthand("check", "--json", "-w", other).stdout)[0]["outcome"] == "passed"
    (tmp_path / "letter.zip").write_text("dear")
    assert "is no export" in firsthand("import", tmp_path / "letter.zip", code=2).stderr
    assert "There is no file" in firsthand("import", tmp_path / "gone.zip", code=2).stderr


def test_doctor_names_each_capability(firsthand, place):
    shown = firsthand("doctor").stdout
    for name in ("Python", "numpy", "jupyterlab", "Jupyter kernel", "extra deep", "extra llm",
                 "workspace", "progress", "data folder", "port", "disk space", "lessons"):  # fmt: skip
        assert name in shown
    found = {one["name"]: one for one in json.loads(firsthand("doctor", "--json").stdout)}
    assert found["workspace"]["ok"]
    assert "sound" in found["progress"]["says"] or "nothing recorded" in found["progress"]["says"]


def test_doctor_says_what_to_do(firsthand, place, tmp_path, monkeypatch):
    monkeypatch.setenv("FIRSTHAND_DATA", str(tmp_path / "none"))
    place.progress.path.write_bytes(b"nonsense" * 1000)
    found = {one["name"]: one for one in json.loads(firsthand("doctor", "--json", code=1).stdout)}
    assert not found["data folder"]["ok"]
    assert not found["progress"]["ok"]
    assert "damaged" in found["progress"]["says"]


def test_data_lists_and_refuses_an_unknown_name(firsthand):
    assert "iris" in firsthand("data").stdout
    assert "bundled" in firsthand("data", "iris").stdout
    assert "Did you mean 'iris'" in firsthand("data", "irs", code=2).stderr


def test_run_executes_a_lesson_and_says_where_its_figures_are(firsthand, place):
    shown = firsthand("run", "vectors").stdout
    assert f"figures are in {place.figures / 'vectors'}" in shown
    pictures = sorted((place.figures / "vectors").glob("*.png"))
    assert pictures
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in pictures)


def wait_until_grading(running):
    """Until the command has started its grading process."""
    end = time.monotonic() + 60
    while not psutil.Process(running.pid).children() and time.monotonic() < end:
        time.sleep(0.05)
    time.sleep(0.5)


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


def test_a_terminal_that_knows_no_signs_gets_question_marks(place):
    done = real("status", env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert done.returncode == 0, done.stderr


def test_light_commands_import_nothing_heavy(place):
    code = (
        "import sys\nfrom firsthand.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "heavy = {'numpy', 'scipy', 'matplotlib', 'hypothesis', 'nicegui', 'sklearn', 'pandas', 'jupyter_client'}\n"
        "print('HEAVY', sorted(heavy & set(sys.modules)))"
    )
    for args in (["--help"], ["status"]):
        done = subprocess.run(
            [sys.executable, "-c", code, *args], capture_output=True, text=True, check=True, timeout=300
        )
        assert done.stdout.splitlines()[-1] == "HEAVY []"


def test_completion_knows_exercises_and_lessons(place):
    shells = {"_FIRSTHAND_COMPLETE": "complete_bash", "COMP_CWORD": "2"}
    for words, expected in (("firsthand check soft", "softmax"), ("firsthand run vec", "vectors")):
        done = real(env={**os.environ, **shells, "COMP_WORDS": words})
        assert expected in done.stdout.split(), (done.stdout, done.stderr)
