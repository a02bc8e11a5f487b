"""Every exercise through its states: untouched stub, each known wrong answer with its own advice, each right one."""

import inspect
import re
from dataclasses import replace

import pytest

from firsthand.course.content import catalog
from firsthand.course.grading.examine import examine
from firsthand.course.grading.exercise import Clause, Exercise
from firsthand.course.grading.grade import grade, grade_file
from firsthand.course.grading.registry import find_exercise

EXERCISES: list[Exercise] = [find_exercise(name) for name in catalog.exercise_ids()]
MISTAKES = [
    (e, replace(m, version=version))
    for e in EXERCISES
    for m in e.all_mistakes
    for version in (m.version, *m.also)
]
CLAUSES = [(e, c) for e in EXERCISES for c in e.clauses]
ALSO_RIGHT = [(e, f) for e in EXERCISES for f in e.also_right]


def name(thing):
    if isinstance(thing, Exercise):
        return thing.id
    if isinstance(thing, Clause):
        return thing.ignored.version.__name__
    return getattr(thing, "__name__", None) or thing.version.__name__


@pytest.mark.parametrize("exercise", EXERCISES, ids=name)
def test_the_stub_counts_as_untouched(exercise, tmp_path):
    path = tmp_path / f"{exercise.id}.py"
    path.write_text(exercise.stub())
    assert grade_file(path, exercise.id).outcome == "untouched"


@pytest.mark.parametrize("exercise", EXERCISES, ids=name)
def test_the_solution_passes_once_it_stands_in_a_file_under_its_own_steam(exercise, tmp_path, monkeypatch):
    monkeypatch.setenv("FIRSTHAND_WORKSPACE", str(tmp_path / "course"))
    path = tmp_path / f"{exercise.id}.py"
    path.write_text(exercise.solution())
    result = grade_file(path, exercise.id)
    assert result.passed, result


@pytest.mark.parametrize(("exercise", "mistake"), MISTAKES, ids=name)
def test_a_known_mistake_is_rejected_with_its_own_advice(exercise, mistake):
    result = grade(exercise.id, mistake.version)
    assert (result.outcome, result.advice) == (mistake.outcome, mistake.advice), result


@pytest.mark.parametrize(("exercise", "clause"), CLAUSES, ids=name)
def test_a_clause_stands_in_the_stub(exercise, clause):
    assert flat(clause.text) in flat(exercise.stub())


@pytest.mark.parametrize(("exercise", "clause"), CLAUSES, ids=name)
def test_nothing_but_its_clause_rejects_a_version_that_overlooks_it(exercise, clause):
    result = examine(without(exercise, clause), clause.ignored.version)
    assert result.passed, result


def without(exercise, clause):
    """The exercise without one of its clauses; what it draws is the same, and so is what the reference does there."""
    fewer = replace(exercise, clauses=[other for other in exercise.clauses if other is not clause])
    for name in ("drawn", "samples", "known"):
        vars(fewer)[name] = getattr(exercise, name)
    return fewer


@pytest.mark.parametrize("exercise", EXERCISES, ids=name)
def test_each_error_that_the_docstring_promises_is_a_clause(exercise):
    said = [flat(clause.text) for clause in exercise.clauses]
    for error, when in promised_errors(inspect.getdoc(exercise.reference) or ""):
        assert any(flat(message) in flat(when) for message in said), f"{error}: {when}"


def flat(text):
    return " ".join(text.split())


def promised_errors(doc):
    """Each entry of a docstring's Raises section: the error's name and when it comes."""
    section = re.search(r"Raises\n-+\n(.*?)(?=\n\n\S|\n\S+\n-{3,}|\Z)", doc, re.DOTALL)
    entries = re.split(r"^(?=\S)", section.group(1), flags=re.MULTILINE) if section else []
    return [tuple(map(str.strip, entry.partition("\n")[::2])) for entry in entries if entry.strip()]


@pytest.mark.parametrize(("exercise", "version"), ALSO_RIGHT, ids=name)
def test_another_right_way_passes(exercise, version):
    result = grade(exercise.id, version)
    assert result.passed, result


@pytest.mark.parametrize("exercise", EXERCISES, ids=name)
def test_the_library_object_itself_is_ready_made(exercise):
    assert grade(exercise.id, exercise.reference).outcome == "ready-made"


@pytest.mark.parametrize("exercise", EXERCISES, ids=name)
def test_a_function_that_returns_nothing_is_told_so(exercise):
    parameters = [
        p.replace(annotation=p.empty) for p in inspect.signature(exercise.reference).parameters.values()
    ]
    namespace = {}
    exec(f"def {exercise.id}({', '.join(map(str, parameters))}):\n    nothing = 0", namespace)
    result = grade(exercise.id, namespace[exercise.id], source="")
    assert result.outcome == "wrong type"
    assert "return" in result.advice


@pytest.mark.parametrize("exercise", EXERCISES, ids=name)
def test_an_exercise_is_well_equipped(exercise):
    assert len(exercise.mistakes) >= 3
    assert len(exercise.also_right) >= 1
    assert len(exercise.hints) >= 2
    advice = [mistake.advice for mistake in exercise.all_mistakes]
    assert len(set(advice)) == len(advice), "two mistakes share one advice"
    assert exercise.task
    assert len(exercise.edges) >= 3


def test_the_course_has_the_planted_answers_it_promises():
    assert len(MISTAKES) >= 60
    assert len(ALSO_RIGHT) >= 25
