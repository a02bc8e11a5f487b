"""The exercises of the lesson The OpenAI API."""

import json
from typing import Any

import numpy as np
from hypothesis import strategies as st

from firsthand.course.grading.exercise import Clause, Exercise
from firsthand.course.grading.strategies import Once, arguments
from firsthand.lessons import ready_made
from firsthand.lessons.language.openai_api import (
    correct,
    mistakes_ends,
    mistakes_messages,
    mistakes_numbers,
    mistakes_streams,
)
from firsthand.llm.basics.backoff import backoff_delays
from firsthand.llm.basics.cost import count_tokens_cost
from firsthand.llm.basics.messages import chat_messages
from firsthand.llm.basics.streams import join_stream

# Messages ---------------------------------------------------------------------------------------------------

TEXTS = st.sampled_from(["Hi", "Why?", "Be brief.", "2 + 2", "4", "Yes.", " a bird \n", "{x}: 5 %"])
HISTORIES = st.lists(st.tuples(TEXTS, TEXTS), max_size=3).flatmap(
    lambda pairs: st.sampled_from([_turns(*pairs), tuple(_turns(*pairs)), [*_told("Ask."), *_turns(*pairs)]])
)
PAIRS = st.lists(st.tuples(TEXTS, TEXTS), max_size=3)


def _turns(*pairs: tuple[str, str]) -> list[dict[str, str]]:
    roles = ("user", "assistant")
    return [{"role": role, "content": text} for pair in pairs for role, text in zip(roles, pair, strict=True)]


def _told(text: str) -> list[dict[str, str]]:
    return [{"role": "system", "content": text}]


def _asked(question: str, **more: Any) -> dict[str, Any]:
    return {"question": question, **more}


MESSAGES = st.one_of(
    arguments(question=TEXTS),
    arguments(question=TEXTS, system=TEXTS),
    arguments(question=TEXTS, history=HISTORIES),
    arguments(question=TEXTS, examples=PAIRS),
    arguments(question=TEXTS, system=st.none() | TEXTS, history=HISTORIES, examples=PAIRS),
)

# Streams ----------------------------------------------------------------------------------------------------

PIECES = st.sampled_from(["Hi", " there", ".", "\n", " ", "data: 3", "a: b", "[DONE]", "é"])
ASIDES = st.sampled_from(["", ": keep-alive", "event: message", ": data: {}", "id: data: 7", "retry: 10"])
OPENING = {"role": "assistant", "content": ""}


def _line(delta: dict[str, Any] | None, space: str = " ", stop: str | None = None, others: int = 0) -> str:
    choices = [] if delta is None else [{"index": 0, "delta": delta, "finish_reason": stop}]
    choices += [
        {"index": 1 + i, "delta": {"content": "another"}, "finish_reason": None} for i in range(others)
    ]
    return f"data:{space}{json.dumps({'choices': choices}, ensure_ascii=False)}"


def _stream(*lines: str, end: tuple[str, ...] = ("", "data: [DONE]", "")) -> dict[str, Any]:
    """Events with a blank line between them, and what comes behind the last one."""
    parts = [part for line in lines for part in ("", line)][1:]
    return {"lines": [*parts, *end]}


ENDS = [("", "data: [DONE]", ""), ("", "data:[DONE]"), (), ("",)]  # the last two are streams that were cut


SAID = PIECES.map(lambda piece: {"content": piece})
DELTAS = st.one_of(SAID, SAID, st.sampled_from([{}, OPENING, {"role": "assistant"}, {"content": None}, None]))
LINES = st.one_of(
    st.builds(_line, DELTAS),
    st.builds(_line, DELTAS, st.just("")),
    st.builds(_line, SAID, st.just(" "), st.sampled_from(["stop", "length"]), st.sampled_from([0, 2])),
    ASIDES,
)
STREAMS = st.builds(
    lambda lines, end: _stream(*lines, end=end),
    st.lists(LINES, min_size=1, max_size=6),
    st.sampled_from(ENDS),
)

# Numbers ----------------------------------------------------------------------------------------------------

COUNTS = st.sampled_from([0, 1, 10, 250, 1_000, 3, 999, 128_000, 1_000_000])
PRICES = st.sampled_from([1.0, 2.0, 0.5, 10.0, 0.15, 0.6, 3.0, 15.0, 0.0375])
DRAWS = st.lists(st.sampled_from([1.0, 0.5, 0.25, 0.0, 0.9, 0.123456789]), min_size=1, max_size=9).map(
    np.array
)


