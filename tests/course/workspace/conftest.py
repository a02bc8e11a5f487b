"""A progress file under a clock that is moved by hand, and a workspace with its export."""

from datetime import datetime, timedelta

import pytest

from firsthand.course.content import catalog
from firsthand.course.grading.result import Result
from firsthand.course.workspace import notebooks
from firsthand.course.workspace.export import export
from firsthand.course.workspace.notebooks import Notebook
from firsthand.course.workspace.progress import Progress
from firsthand.course.workspace.workspace import Workspace


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


@pytest.fixture
def used(workspace):
    """A workspace in which somebody worked."""
    notebooks.deliver(workspace)
    workspace.answers.save("dot", "first\n")
    workspace.answers.save("dot", "second\n")
    workspace.answers.path("norm").write_bytes(b"\xff not text")
    workspace.progress.record(Result("dot", "passed", "", checked=("all",)), "second\n", "page")
    workspace.progress.solution_seen("norm")
    book = Notebook(notebooks.path_of(workspace, catalog.lesson("vectors")))
    book.set_source(book.cells()[0].key, "# mine")
    return workspace


@pytest.fixture
def file(used, tmp_path):
    export(used, tmp_path / "work.zip")
    return tmp_path / "work.zip"


@pytest.fixture
def fresh(tmp_path):
    place = Workspace(tmp_path / "elsewhere")
    place.create()
    yield place
    place.progress.close()
