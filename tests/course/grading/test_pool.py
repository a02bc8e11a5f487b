"""Real processes: what learner code can do to one, and that the course goes on."""

import os
import re
import subprocess
import sys
import textwrap
import time
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest
from tests.course.grading.softmax import RIGHT
from tests.fence import Fence, family

from firsthand.course.grading.pool import Workers


def body(*lines):
    """A softmax whose body is these lines."""
    return "import numpy as np\n\ndef softmax(logits, axis=-1):\n" + "".join(
        f"    {line}\n" for line in lines
    )


def test_a_right_answer_passes(check):
    result = check(RIGHT)
    assert result.passed, result


def test_a_naive_answer_gets_its_smallest_input_and_diagnosis(check):
    result = check(body("e = np.exp(logits)", "return e / e.sum(axis=axis, keepdims=True)"))
    assert result.outcome == "wrong value"
    assert result.got == "[nan]"
    assert result.expected == "[1.]"
    assert "overflow" in result.advice


@pytest.mark.parametrize(
    ("lines", "outcome", "message"),
    [
        (["import os", "os._exit(7)"], "crashed", "exit code 7"),
        (["import sys", "sys.exit()"], "crashed", "SystemExit"),
        (["raise KeyboardInterrupt"], "crashed", "KeyboardInterrupt"),
        (["return softmax(logits)"], "crashed", "RecursionError"),
        (["return input()"], "crashed", "EOFError"),
        (["return [np.ones((40_000, 40_000)) for _ in range(9)]"], "crashed", "emory"),
        (["import os, signal", "os.kill(os.getpid(), signal.SIGKILL)"], "crashed", "ended"),
        (["return 'softmax'"], "wrong type", "a string"),
        (["return softmax"], "wrong type", "function"),
        (["return None"], "wrong type", "None"),
        (["logits -= 7", "return logits"], "changed its input", "logits"),
        (["logits = np.asarray(logits, float)", "return logits.size"], "wrong type", "whole number"),
    ],
)
def test_what_learner_code_does_gets_its_outcome(check, lines, outcome, message):
    result = check(body(*lines))
    assert result.outcome == outcome, result
    assert message in result.message + result.traceback, result


def test_a_python_loop_without_end_is_stopped_inside(check):
    result = check(body("n = 1", "while n:", "    n += 1"))
    assert result.outcome == "too slow"
    assert result.call.startswith("softmax(")
    assert re.search(r"then in line \d+: (while n:|n \+= 1)$", result.message), result.message


def test_a_loop_without_end_in_a_library_is_named_by_the_line_that_called_it(check):
    result = check(body("from fractions import Fraction", "sum(Fraction(1, n) for n in range(1, 10**9))"))
    assert re.search(r"then in line \d+: sum\(Fraction", result.message), result.message


def test_a_sleep_without_end_is_stopped_from_outside_and_names_its_input(check):
    result = check(body("import time", "time.sleep(1e6)"), seconds=4.0)
    assert result.outcome == "too slow"
    assert result.call.startswith("softmax(")


def test_endless_prints_and_a_flood_on_the_raw_descriptor_do_no_harm(check):
    flood = RIGHT.replace(
        "    e = np", "    import os\n    print('x' * 100_000)\n    os.write(1, b'{}\\n' * 1000)\n    e = np"
    )
    result = check(flood)
    assert result.passed, result
    assert len(result.printed) <= 2000


def test_an_import_that_never_ends(check):
    result = check("while True:\n    pass")
    assert result.outcome == "too slow"
    assert re.search(r"when it is imported, then in line [12]: (while True:|pass)$", result.message)


def test_what_one_answer_breaks_is_whole_for_the_next(check):
    spoiled = "import numpy as np\nnp.exp = None\nnp.isclose = lambda *a, **k: True\n" + body("return 1.0")
    assert not check(spoiled).passed
    assert check(RIGHT).passed


def test_several_at_once(workers, tmp_path):
    path = tmp_path / "softmax.py"
    path.write_text(RIGHT)
    with ThreadPoolExecutor(3) as pool:
        results = list(pool.map(lambda _: workers.check("softmax", path, tmp_path), range(3)))
    assert all(result.passed for result in results)


def test_closing_ends_every_process():
    # Other tests of this process may keep graders of their own.
    before = {child.pid for child in psutil.Process().children()}
    workers = Workers(spare=2)
    mine = {child.pid for child in psutil.Process().children()} - before
    workers.close()
    left = {child.pid for child in psutil.Process().children() if child.status() != psutil.STATUS_ZOMBIE}
    assert len(mine) == 2
    assert not mine & left


def test_a_killed_parent_leaves_no_process_behind(tmp_path):
    path = tmp_path / "softmax.py"
    path.write_text(body("import time", "time.sleep(1e6)"))
    code = f"""
        from pathlib import Path
        from firsthand.course.grading.pool import Workers
        workers = Workers(spare=1)
        workers.check("softmax", Path({str(path)!r}), Path({str(tmp_path)!r}), 600)
    """
    parent = subprocess.Popen([sys.executable, "-c", textwrap.dedent(code)])
    try:
        # The grader, and the answer's own process.
        children = wait_for(lambda: _two(psutil.Process(parent.pid).children(recursive=True)))
        time.sleep(1)  # until it sleeps in the learner's code
        assert all(child.is_running() for child in children)
    finally:
        os.kill(parent.pid, 9)
        parent.wait()
    wait_for(lambda: not any(_lives(child) for child in children))


def _two(children):
    return children if len(children) == 2 else None


def _lives(process):
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


def wait_for(condition, seconds=30.0):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.1)
    raise AssertionError("it did not come about in time")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows has no fork")
def test_forks_do_not_multiply(check):
    with Fence(most=40, seconds=120, every=0.05, spared=family()) as fence:
        result = check("import os\n" + RIGHT.replace("    e = ", "    os.fork()\n    e = "))
    assert not fence.fell
    assert result.passed


@pytest.mark.parametrize("call", ["yours('dot')", "check('dot')", "check(dot)"])
def test_an_answer_under_trial_writes_no_progress_by_asking_for_another(
    workers, workspace, monkeypatch, call
):
    monkeypatch.setenv("FIRSTHAND_WORKSPACE", str(workspace.root))
    dot = "import numpy as np\ndef dot(a, b):\n    a, b = np.asarray(a, float), np.asarray(b, float)\n"
    dot += "    if a.ndim != 1 or a.shape != b.shape:\n        raise ValueError('shapes')\n"
    workspace.answers.save("dot", dot + "    return float((a * b).sum())\n")
    lines = [
        "from firsthand.course import check, yours",
        *dot.splitlines()[1:],
        "    return 1.0",
        call,
        "return logits",
    ]
    path = workspace.root / "answers" / "softmax.py"
    path.write_text(body(*lines))
    before = workspace.answers.read("dot")
    workers.check("softmax", path, workspace.root, 60.0)
    assert workspace.progress.states() == {}
    assert workspace.answers.read("dot") == before
