"""Exports made to hurt: refused in one sentence, or taken without the part that is of no use."""

import sys
import time
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from firsthand.cli.app import app
from firsthand.course.grading.result import RESULT_TYPE
from firsthand.course.workspace import ipynb, notebooks
from firsthand.course.workspace.export import export
from firsthand.course.workspace.workspace import Workspace

sys.path.insert(0, str(Path(__file__).parents[1] / "attacks"))
import damages
import hostile_exports as hostile

SECONDS = 10.0  # of processor time for the worst of them


@pytest.fixture(scope="module")
def content(tmp_path_factory):
    """Names and bytes of a sound export."""
    workspace = Workspace(tmp_path_factory.mktemp("export") / "course")
    workspace.create()
    damages.sound(workspace.progress.path)
    workspace.answers.save("dot", "first\n")
    workspace.answers.save("dot", "x")
    export(workspace, workspace.root / "work.zip")
    workspace.progress.close()
    with zipfile.ZipFile(workspace.root / "work.zip") as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def command(workspace):
    def run(*args):
        begun = time.process_time()
        done = CliRunner().invoke(app, list(map(str, args)), prog_name="firsthand")
        assert done.exception is None or isinstance(done.exception, SystemExit), (args, done.exc_info)
        assert "Traceback" not in done.output
        assert time.process_time() - begun < SECONDS
        return done

    return run


def files(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".lock" not in path.name
    }


def test_there_are_enough():
    assert len(hostile.REFUSED) + len(hostile.PARTLY) >= 130


@pytest.mark.parametrize("how", hostile.REFUSED)
def test_it_is_refused_in_a_sentence_and_nothing_is_changed(content, command, workspace, tmp_path, how):
    (tmp_path / "work.zip").write_bytes(hostile.REFUSED[how](content))
    workspace.progress.states()
    workspace.progress.close()
    before = files(tmp_path)
    done = command("import", tmp_path / "work.zip")
    assert done.exit_code == 2, done.output
    message = done.stderr.strip()
    assert message.endswith("."), message
    assert "\n" not in message
    assert len(message) < 500
    assert str(tmp_path / "work.zip") in message or message.startswith("The progress in that file"), message
    workspace.progress.close()
    assert files(tmp_path) == before


@pytest.mark.parametrize("how", hostile.PARTLY)
def test_the_rest_of_it_comes_in_and_no_command_trips_over_it_later(
    content, command, workspace, tmp_path, how
):
    (tmp_path / "work.zip").write_bytes(hostile.PARTLY[how](content))
    done = command("import", tmp_path / "work.zip")
    assert done.exit_code == 0, done.output
    assert workspace.answers.read("dot") == "x"
    assert "dot" in workspace.progress.waiting()
    assert not any(state == "passed" for state in workspace.progress.states().values())
    assert workspace.progress.hints_seen("norm") == 1
    for args in (("history", "dot"), ("history", "dot", "1"), ("diff", "dot"), ("diff", "dot", "1"), ("status",), ("status", "--json"), ("hint", "norm")):  # fmt: skip
        assert command(*args).exit_code == 0
    assert "onerror" not in command("status").output


LEFT_OUT = {
    "a version of the year 9999": "its name holds no time",
    "a version of month 13": "its name holds no time",
    "a notebook that is no JSON": "it is no notebook",
    "progress with a time that is a text": "1 rows of its progress",
    "progress with a result nested without end": "1 rows of its progress",
    "progress with a result with fields of other kinds": "1 rows of its progress",
}


@pytest.mark.parametrize("how", LEFT_OUT)
def test_what_is_left_out_is_said(content, command, tmp_path, how):
    (tmp_path / "work.zip").write_bytes(hostile.PARTLY[how](content))
    done = command("import", tmp_path / "work.zip")
    assert LEFT_OUT[how] in done.stderr
    assert "1 exercises passed elsewhere: `firsthand check` checks them here, then they count." in done.stdout


def test_a_verdict_in_a_notebook_stays_outside(content, command, workspace, tmp_path):
    (tmp_path / "work.zip").write_bytes(hostile.PARTLY["a notebook with a verdict"](content))
    command("import", tmp_path / "work.zip")
    (path,) = workspace.notebooks.rglob("*.ipynb")
    assert RESULT_TYPE not in path.read_text()
    assert ipynb.read(path)["cells"][0]["outputs"] == []
    command("import", tmp_path / "work.zip")
    assert list(workspace.notebooks.rglob("*.ipynb")) == [path]


def test_a_verdict_that_was_imported_is_not_shown(content, workspace, command, tmp_path):
    from firsthand.web.state import AppState

    (tmp_path / "work.zip").write_bytes(hostile.packed(content))
    command("import", tmp_path / "work.zip")
    state = AppState(workspace, notebooks.deliver(workspace))
    assert len(workspace.progress.attempts("dot")) == 1
    assert state.last_result("dot") is None
    state.service.close()
