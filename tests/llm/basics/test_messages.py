"""The messages of one question."""

import copy

from hypothesis import given
from hypothesis import strategies as st

from firsthand.llm.basics.messages import chat_messages

PAIRS = st.lists(st.tuples(st.text("ab"), st.text("ab")), max_size=3)


def turns(pairs):
    return [
        {"role": role, "content": text}
        for pair in pairs
        for role, text in zip(("user", "assistant"), pair, strict=True)
    ]


@given(st.text("ab"), st.none() | st.text("ab"), PAIRS, PAIRS)
def test_system_examples_history_question_in_this_order(question, system, said, examples):
    history = turns(said)
    before = copy.deepcopy(history)
    messages = chat_messages(question, system, history, examples)
    opening = [] if system is None else [{"role": "system", "content": system}]
    asked = [{"role": "user", "content": question}]
    assert messages == [*opening, *turns(examples), *before, *asked]
    messages[-2 if len(messages) > 1 else -1]["content"] = "changed"
    assert history == before


def test_a_question_alone():
    assert chat_messages("Why?") == [{"role": "user", "content": "Why?"}]
