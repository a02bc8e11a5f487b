"""Answers read from replies, and the one form of a number."""

import pytest

from firsthand.llm.prompt_lab.answers import canonical, final_answer


@pytest.mark.parametrize(
    ("reply", "answer"),
    [
        ("2 + 2 = 4\nAnswer: 4", "4"),
        ("**Answer:** $12", "$12"),
        ("**Answer: yes**\n", "yes"),
        ("Answer: 3\nNo, wait.\nanswer: 5", "5"),
        ("> Answer: a: b", "a: b"),
        ("The answer: is not this", None),
        ("Answer:", None),
        ("Nothing", None),
        ("Answer: 7\r\n", "7"),
    ],
)
def test_the_last_answer_line_counts(reply, answer):
    assert final_answer(reply) == answer


@pytest.mark.parametrize(
    ("answer", "form"),
    [
        ("$12.00", "12"),
        ("12 dollars", "12"),
        ("1,200", "1200"),
        ("€3.50", "3.5"),
        ("-4", "-4"),
        ("Yes.", "yes"),
        ("12 apples", "12 apples"),
        ("$", "$"),
        (",", ","),
        ("", None),
        (None, None),
        ("12345678901", "12345678901"),
    ],
)
def test_numbers_have_one_form(answer, form):
    assert canonical(answer) == form
