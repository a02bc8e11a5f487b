"""Commands about lessons: status, run, reset."""

import time

from firsthand.course.content import catalog
from firsthand.course.workspace import notebooks
from firsthand.course.workspace.notebooks import Notebook

from .commands import right


def test_status_shows_the_roadmap(firsthand, place):
    shown = firsthand("status").stdout
    assert "Next: " in shown
    for lesson in catalog.lessons():
        assert lesson.title in shown
    place.answers.save("dot", right("dot"))
    firsthand("check", "dot")
    assert f"1 of {len(catalog.lesson_of('dot').exercises)} passed" in firsthand("status").stdout


def test_what_is_due_is_shown(firsthand, place, monkeypatch):
    now = time.time()
    monkeypatch.setattr(place.progress, "_clock", lambda: now - 2 * 86400)
    place.progress.solution_seen("dot")
    assert "1 to write once more, without looking: dot" in firsthand("status").stdout


def test_reset_of_a_lesson_keeps_the_notebook(firsthand, place):
    notebooks.deliver(place)
    book = Notebook(notebooks.path_of(place, catalog.lesson("vectors")))
    original = book.cells()[0].source
    book.set_source(book.cells()[0].key, "# mine")
    assert "yours is kept as vectors.backup-" in firsthand("reset", "vectors").stdout
    assert book.cells()[0].source == original
    (backup,) = book.path.parent.glob("vectors.backup-*.ipynb")
    assert Notebook(backup).cells()[0].source == "# mine"


def test_an_unknown_lesson_is_one_line_and_exit_code_2(firsthand):
    assert "Did you mean 'vectors'" in firsthand("run", "vector", code=2).stderr


def test_run_executes_a_lesson_and_says_where_its_figures_are(firsthand, place):
    shown = firsthand("run", "vectors").stdout
    assert f"figures are in {place.figures / 'vectors'}" in shown
    pictures = sorted((place.figures / "vectors").glob("*.png"))
    assert pictures
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in pictures)