def _priced(read: int, written: int, input_price: float, output_price: float) -> dict[str, Any]:
    names = ("input_tokens", "output_tokens", "input_price", "output_price")
    return dict(zip(names, (read, written, input_price, output_price), strict=True))


def _drawn(draws: list[float], **more: float) -> dict[str, Any]:
    return {"draws": np.array(draws), **more}


# The exercises ------------------------------------------------------------------------------------------------

chat_messages_exercise = Exercise(
    reference=chat_messages,
    task="Put together what is sent to a chat model for one question: how to behave, examples of good answers, what was "
    "said before, and the question.",
    inputs=MESSAGES,
    edges=[
        _asked("Hi"),
        _asked("Hi", system="Be brief."),
        _asked("Why?", history=_turns(("Hi", "Yes."))),
        _asked("Name a bird.", examples=[("2 + 2", "4")]),
        _asked("Hi", examples=[("2 + 2", "4"), ("Why?", "Yes.")]),
        _asked("Hi", system=None, history=[], examples=[]),
        _asked("Why?", system="Be brief.", history=_turns(("Hi", "Yes.")), examples=[("2 + 2", "4")]),
        _asked("Hi", system="Be brief.", history=_turns(("Hi", "Yes."), ("Why?", "4"))),
        _asked("Hi", system="Be brief.", history=[*_told("Ask."), *_turns(("Hi", "Yes."))]),
        _asked("Why?", history=[*_turns(("Hi", "Yes.")), *_turns(("Why?", "4"))[:1]]),
        _asked(" Hi\n", examples=[("4", " four "), ("4", "4.")], history=tuple(_turns(("Hi", "Yes. ")))),
        _asked("Hi", history=_turns(("1", "2"), ("3", "4"), ("5", "6"), ("7", "8"))),
    ],
    mistakes=mistakes_messages.CHAT_MESSAGES,
    clauses=[
        Clause(
            text="None for no system message at all.",
            ignored=mistakes_messages.EMPTY_COUNTS_AS_NONE,
            edges=[_asked("Hi", system="")],
        )
    ],
    also_right=[correct.messages_at_once, correct.messages_by_insert, correct.messages_by_generator],
    hints=[
        "Start with an empty list and append dicts like {'role': 'user', 'content': 'Hi'}. In which order should somebody read "
        "them who has to answer?",
        "System first, if there is one. Each example becomes two messages, of 'user' and of 'assistant'. Then the history "
        "as it is, and the question last.",
        "for asked, answered in examples: append one of each. Then messages.extend(history), then append the question. Extend "
        "a list of your own: history belongs to the caller.",
    ],
)

join_stream_exercise = Exercise(
    reference=join_stream,
    task="Read a streamed reply: pick the pieces of text out of the lines that came over the wire, and join them.",
    inputs=STREAMS,
    edges=[
        _stream(_line({"content": "Hi"})),
        _stream(_line({"content": "Hi"}), _line({"content": " there"})),
        _stream(_line({"role": "assistant"}), _line({"content": "Hi"})),
        _stream(_line({"content": None}), _line({"content": "Hi"})),
        _stream(_line({"content": "Hi"}), _line({}), _line(None)),
        _stream(": keep-alive", _line({"content": "Hi"})),
        _stream(_line({"content": "Hi"}, space="")),
        _stream(_line({"content": "a: b"}), _line({"content": "data: 3"})),
        _stream(_line({"content": " Hi \n"}), _line({"content": "  "}), _line({"content": "there"})),
        _stream(_line({"content": "Hi"}), end=("",)),
        _stream(_line({"content": "Hi"}), _line({"content": " there"}), end=()),
        _stream(_line({"content": "[DONE]"}), _line({"content": "Hi"})),
        _stream(_line({"content": "Hi"}), end=("", "data:[DONE]")),
        _stream(_line({"content": "Hi"}), _line({"content": " there"}, stop="stop"), _line(None)),
        _stream(_line({"content": "Hi"}, others=1), _line({"content": " there"}, others=2)),
        _stream(': data: {"choices": []}', _line({"content": "Hi"}), "event: data: x"),
    ],
    mistakes=[*mistakes_streams.JOIN_STREAM, *mistakes_ends.ENDS],
    clauses=[
        Clause(
            text="iterable of str",
            ignored=mistakes_streams.LINES_BY_NUMBER,
            edges=[{"lines": Once(_stream(_line({"content": "Hi"}), _line({"content": " there"}))["lines"])}],
        )
    ],
    also_right=[correct.stream_by_loop, correct.stream_by_partition, correct.stream_by_replacing_once],
    hints=[
        "Which lines matter? Only those that begin with 'data:'. What follows the colon is JSON, but for one line.",
        "Leave the loop at [DONE]. json.loads gives a dict; its 'choices' may be empty, 'content' may be missing or None.",
        "choices = json.loads(line[5:])['choices']; if choices: text += choices[0]['delta'].get('content') or ''. (json.loads "
        "does not mind a space at the front.)",
    ],
)

