"""The parts of answering that need no model and no store: questions, sentences of a chunk, citations."""

from types import SimpleNamespace

import pytest

from firsthand.rag.answer.answer_kinds import has_kind
from firsthand.rag.answer.citation_check import numbers_in, units
from firsthand.rag.answer.query import Exchange, defines, leans_on_before, standalone, subjects, telling_words
from firsthand.rag.answer.sentences import sentences_of
from firsthand.rag.language import alike


def sentences(text):
    chunk = SimpleNamespace(text=text, start=100, end=100 + len(text), heading="")
    found = sentences_of(SimpleNamespace(chunk=chunk))
    assert all(" ".join(text[one.start - 100 : one.end - 100].split()).endswith(one.text) for one in found)
    return [one.text for one in found]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("deploy", "deployment"),
        ("Created", "creates"),
        ("library", "libraries"),
        ("consistently", "consistent"),
        ("C++", "c++"),
    ],
)
def test_forms_of_one_word(one, other):
    assert alike(one, other)


@pytest.mark.parametrize(
    ("one", "other"), [("Rust", "trust"), ("Java", "JavaScript"), ("Spain", "France"), ("git", "digit")]
)
def test_different_words(one, other):
    assert not alike(one, other)


def test_telling_words_are_what_a_question_is_about():
    assert telling_words("What is the best framework for deep learning?") == ["framework", "deep", "learning"]
    assert telling_words("Why is it so?") == []
    assert subjects("who created Rust?") == ["Rust"]
    assert subjects("who created rust?") == ["rust"]
    assert subjects("What is the capital of France?") == ["France"]
    assert subjects("why is the sky blue?") == []


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


def test_a_definition_is_known():
    assert defines("What is a stump?", "A **stump** is a tree with one question.")
    assert defines("What is a stump?", "That is the smallest tree, a **stump**.")
    assert defines("What does dropout do?", "And **dropout**: switch off a random half.")
    assert defines("what do queries mean?", "Queries are what each word asks for.")
    assert not defines("What is a stump?", "Fit a second stump to what is left.")
    assert not defines("Why a stump?", "A stump is a tree.")


@pytest.mark.parametrize(
    ("question", "before", "wanted"),
    [
        ("and who created it?", "What is PyTorch?", "who created it (PyTorch)?"),
        ("And Git?", "Who created Python?", "Who created Git?"),
        ("what about NumPy?", "What is PyTorch?", "What is NumPy?"),
        ("why?", "Is the learning rate too large?", "why (learning rate large)?"),
        ("Who created Python?", "What is PyTorch?", "Who created Python?"),
    ],
)
def test_a_follow_up_stands_alone(question, before, wanted):
    assert standalone(question, [Exchange(before, "")]) == wanted
    assert standalone(question, []) == question


def test_a_follow_up_to_a_follow_up_goes_back_to_what_stood_alone():
    history = [Exchange("What is PyTorch?", ""), Exchange("and who created it?", "")]
    assert standalone("and when?", history) == "when (PyTorch)?"
    assert leans_on_before("and when?")
    assert not leans_on_before("What is the learning rate of a network that is deep?")


def test_sentences_that_can_answer():
    assert sentences("# A heading\n\nOne idea here. And another idea there.") == [
        "One idea here.",
        "And another idea there.",
    ]
    assert sentences(
        "1. *Why this one?* Because of that. And of this.\n2. *Why the other?* For no reason."
    ) == [
        "*Why this one?* Because of that. And of this.",
        "*Why the other?* For no reason.",
    ]
    assert sentences("Let each vote by *rank*. That is **fusion**.\n\nThat is another paragraph.") == [
        "Let each vote by *rank*. That is **fusion**.",
        "That is another paragraph.",
    ]
    assert sentences(
        "*The loss rises. What now?* It overfits. Stop `u *= 2` there.\n\nAnd so on it goes."
    ) == [
        "*The loss rises. What now?* It overfits. Stop `u *= 2` there.",
        "And so on it goes.",
    ]
    assert sentences(
        "* Here `u *= 2` changes it. **Copy** it, or $u * 2$ is lost. No harm is done then."
    ) == [
        "Here `u *= 2` changes it.",
        "**Copy** it, or $u * 2$ is lost.",
        "No harm is done then.",
    ]
    assert sentences("It ends here.\n\n```python\nx = 1  # Not a sentence. No.\n```\n\nThen it goes on.") == [
        "It ends here.",
        "Then it goes on.",
    ]
    assert sentences("| a | table | here |\n|---|---|---|\n| 1 | 2 | 3 |") == []


def test_citations_are_read_wherever_they_stand():
    assert numbers_in("So it is [1][3]. Or (2)? [4, 5] [7-9]") == [1, 3, 2, 4, 5, 7, 8, 9]
    assert numbers_in("In [0] or 1991 or x[i] or none.") == []
    assert units("One is. [1] Two are [2]. Three.\n- Four. [3] [4]") == [
        ("One is. [1]", False),
        ("Two are [2].", False),
        ("Three.", False),
        ("- Four. [3] [4]", True),
    ]


def shown(text):
    chunk = SimpleNamespace(text=text, start=0, end=len(text), heading="")
    return [one.text for one in sentences_of(SimpleNamespace(chunk=chunk))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It is not the weights but the\n**answers themselves**, one a row.", 1),
        ("It is kept at a temperature of\n-18 degrees all through the summer.", 1),
        ("It was first built by them in\n1991. Then came many more of them.", 2),
        ("It has two large parts\n- the first of them\n- the second of them", 3),
    ],
)
def test_a_line_is_an_item_only_with_a_mark_of_its_own(text, found):
    assert len(shown(text)) == found
    assert " ".join(shown(text)).split()[-1] == text.split()[-1]


def test_code_and_lists_go_with_what_leads_to_them():
    assert shown("Start it again with:\n\n```sh\nmake start\n```\n\nThen wait for it.") == [
        "Start it again with: `make start`",
        "Then wait for it.",
    ]
    two = "Start it again with:\n\n```sh\ncd there\n  make\n```"
    assert shown(two) == [two]
    assert shown("It needs two things:\n\n- a pot of water\n- some good salt")[0] == (
        "It needs two things: a pot of water some good salt"
    )


def test_a_passage_that_begins_within_code_shows_its_prose_only():
    assert shown("x = 1\ny = 2\n```\n\nThen it all goes on.") == ["Then it all goes on."]
