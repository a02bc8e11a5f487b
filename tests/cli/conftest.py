"""A workspace, and the commands in it."""

import pytest
from typer.testing import CliRunner

from firsthand.cli.app import app
from firsthand.course.workspace.workspace import Workspace


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
