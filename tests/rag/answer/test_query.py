"""Questions: what they are about, what they ask the meaning of, and what they lean on from before."""

import pytest

from firsthand.rag.answer.query import Exchange, defines, leans_on_before, standalone, subjects, telling_words


def test_telling_words_are_what_a_question_is_about():
    assert telling_words("What is the best framework for deep learning?") == ["framework", "deep", "learning"]
    assert telling_words("Why is it so?") == []
    assert subjects("who created Rust?") == ["Rust"]
    assert subjects("who created rust?") == ["rust"]
    assert subjects("What is the capital of France?") == ["France"]
    assert subjects("why is the sky blue?") == []


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
