"""Answers that attack their grader: what they may reach is their own process. Each has a deadline."""

import os
import sys
import time

import psutil
import pytest
from tests.course.grading.softmax import RIGHT

from firsthand.course.grading.pool import Workers

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="these attacks are written for POSIX")


@pytest.fixture(scope="module")
def workers():
    workers = Workers(spare=1)
    yield workers
    workers.close()


@pytest.fixture
def check(workers, tmp_path):
    def check(source, seconds=5.0):
        (tmp_path / "softmax.py").write_text(source)
        return workers.check("softmax", tmp_path / "softmax.py", tmp_path, seconds)

    return check


WRONG = "def softmax(logits, axis=-1):\n    return logits\n"
PATCHES = {
    "the comparison": "import firsthand.course.grading.compare as m\nm.agree = lambda *given: None\n",
    "the judge": "import firsthand.course.grading.judge as m\nm.Judge.__call__ = lambda *given, **named: (None, None)\n",
    "the reference": "from firsthand.course.grading.registry import find_exercise\nobject.__setattr__(find_exercise('softmax'), 'reference', lambda x, axis=-1: x)\n",
    "NumPy": "import numpy as np\nnp.isclose = np.allclose = lambda *given, **named: True\nnp.all = lambda *given: True\n",
    "the exercise's comparison": "from firsthand.course.grading.registry import find_exercise\nobject.__setattr__(find_exercise('softmax'), 'agree', lambda *given: None)\n",
}


@pytest.mark.parametrize("what", PATCHES)
def test_what_an_answer_patches_is_not_what_judges_it(check, what):
    assert not check(PATCHES[what] + WRONG).passed
    assert check(RIGHT).passed


def test_the_reference_on_the_stack_is_no_answer(check):
    result = check(
        """
import sys

def softmax(logits, axis=-1):
    frame = sys._getframe(1)
    while frame:
        for held in list(frame.f_locals.values()):
            if hasattr(held, "reference"):
                return held.reference(logits, axis)
        frame = frame.f_back
    raise LookupError
"""
    )
    assert not result.passed


def test_right_for_the_first_hundred_calls_is_wrong(check):
    assert not check(
        RIGHT.replace(
            "    e = ", "    calls.append(1)\n    logits = logits * (len(calls) <= 100)\n    e = "
        ).replace("import numpy as np\n", "import numpy as np\ncalls = []\n")
    ).passed


def test_an_answer_that_deletes_its_own_file_gets_it_back(check, tmp_path):
    source = RIGHT.replace(
        "    e = ", "    import os\n    if os.path.exists(__file__):\n        os.remove(__file__)\n    e = "
    )
    check(source)
    assert (tmp_path / "softmax.py").read_text() == source


MARK = "firsthand-left-behind"
LEAVES = {
    "a child": "subprocess.Popen(command)",
    "one of its own session": "subprocess.Popen(command, start_new_session=True)",
    "a grandchild": "subprocess.run([sys.executable, '-c', f'import subprocess; subprocess.Popen({command!r}, start_new_session=True)'])",
}


@pytest.mark.parametrize("how", LEAVES)
@pytest.mark.parametrize("then", ["", "os._exit(3)"])
def test_no_process_is_left_behind(check, how, then):
    check(
        f"""
import os, subprocess, sys
command = [sys.executable, "-c", "import time; time.sleep(60)", "{MARK}"]
{LEAVES[how]}

def softmax(logits, axis=-1):
    {then or "return logits"}
"""
    )
    end = time.monotonic() + 10
    while _left() and time.monotonic() < end:
        time.sleep(0.1)
    assert not _left()


def _left():
    found = []
    for process in psutil.process_iter():
        try:
            if MARK in process.cmdline() and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process.pid)
        except psutil.Error:
            continue
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere its parent is the command itself")
def test_one_that_kills_its_parent_takes_only_the_grader_with_it(check):
    result = check(
        "import os, signal\n\ndef softmax(logits, axis=-1):\n    os.kill(os.getppid(), signal.SIGKILL)\n    return logits\n"
    )
    assert result.outcome == "crashed"
    assert "grading process itself ended" in result.message
    assert check(RIGHT).passed


def test_sleep_is_told_from_a_loop(check):
    result = check("import time\n\ndef softmax(logits, axis=-1):\n    time.sleep(1e6)\n", seconds=2.0)
    assert (result.outcome, "it waits" in result.message) == ("too slow", True), result.message


def test_a_pause_within_an_import_is_nobodys_fault(check, tmp_path):
    (tmp_path / "heavy_library.py").write_text("total = sum(i for i in range(60_000_000))\n")
    before = f"import sys\nsys.path.insert(0, {str(tmp_path)!r})\nimport heavy_library\n"
    assert check(before + RIGHT, seconds=20.0).passed


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system sets no such limit")
def test_more_memory_than_an_answer_may_have_is_not_even_reserved(check):
    reserves = RIGHT.replace("    e =", "    np.empty(400_000_000)\n    e =")  # 3.2 GB, never written to
    result = check(reserves)
    assert (result.outcome, "MemoryError" in f"{result.message} {result.traceback}") == ("crashed", True), (
        result
    )
