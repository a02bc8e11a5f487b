"""A race of an answer in its own process."""

import sys

import pytest

from firsthand.course.grading.result import RaceResult
from firsthand.course.grading.trial import race_file

FORGING = """
import sys, time
import numpy as np

really_sleep = time.sleep

def dot(a, b):
    really_sleep(0.001)
    return float(sum(x * y for x, y in zip(a, b)))

for name in ("perf_counter", "process_time", "monotonic", "time"):
    setattr(time, name, lambda: 0.0)
time.sleep = lambda seconds: None
np.median = lambda *given, **named: 0.0
np.isclose = np.allclose = lambda *given, **named: True
for name, module in list(sys.modules.items()):
    if name.endswith((".race", ".compare", ".trial", ".remote")):
        for what in ("race", "_times", "_seconds", "_repeats", "agree", "median"):
            if hasattr(module, what):
                setattr(module, what, lambda *given, **named: 0.0)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="written for POSIX")
def test_an_answer_cannot_forge_its_time(tmp_path):
    """Each call sleeps a thousandth of a second and stops every clock within its reach."""
    path = tmp_path / "dot.py"
    path.write_text(FORGING)
    found = RaceResult.from_json(race_file(path, "dot"))
    yours = [lap.seconds for lap in found.laps if lap.contestant == "yours"]
    assert yours, found.equal
    assert min(yours) >= 0.0009
    assert all(lap.seconds > 0 for lap in found.laps)
    assert {lap.contestant for lap in found.laps} > {"yours", "ours"}


def test_an_answer_that_fails_on_a_large_input_leaves_the_race(tmp_path):
    path = tmp_path / "dot.py"
    path.write_text(
        "def dot(a, b):\n    assert len(a) < 200\n    return float(sum(x * y for x, y in zip(a, b)))\n"
    )
    found = RaceResult.from_json(race_file(path, "dot"))
    assert "yours is left out: it raises AssertionError" in found.equal


def test_an_answer_that_has_not_passed_does_not_run_and_the_report_says_so(tmp_path):
    path = tmp_path / "dot.py"
    path.write_text("def dot(a, b):\n    return 1.0\n")
    found = RaceResult.from_json(race_file(path, "dot"))
    assert "yours" not in {lap.contestant for lap in found.laps}
    assert "has not passed its check (wrong" in found.equal


# Each honest call takes a thousandth of a second at least, and the work is left out where it was done before.
REMEMBERING = """
import time

done = {{}}

def dot(a, b):
    key = {key}
    if key not in done:
        time.sleep(0.001)
        # The arguments are kept, so that no others get their identity.
        done[key] = float(sum(x * y for x, y in zip(a, b))), a, b
    return done[key][0]
"""


@pytest.mark.parametrize("key", ["id(a)", "(a.tobytes(), b.tobytes())"], ids=["identity", "content"])
def test_an_answer_that_remembers_results_gains_nothing(key, tmp_path):
    path = tmp_path / "dot.py"
    path.write_text(REMEMBERING.format(key=key))
    found = RaceResult.from_json(race_file(path, "dot"))
    yours = [lap.seconds for lap in found.laps if lap.contestant == "yours"]
    assert yours, found.equal
    assert min(yours) >= 0.0009


def test_an_answer_that_works_at_its_first_call_alone_is_left_out(tmp_path):
    path = tmp_path / "dot.py"
    path.write_text(REMEMBERING.format(key="len(a) if len(a) > 90 else id(a)"))
    found = RaceResult.from_json(race_file(path, "dot"))
    assert "From size 100 on yours is left out: its result differs" in found.equal