count_tokens_cost_exercise = Exercise(
    reference=count_tokens_cost,
    task="Compute what one request costs, from the tokens that were read and written and from the two prices.",
    inputs=arguments(input_tokens=COUNTS, output_tokens=COUNTS, input_price=PRICES, output_price=PRICES),
    edges=[
        _priced(1_000_000, 0, 1.0, 2.0),
        _priced(0, 1_000_000, 1.0, 2.0),
        _priced(1_000_000, 1_000_000, 1.0, 2.0),
        _priced(1_000, 250, 0.5, 2.0),
        _priced(0, 0, 3.0, 15.0),
        _priced(10, 3, 0.15, 0.6),
        _priced(128_000, 999, 3.0, 15.0),
        _priced(1, 0, 0.0375, 0.15),
        _priced(2_500_000, 1_700_000, 1.25, 10.0),
    ],
    mistakes=mistakes_numbers.COUNT_TOKENS_COST,
    also_right=[correct.cost_in_two_parts, correct.cost_by_price_of_one, correct.cost_by_dot],
    hints=[
        "Two amounts, two prices. What does a million tokens read cost? What does one?",
        "input_tokens * input_price is a million times too much.",
        "return (input_tokens * input_price + output_tokens * output_price) / 1_000_000",
    ],
    out_of_bounds=ready_made.TOKEN_PRICES,
)

backoff_delays_exercise = Exercise(
    reference=backoff_delays,
    task="Say how long to wait before each retry: the longest wait doubles each time up to a cap, and chance decides what "
    "share of it is waited.",
    inputs=st.one_of(
        arguments(draws=DRAWS),
        arguments(draws=DRAWS, base=st.sampled_from([1.0, 0.5, 2.0, 0.1, 3.0])),
        arguments(
            draws=DRAWS, base=st.sampled_from([1.0, 0.5, 3.0]), cap=st.sampled_from([8.0, 2.0, 60.0, 5.0])
        ),
    ),
    edges=[
        _drawn([1.0]),
        _drawn([1.0, 1.0, 1.0]),
        _drawn([0.5]),
        _drawn([0.5, 0.25]),
        _drawn([1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0]),
        _drawn([0.5, 0.5, 0.5, 0.5, 0.5, 0.5]),
        _drawn([0.0, 1.0]),
        _drawn([1.0, 1.0, 1.0], base=3.0, cap=5.0),
        _drawn([1.0, 0.5], base=0.1),
        _drawn([0.5, 1.0], base=4.0, cap=2.0),
        _drawn([0.123456789, 0.987654321, 0.5], base=0.123456),
    ],
    mistakes=mistakes_numbers.BACKOFF_DELAYS,
    clauses=[
        Clause(
            text="n from 0 to 1,000",
            ignored=mistakes_numbers.WHOLE_NUMBERS_RUN_OVER,
            edges=[_drawn([]), _drawn([1.0] * 70)],
        )
    ],
    also_right=[correct.delays_by_loop, correct.delays_by_doubling, correct.delays_by_list],
    hints=[
        "Forget chance first. The longest waits are 0.5, 1, 2, 4 ...: how does retry number i, counted from 0, get its own?",
        "base * 2**i, and never more than cap. Only then comes chance: each is multiplied by its own draw.",
        "longest = np.minimum(cap, base * 2.0 ** np.arange(len(draws))); return draws * longest",
    ],
)
