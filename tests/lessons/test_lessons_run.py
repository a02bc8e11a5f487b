"""Every lesson runs from top to bottom as the plain script it is, offline."""

import ast
import os
import re
import subprocess
import sys

import pytest

from firsthand.course.content import catalog

LESSONS = catalog.lessons()


def test_no_lesson_has_trouble():
    assert {lesson.id: lesson.error for lesson in LESSONS if lesson.error} == {}


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
def test_a_lesson_runs_as_a_script(lesson, tmp_path):
    env = {**os.environ, "FIRSTHAND_WORKSPACE": str(tmp_path), "MPLBACKEND": "agg"}
    done = subprocess.run(
        [sys.executable, "-W", "error::FutureWarning", str(lesson.folder / "lesson.py")],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.strip()


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
def test_a_lesson_is_well_equipped(lesson):
    assert lesson.goals
    assert lesson.minutes > 0
    assert lesson.exercises
    assert lesson.picture.startswith("<svg")
    assert "http" not in lesson.picture.replace("http://www.w3.org/2000/svg", "")


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
def test_what_a_cell_prints_asks_whose_code_ran(lesson):
    """Until an exercise has passed, what runs is ours: a label that says "yours" outright would be untrue."""
    for cell in lesson.cells:
        if cell.kind == "code":
            tree = ast.parse(cell.source)
            texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
            assert not [text for text in texts if re.search(r"\b[Yy]ours\b", str(text))], cell.source
