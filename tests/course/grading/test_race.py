import sys

import numpy as np
import pytest

from firsthand.course.content import catalog
from firsthand.course.grading.exercise import Exercise, Race
from firsthand.course.grading.race import race
from firsthand.course.grading.registry import find_exercise
from firsthand.course.grading.result import RaceResult
from firsthand.course.grading.trial import race_file
from firsthand.errors import FirsthandError


@pytest.fixture
def doubling(monkeypatch):
    """An exercise of our own, small enough to race in a test."""

    def double(x):
        return x * 2

    def make(theirs):
        exercise = Exercise(
            reference=double,
            task="",
            inputs=None,
            edges=(),
            race=Race(
                lambda size, seed: {"x": np.random.default_rng(seed).normal(size=size)}, theirs, (10, 100)
            ),
        )
        monkeypatch.setattr("firsthand.course.grading.race.find_exercise", lambda _: exercise)
        return exercise

    return make


def test_everyone_runs_every_size_and_the_figure_is_there(doubling):
    doubling({"NumPy": lambda x: np.multiply(x, 2)})
    found = race("double", lambda x: x + x)
    assert {(lap.contestant, lap.size) for lap in found.laps} == {
        (name, size) for name in ("yours", "ours", "NumPy") for size in (10, 100)
    }
    assert all(lap.seconds > 0 for lap in found.laps)
    assert found.svg.startswith("<svg")
    assert found.alt
    assert "All 3" in found.equal


def test_who_disagrees_is_left_out_and_named(doubling):
    doubling({"NumPy": lambda x: np.multiply(x, 3)})
    found = race("double", lambda x: x + x)
    assert {lap.contestant for lap in found.laps} == {"yours", "ours"}
    assert "NumPy is left out" in found.equal


def test_who_disagrees_only_on_larger_inputs_leaves_then(doubling):
    doubling({})
    found = race("double", lambda x: x + x if len(x) < 50 else x)
    assert {lap.size for lap in found.laps if lap.contestant == "yours"} == {10}
    assert "From size 100 on yours is left out" in found.equal


def test_who_is_far_too_slow_does_not_run_the_next_size(doubling, monkeypatch):
    monkeypatch.setattr("firsthand.course.grading.race.MAX_CALL_SECONDS", 0.01)

    def slow(x):
        sum(number * number for number in range(200_000))
        return x * 2

    doubling({})
    found = race("double", slow)
    assert {lap.size for lap in found.laps if lap.contestant == "yours"} == {10}
    assert {lap.size for lap in found.laps if lap.contestant == "ours"} == {10, 100}


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


def test_an_exercise_without_a_race_says_so(monkeypatch):
    exercise = Exercise(reference=abs, task="", inputs=None, edges=())
    monkeypatch.setattr("firsthand.course.grading.race.find_exercise", lambda _: exercise)
    with pytest.raises(FirsthandError, match="no race for abs"):
        race("abs", None)


def test_a_result_survives_a_pipe(doubling):
    doubling({})
    found = race("double", None)
    assert RaceResult.from_json(found.to_json()) == found


def test_a_peer_that_is_not_installed_is_left_out_by_name(doubling):
    def absent(x):
        import no_such_package  # noqa: F401

    doubling({"absent": absent})
    result = race("double", None)
    assert {lap.contestant for lap in result.laps} == {"ours"}
    assert "absent is left out: no_such_package is not installed." in result.equal


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


def test_every_race_gives_another_result_for_another_seed():
    """Otherwise who remembers the first result would win."""
    same = []
    for exercise in filter(lambda e: e.race, map(find_exercise, catalog.exercise_ids())):
        size = exercise.race.sizes[min(1, len(exercise.race.sizes) - 1)]
        one, other = (exercise.race.grow(size, seed) for seed in (1, 2))
        expected = exercise.run(exercise.reference, one)
        if exercise.agree(exercise.run(exercise.reference, other), expected, one) is None:
            same.append(exercise.id)
    # Any cut into folds is right, and any draw; and who finds no fault in right entities finds none in others.
    assert set(same) <= {"bootstrap_sample", "k_fold_indices", "validate_entities"}
