"""Exercises by name."""

import pytest

from firsthand.course.content import catalog
from firsthand.course.grading.exercise import Exercise
from firsthand.course.grading.registry import find_exercise
from firsthand.errors import FirsthandError


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("sofmax", "no exercise called 'sofmax'. Did you mean 'softmax'"),
        ("../../etc/passwd", "no exercise"),
    ],
)
def test_an_unknown_name_suggests_the_nearest(name, message):
    with pytest.raises(FirsthandError, match=message):
        find_exercise(name)


def test_an_exercise_is_found_by_its_id_and_is_one_however_often_it_is_asked_for():
    found = find_exercise("softmax")
    assert isinstance(found, Exercise)
    assert found.id == "softmax"
    assert find_exercise("softmax") is found


def test_one_that_its_lesson_asks_for_and_does_not_declare_is_named_with_the_file(monkeypatch):
    monkeypatch.setattr(catalog, "lesson_of", lambda id: catalog.lesson("vectors"))
    with pytest.raises(FirsthandError, match=r"vectors/exercises\.py declares no exercise 'not_there'"):
        find_exercise("not_there")
