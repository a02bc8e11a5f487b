"""The functions a notebook calls, in a real kernel."""

import os
import subprocess
import sys

import nbformat
import pytest

from firsthand.course.grading.registry import find_exercise
from firsthand.course.workspace.notebooks import exercise_cell
from firsthand.course.workspace.workspace import Workspace

RIGHT = """
from firsthand.course import check
import numpy as np

def dot(a, b):
    a, b = np.asarray(a, float), np.asarray(b, float)
    if a.ndim != 1 or a.shape != b.shape:
        raise ValueError("shapes")
    return float((a * b).sum())

dot = check(dot)
"""
WRONG = RIGHT.replace("(a * b).sum()", "(a + b).sum()")


def test_a_right_answer_is_saved_recorded_shown_and_handed_back(kernel, workspace):
    shown = kernel.run(RIGHT + "\nprint(dot.__module__)")
    assert shown["error"] is None
    (bundle,) = shown["bundles"]
    assert bundle["application/vnd.firsthand.result+json"]["outcome"] == "passed"
    assert "✓ dot · passed" in bundle["text/plain"]
    assert "✓ dot · passed" in bundle["text/html"]
    assert "__main__" in shown["text"]
    assert "def dot(a, b):" in workspace.answers.read("dot")
    assert "check" not in workspace.answers.read("dot")
    assert workspace.progress.states() == {"dot": "passed"}
    assert workspace.progress.attempts("dot")[0].front_end == "notebook"


def test_a_wrong_answer_shows_the_smallest_input_and_hands_ours_back(kernel, workspace):
    shown = kernel.run(WRONG + "\nprint(dot.__module__, dot([1, 2, 3], [4, 5, 6]))")
    assert shown["error"] is None
    assert "✗ dot · wrong value" in shown["text"]
    assert "expected" in shown["text"]
    assert "firsthand.foundations" in shown["text"]
    assert "32.0" in shown["text"]
    assert workspace.progress.states() == {"dot": "tried"}


@pytest.mark.parametrize("id", ["dot", "softmax"])
def test_a_delivered_cell_that_was_not_begun_says_so_quietly_and_the_notebook_goes_on(kernel, workspace, id):
    shown = kernel.run(exercise_cell(id) + f"\nprint({id}.__module__)")
    assert shown["error"] is None
    assert "not started" in shown["text"]
    assert "firsthand.foundations" in shown["text"]
    assert workspace.answers.read(id) is None
    assert workspace.progress.states() == {}


def test_a_delivered_cell_that_was_not_begun_leaves_an_answer_from_elsewhere_alone(kernel, workspace):
    workspace.answers.save("dot", find_exercise("dot").solution())
    shown = kernel.run(exercise_cell("dot") + "\nprint(dot.__module__)")
    assert "✓ dot · passed" in shown["text"]
    assert "your answer in answers/dot.py" in shown["text"]
    assert "answer_dot" in shown["text"]
    assert workspace.answers.read("dot") == find_exercise("dot").solution()


def test_the_answer_file_carries_what_the_cell_used(kernel, workspace):
    kernel.run(RIGHT)
    kernel.run("from math import sqrt as root\nEXTRA = 0.0\ndef total(a):\n    return dot(a, a)")
    shown = kernel.run(
        """
        from firsthand.course import check
        import numpy as np
        def norm(a):
            a = np.asarray(a, float)
            if a.ndim != 1:
                raise ValueError(f"a has shape {a.shape}")
            scale = np.abs(a).max(initial=0.0)
            if scale == 0 or not np.isfinite(scale):
                return float(scale)
            return float(scale * root(total(a / scale))) + EXTRA
        norm = check(norm)
        """
    )
    text = workspace.answers.read("norm")
    assert "from math import sqrt as root" in text
    assert 'dot = yours("dot")' in text
    assert "def total(a):" in text
    assert "EXTRA = 0.0" in text
    assert "✓ norm · passed" in shown["text"], shown["text"]


def test_what_cannot_come_along_is_said(kernel, workspace):
    shown = kernel.run("data = open(os.devnull)\n" + RIGHT.replace("a, b = np", "data.name\n    a, b = np"))
    assert "It uses data from the notebook, which cannot be written" in shown["text"]
    assert "✗ dot · crashed" in shown["text"]


def test_an_old_notebook_run_again_does_not_replace_a_later_answer_that_passed(kernel, workspace):
    kernel.run(WRONG)
    workspace.answers.save("dot", find_exercise("dot").solution())
    kernel.run("from firsthand.course import yours\nyours('dot')")
    shown = kernel.run(WRONG + "\nprint(dot.__module__)")
    assert "a later one, which passed; it stays" in shown["text"]
    assert "answer_dot" in shown["text"]
    assert workspace.answers.read("dot") == find_exercise("dot").solution()


def test_another_text_does_replace_it_and_the_old_one_is_kept(kernel, workspace):
    kernel.run(RIGHT)
    before = workspace.answers.read("dot")
    shown = kernel.run(WRONG)
    assert "✗ dot" in shown["text"]
    assert "a + b" in workspace.answers.read("dot")
    assert before in [version.text for version in workspace.answers.versions("dot")]


def test_checking_by_name_checks_the_file(kernel, workspace):
    workspace.answers.save("dot", find_exercise("dot").solution())
    shown = kernel.run("from firsthand.course import check\nprint(check('dot').__module__)")
    assert "✓ dot · passed" in shown["text"]
    assert "answer_dot" in shown["text"]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ("check('dott')", "no exercise called 'dott'. Did you mean 'dot'"),
        ("check(print)", "no exercise called 'print'"),
        ("check(lambda a: a)", "A lambda has no name"),
        ("check(3)", "no exercise called 'int'"),
        ("yours('zzzz')", "no exercise called 'zzzz'"),
        ("hint('sofmax')", "Did you mean 'softmax'"),
    ],
)
def test_a_name_that_is_none_is_an_error_with_advice(kernel, call, message):
    shown = kernel.run(f"from firsthand.course import check, hint, yours\n{call}")
    assert shown["error"]["ename"] == "FirsthandError"
    assert message in shown["error"]["evalue"]


