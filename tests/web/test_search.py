"""What the search box looks through."""

import re

import pytest

from firsthand.course.content import catalog
from firsthand.web.search import index, words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Over-fitting, again: over-fitting", ["again", "fitting", "over", "overfitting"]),
        ("the learner’s snake_case", ["case", "learner", "learners", "s", "snake", "the"]),
        ("of $x^2 + y$ and `code` at [a](http://b)", ["a", "and", "at", "code", "of"]),
        ("before\n```python\nx = secret\n```\nafter", ["after", "before"]),
        ("$$\\sum a$$ Émile 3", ["3", "émile"]),
        ("", []),
    ],
)
def test_words_of_a_text(text, found):
    assert words(text) == found


def test_every_lesson_exercise_and_explorable_can_be_found_at_its_address():
    rows = {(row["kind"], row["href"]): row for row in index()}
    for lesson in catalog.lessons():
        assert rows["lesson", f"/lesson/{lesson.id}"]["name"] == lesson.title
        for id in lesson.exercises:
            assert rows["exercise", f"/lesson/{lesson.id}#{id}"]["name"] == id
        for id in lesson.explorables:
            assert rows["explorable", f"/explore/{id}"]["name"] != id.replace("_", " "), (
                "its own title is read"
            )
    assert len(rows) == len(index()), "no address stands twice"


def test_a_section_is_found_by_its_words_and_no_name_holds_markup():
    rows = index()
    (found,) = [row for row in rows if row["name"] == "Learning by heart"]
    assert re.fullmatch(r"/lesson/training_networks#s-[\w-]+", found["href"])
    assert "overfitting" in found["words"].split() or "overfits" in found["words"].split()
    assert not any(re.search(r"[<>`]|&\w+;", row["name"]) for row in rows)


def test_the_task_of_an_exercise_is_among_its_words():
    (softmax,) = [row for row in index() if row["name"] == "softmax"]
    assert "probabilities" in softmax["words"].split()
