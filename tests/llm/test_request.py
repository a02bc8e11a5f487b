"""What is wrong with the arguments is told before anything is sent."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.llm import LLMError, chat_messages
from firsthand.llm.request import checked

HELLO = {"role": "user", "content": "Hello"}


def said(*args, **options):
    with pytest.raises(LLMError) as caught:
        checked(*args, **options)
    return str(caught.value)


def test_a_question_is_a_conversation_of_one():
    assert checked("Hello").messages == (HELLO,)
    assert checked("Hello", "Be kind").system == "Be kind"
    assert checked("Hello", "").system is None


def test_the_arguments_stay_as_they_were():
    messages = chat_messages("Hello", system="Be kind")
    request = checked(messages)
    assert len(messages) == 2
    assert request.messages[0] is not messages[1]


def test_what_chat_messages_makes_is_taken():
    messages = chat_messages("c?", "Be kind", [HELLO, {"role": "assistant", "content": "Hi"}], [("a?", "a")])
    request = checked(messages)
    assert request.system == "Be kind"
    assert [message["content"] for message in request.messages] == ["a?", "a", "Hello", "Hi", "c?"]


@pytest.mark.parametrize(
    ("messages", "expected"),
    [
        ([], "messages is empty. Give at least one question."),
        ([{"role": "system", "content": "Be kind"}], "messages is empty. Give at least one question."),
        ("", "messages[0] is empty. Every message needs a text."),
        (" \n", "messages[0] is empty. Every message needs a text."),
        ([HELLO, {"role": "assistant", "content": ""}], "messages[1] is empty."),
        (
            [{"role": "User", "content": "Hello"}],
            "messages[0] has the role 'User'. It must be 'user' or 'assistant'",
        ),
        ([{"role": "bot", "content": "Hello"}], "messages[0] has the role 'bot'."),
        ([HELLO, {"role": "system", "content": "Be kind"}], "messages[1] has the role 'system'."),
        ([{"role": "system", "content": "a"}] * 2 + [HELLO], "messages[1] has the role 'system'."),
        ([{"role": "user"}], "messages[0] must be a dict with the keys 'role' and 'content', got ['role']."),
        ([{"role": "user", "content": "a", "nmae": "b"}], "got ['content', 'nmae', 'role']."),
        (["Hello"], "messages[0] must be a dict with the keys 'role' and 'content', got str."),
        ([None], "got NoneType."),
        ([{"role": "user", "content": None}], "messages[0]['content'] must be a str, got NoneType."),
        (
            [{"role": "user", "content": [{"type": "text"}]}],
            "messages[0]['content'] must be a str, got list.",
        ),
        ([{"role": "user", "content": b"Hello"}], "messages[0]['content'] must be a str, got bytes."),
        ([{"role": ["user"], "content": "Hello"}], "messages[0] has the role ['user']."),
        (
            "half \ud83d a smile",
            "messages[0]['content'] holds half a character (a lone surrogate) at position 5.",
        ),
        (None, "messages must be a str or a list of messages, got NoneType."),
        (7, "messages must be a str or a list of messages, got int."),
        (HELLO, "messages must be a str or a list of messages, got dict."),
        (b"Hello", "messages must be a str or a list of messages, got bytes."),
    ],
)
def test_wrong_messages(messages, expected):
    assert expected in said(messages)


def test_two_system_messages_are_one_too_many():
    messages = [{"role": "system", "content": "a"}, HELLO]
    assert (
        said(messages, system="b")
        == "There is a system message in messages and one in system=. Keep one of them."
    )


def test_a_wrong_system_text():
    assert said("Hello", system=3) == "system must be a str, got int."
    assert "system holds half a character" in said("Hello", system="\udc00")


@pytest.mark.parametrize("temperature", [math.nan, math.inf, -0.1, 2.1, "0.5", True, 1j, [1]])
def test_a_wrong_temperature(temperature):
    assert said("Hello", temperature=temperature).startswith("temperature must be a number from 0 to 2, got ")


@pytest.mark.parametrize("max_tokens", [0, -5, 1.5, "10", True, None, math.nan])
def test_a_wrong_max_tokens(max_tokens):
    assert said("Hello", max_tokens=max_tokens).startswith(
        "max_tokens must be a whole number of at least 1, got "
    )


@pytest.mark.parametrize("temperature", [0, 0.0, 1, 2, None])
def test_right_temperatures(temperature):
    assert checked("Hello", temperature=temperature).temperature == temperature


@given(st.text(), st.text(max_size=20))
def test_any_text_is_taken_or_told(text, system):
    if text.strip() and all(map(_encodes, (text, system))):
        assert checked(text, system=system).messages[0]["content"] == text
    else:
        assert said(text, system=system).startswith(("messages[0]", "system"))


def _encodes(text):
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


def test_the_size_bounds_the_tokens_of_a_real_tokenizer(tiny_model):
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(tiny_model)
    for text in ("Hello", "Grüße 😀 " * 50, "x" * 1000, "\x00\x01"):
        ids = tokenizer.apply_chat_template(chat_messages(text, "Be kind"), add_generation_prompt=True)[
            "input_ids"
        ]
        assert len(ids) <= checked(text, "Be kind").size
