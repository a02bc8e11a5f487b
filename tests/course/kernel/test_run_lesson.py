"""A lesson run in the terminal: outputs, figures, and an error that names its line."""

import base64
from dataclasses import replace

import psutil
import pytest
from nbclient import NotebookClient

from firsthand.course.content import catalog
from firsthand.course.content.catalog import read_catalog
from firsthand.course.kernel.run_lesson import execute
from firsthand.errors import FirsthandError

HEADER = "# ---\n# title: Small\n# minutes: 1\n# ---\n\n"


@pytest.fixture
def small(tmp_path):
    """A lesson of one's own: give it cells, get the lesson."""

    def make(*cells):
        folder = tmp_path / "lessons" / "phase" / "small"
        folder.mkdir(parents=True)
        (folder / "lesson.py").write_text(HEADER + "\n\n".join(f"# %%\n{cell}" for cell in cells) + "\n")
        return read_catalog(tmp_path / "lessons")[0].lessons[0]

    return make


def test_outputs_come_cell_by_cell(workspace, small):
    runs = list(execute(workspace, small("print('one')", "x = 3", "x + 1\nx + 2")))
    assert [run.text for run in runs] == ["one\n", "", "5\n"]
    assert [(run.number, run.of) for run in runs] == [(1, 3), (2, 3), (3, 3)]
    assert not any(run.failure for run in runs)


def test_figures_are_written_and_an_earlier_runs_taken_away(workspace, small):
    folder = workspace.figures / "small"
    folder.mkdir(parents=True)
    (folder / "figure-9.png").write_bytes(b"old")
    (folder / "mine.png").write_bytes(b"mine")
    lesson = small(
        "from firsthand.figures import theme\nfigure, axes = theme.new()\naxes.plot([1, 2])\nfigure",
        "from matplotlib import pyplot\npyplot.plot([1, 2])\nNone",
    )
    runs = list(execute(workspace, lesson))
    assert [path.name for run in runs for path in run.figures] == ["figure-1.png", "figure-2.png"]
    assert sorted(path.name for path in folder.iterdir()) == ["figure-1.png", "figure-2.png", "mine.png"]
    assert (folder / "figure-1.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("cell", "line", "message"),
    [
        ("y = 1\n\nraise ValueError('no good')", 12, "ValueError: no good"),
        ("def f():\n    return 1 / 0\nf()", 12, "ZeroDivisionError: division by zero"),
        ("import sys\nsys.exit('enough')", 0, "SystemExit: enough"),
        ("assert 1 == 2", 10, "AssertionError"),
    ],
)
def test_an_error_names_its_line_in_the_lesson_and_ends_the_run(workspace, small, cell, line, message):
    *before, last = execute(workspace, small("x = 1", cell, "print('never')"))
    assert len(before) == 1
    assert (last.failure.cell, last.failure.line, last.failure.message) == (2, line, message)
    assert "\x1b" not in last.failure.traceback


def test_a_kernel_that_dies_is_said_by_cell_and_lesson_and_leaves_no_process(workspace, small):
    before = {child.pid for child in psutil.Process().children(recursive=True)}
    with pytest.raises(
        FirsthandError, match=r"The kernel died in cell 2 of Small: out of memory, or killed\."
    ):
        list(execute(workspace, small("x = 1", "import os\nos.kill(os.getpid(), 9)")))
    assert {child.pid for child in psutil.Process().children(recursive=True)} <= before


def test_a_run_ends_where_the_word_that_it_is_over_is_lost(workspace, small, monkeypatch):
    """A burst of outputs can overflow the kernel's queue: what comes last is dropped."""
    received = NotebookClient.process_message

    def losing(self, message, cell, index):
        if message["msg_type"] == "status" and "one" in cell.source:
            return None
        return received(self, message, cell, index)

    monkeypatch.setattr(NotebookClient, "process_message", losing)
    (run,) = execute(workspace, small("print('one')"))
    assert run.text == "one\n"


def test_what_a_cell_takes_back_is_not_shown(workspace, small):
    lesson = small("from IPython.display import clear_output\nprint('10 %')\nclear_output()\nprint('done')")
    (run,) = execute(workspace, lesson)
    assert run.text == "done\n"


def test_a_run_given_up_half_way_leaves_no_process(workspace, small):
    before = {child.pid for child in psutil.Process().children(recursive=True)}
    running = execute(workspace, small("x = 1", "y = 2"))
    next(running)
    running.close()
    assert {child.pid for child in psutil.Process().children(recursive=True)} <= before


def test_a_lesson_asks_nobody_at_the_keyboard(workspace, small):
    (run,) = execute(workspace, small("input('name? ')"))
    assert "StdinNotImplementedError" in run.failure.message


def test_a_lesson_that_cannot_be_read_is_not_run(workspace):
    broken = replace(catalog.lessons()[0], cells=(), error="lesson.py: nonsense.")
    with pytest.raises(FirsthandError, match=r"cannot be read\. lesson.py: nonsense"):
        list(execute(workspace, broken))


def test_pictures_of_other_kinds_are_left_to_notebooks(workspace, small):
    png = base64.b64encode(b"\x89PNG").decode()
    lesson = small(
        f"from IPython.display import display\ndisplay({{'image/png': {png!r}, 'text/plain': 'a'}}, raw=True)"
    )
    (run,) = execute(workspace, lesson)
    assert run.figures[0].read_bytes() == b"\x89PNG"
    assert run.text == ""