BROKEN = {
    "syntax": "def dot(a, b:\n",
    "raises": "raise RuntimeError('no')\n",
    "exits": "import sys\nsys.exit(3)\n",
    "empty": "",
    "not text": b"\xff\xfe",
    "nul": "def dot(a, b):\n    return '\x00'\n",
    "another name": "def dit(a, b):\n    return 1\n",
    "uses itself": "from firsthand.course import yours\ndot = yours('dot')\n",
    "checks itself": "from firsthand.course import check\ndef dot(a, b):\n    return 0.0\ndot = check(dot)\n",
    "wrong": "def dot(a, b):\n    return 0.0\n",
    "endless": "while True:\n    pass\n",
}


@pytest.mark.parametrize("how", BROKEN)
def test_yours_is_ours_for_any_broken_answer(kernel, workspace, how):
    content = BROKEN[how]
    workspace.answers.path("dot").write_bytes(content if isinstance(content, bytes) else content.encode())
    shown = kernel.run(
        "from firsthand.course import yours\nprint(yours('dot')([1, 2, 3], [4, 5, 6]), yours('dot').__module__)"
    )
    assert shown["error"] is None
    assert shown["text"] == "32.0 firsthand.foundations.vectors\n"
    assert workspace.progress.states() == {}


def test_an_answer_that_hands_its_work_to_itself_is_ready_made(kernel, workspace):
    text = (
        "from firsthand.course import yours\nother = yours('dot')\ndef dot(a, b):\n    return other(a, b)\n"
    )
    workspace.answers.save("dot", text)
    shown = kernel.run("from firsthand.course import check\nprint(check('dot').__module__)")
    assert "✗ dot · ready-made" in shown["text"]
    assert "firsthand.foundations" in shown["text"]


def test_an_answer_that_asks_for_itself_is_graded_once(kernel, workspace):
    # A text of its own: what failed once in a process is not graded there again.
    workspace.answers.save("dot", BROKEN["uses itself"] + "# once\n")
    shown = kernel.run(
        """
        from firsthand.course import yours
        from firsthand.course.grading import grade as grading
        calls, real = [], grading.grade_file
        def counting(*args, **named):
            calls.append(args)
            return real(*args, **named)
        grading.grade_file = counting
        yours("dot")
        grading.grade_file = real
        print(len(calls))
        """
    )
    assert shown["text"] == "1\n"


def test_yours_is_yours_once_it_passes_and_the_roadmap_knows(kernel, workspace):
    workspace.answers.save("dot", find_exercise("dot").solution())
    shown = kernel.run("from firsthand.course import yours\nprint(yours('dot').__module__)")
    assert shown["text"] == "answer_dot\n"
    assert workspace.progress.states() == {"dot": "passed"}


def test_yours_makes_no_workspace(kernel, workspace, tmp_path):
    elsewhere = tmp_path / "nowhere"
    kernel.run(f"os.environ['FIRSTHAND_WORKSPACE'] = {str(elsewhere)!r}")
    shown = kernel.run("from firsthand.course import yours\nprint(yours('dot').__module__)")
    assert shown["text"] == "firsthand.foundations.vectors\n"
    assert not elsewhere.exists()


def test_hints_and_the_solution(kernel, workspace):
    shown = kernel.run(
        "from firsthand.course import hint, solution\nhint('dot')\nhint('dot')\nsolution('dot')"
    )
    assert shown["error"] is None
    assert "Hint 1 of" in shown["text"]
    assert "Hint 2 of" in shown["text"]
    assert "def dot(a, b):" in shown["text"]
    assert workspace.progress.hints_seen("dot") == 2
    assert [waiting.exercise for waiting in workspace.progress.revisits()] == ["dot"]


def test_race_is_still_the_function_after_a_race(kernel, workspace):
    shown = kernel.run(
        """
        from firsthand.course import race
        race("dot")
        from firsthand.course import race
        print(callable(race))
        """
    )
    assert shown["error"] is None
    assert "Race · dot" in shown["text"]
    assert "True" in shown["text"]


def test_a_full_disk_still_grades_and_says_what_was_not_saved(kernel, small_disk):
    root = small_disk.folder / "course"
    kernel.run(f"os.environ['FIRSTHAND_WORKSPACE'] = {str(root)!r}")
    kernel.run(WRONG)
    small_disk.fill()
    shown = kernel.run(RIGHT + "\nprint(dot.__module__)")
    assert shown["error"] is None
    assert "✓ dot · passed" in shown["text"]
    assert "the disk is full" in shown["text"]
    assert "__main__" in shown["text"]
    small_disk.make_room()
    assert "a + b" in Workspace(root).answers.read("dot")


def test_in_a_plain_script_the_card_is_plain_text(workspace, tmp_path):
    script = tmp_path / "mine.py"
    script.write_text(WRONG + "\nprint(dot([1.0], [2.0]))\n")
    done = subprocess.run(
        [sys.executable, script],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONWARNINGS": "error"},
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("✗ dot · wrong value")
    assert done.stdout.endswith("2.0\n")
    assert done.stderr == ""


def test_the_result_fits_a_notebook_file(kernel):
    (bundle,) = kernel.run(RIGHT)["bundles"]
    output = nbformat.v4.new_output("display_data", data=bundle)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(outputs=[output])])
    nbformat.validate(notebook)
