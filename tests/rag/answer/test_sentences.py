"""The sentences of a chunk that can stand in an answer, each whole."""

from types import SimpleNamespace

import pytest

from firsthand.rag.answer.sentences import sentences_of


def sentences(text):
    chunk = SimpleNamespace(text=text, start=100, end=100 + len(text), heading="")
    found = sentences_of(SimpleNamespace(chunk=chunk))
    assert all(" ".join(text[one.start - 100 : one.end - 100].split()).endswith(one.text) for one in found)
    return [one.text for one in found]


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
