"""Files of other versions: brought up to date, or left alone."""

import sqlite3

import pytest
from tests.course.workspace.attempts import attempt

from firsthand.course.grading.result import Result
from firsthand.course.workspace import migrations
from firsthand.course.workspace.answers import fingerprint
from firsthand.errors import FirsthandError


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
