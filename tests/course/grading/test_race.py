import numpy as np
import pytest

from firsthand.course.content import catalog
from firsthand.course.grading.exercise import Exercise, Race
from firsthand.course.grading.race import race
from firsthand.course.grading.registry import find_exercise
from firsthand.course.grading.result import RaceResult
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
