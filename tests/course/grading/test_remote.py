"""The other side of an answer: what it may take."""

import os

import numpy as np
import pytest
from tests.course.grading.softmax import RIGHT

from firsthand.course.grading import remote
from firsthand.course.grading.trial import try_file

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="these attacks are written for POSIX")


def test_a_small_answer_in_a_large_grader_is_not_charged_for_its_grader(monkeypatch, tmp_path):
    """A forked process starts with all that its parent holds."""
    held = np.ones(40_000_000)
    monkeypatch.setattr(remote, "MEMORY_BYTES", held.nbytes // 2)
    path = tmp_path / "softmax.py"
    path.write_text(RIGHT)
    assert try_file(path, "softmax", str(tmp_path)).passed
    greedy = "    import time\n    held = np.ones(80_000_000)\n    time.sleep(0.3)\n    e ="
    path.write_text(RIGHT.replace("    e =", greedy))
    assert "memory" in try_file(path, "softmax", str(tmp_path)).message
