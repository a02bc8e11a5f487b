"""The kind of thing that a question asks for, found in a sentence or not."""

import pytest

from firsthand.rag.answer.answer_kinds import has_kind


@pytest.mark.parametrize(
    ("question", "sentence", "wanted"),
    [
        ("When was it made?", "It was made in 1991.", True),
        ("When was it made?", "It was made of wood.", False),
        ("When should I use it?", "Use it for wood.", True),
        ("How many are there?", "There are seven of them.", True),
        ("How long does it grow?", "It grows to thirty metres.", True),
        ("How many are there?", "There are some.", False),
        ("Who created Git?", "Git was created by Linus Torvalds.", True),
        ("Who created Git?", "Git is a tool for versions.", False),
        ("Who created Git?", "Somebody created Git with Python.", False),
        ("Who created FastAPI?", "FastAPI is a web framework for Python.", False),
        ("Where is the tower?", "The tower stands in Paris.", True),
    ],
)
def test_the_kind_of_thing_that_is_asked_for(question, sentence, wanted):
    assert has_kind(question, sentence) == wanted
