"""A conversation cut to a budget, and split for Anthropic."""

import copy
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.llm.basics.conversation import split_system, trim_history

ROLES = st.sampled_from(["system", "user", "assistant"])
MESSAGES = st.lists(st.tuples(ROLES, st.text("ab", max_size=3)), max_size=8).map(
    lambda turns: [{"role": role, "content": text} for role, text in turns]
)
TALKS = st.lists(st.tuples(st.sampled_from(["user", "assistant"]), st.integers(0, 9)), max_size=10)


def said(*turns):
    return [{"role": role, "content": text} for role, text in turns]


def talk(turns):
    return said(*((role, str(at)) for at, (role, _) in enumerate(turns))), [length for _, length in turns]


@given(TALKS, st.integers(0, 40))
def test_what_is_kept_is_the_longest_end_that_fits_and_begins_with_a_question(turns, budget):
    messages, lengths = talk(turns)
    fitting = [
        messages[at:]
        for at in range(len(messages))
        if sum(lengths[at:]) <= budget and messages[at]["role"] == "user"
    ]
    assert trim_history(messages, lengths, budget) == max(fitting, key=len, default=[])


def test_trimming_stops_at_the_first_that_does_not_fit():
    messages, lengths = talk([("user", 1), ("user", 9), ("user", 1)])
    assert trim_history(messages, lengths, 5) == messages[2:]


@given(MESSAGES)
def test_splitting_loses_no_text_and_leaves_turns_that_alternate(messages):
    before = copy.deepcopy(messages)
    system, turns = split_system(messages)
    assert messages == before
    roles = [turn["role"] for turn in turns]
    assert all(one != other for one, other in pairwise(roles))
    assert "system" not in roles
    for role in ("user", "assistant"):
        texts = [one["content"] for one in messages if one["role"] == role]
        assert "\n\n".join(turn["content"] for turn in turns if turn["role"] == role) == "\n\n".join(texts)
    assert system == "\n\n".join(one["content"] for one in messages if one["role"] == "system")


@pytest.mark.parametrize(
    ("messages", "expected"),
    [
        ([], ("", [])),
        (said(("system", "s"), ("user", "u")), ("s", said(("user", "u")))),
        (said(("user", "a"), ("system", "s"), ("user", "b")), ("s", said(("user", "a\n\nb")))),
    ],
)
def test_splitting_by_example(messages, expected):
    assert split_system(messages) == expected
