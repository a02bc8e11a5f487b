"""The exercises of the lesson The Anthropic API."""

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from firsthand.course.grading.exercise import Clause, Exercise
from firsthand.course.grading.strategies import Once
from firsthand.lessons.language.anthropic_api import (
    correct,
    mistakes_events,
    mistakes_history,
    mistakes_system,
)
from firsthand.llm.basics.conversation import split_system, trim_history
from firsthand.llm.basics.streams import read_events

TEXTS = st.sampled_from(["Hi", "Why?", "Be brief.", "Yes.", " 2 + 2\n", " "])


def _said(*turns: tuple[str, str]) -> list[dict[str, str]]:
    names = {"s": "system", "u": "user", "a": "assistant"}
    return [{"role": names[who], "content": text} for who, text in turns]


# Splitting --------------------------------------------------------------------------------------------------

TURNS = st.lists(st.tuples(st.sampled_from("uasu"), TEXTS), min_size=1, max_size=6)
LISTS = st.builds(
    lambda turns, form: {"messages": form(_said(*turns))}, TURNS, st.sampled_from([list, tuple])
)

# Events -----------------------------------------------------------------------------------------------------


def _start(read: int = 9, written: int = 1) -> dict[str, Any]:
    usage = {"input_tokens": read, "output_tokens": written}
    return {"type": "message_start", "message": {"role": "assistant", "content": [], "usage": usage}}


def _piece(text: str, index: int = 0) -> dict[str, Any]:
    return {"type": "content_block_delta", "index": index, "delta": {"type": "text_delta", "text": text}}


def _end(reason: str = "end_turn", written: int = 5) -> dict[str, Any]:
    delta = {"stop_reason": reason, "stop_sequence": None}
    return {"type": "message_delta", "delta": delta, "usage": {"output_tokens": written}}


STOP = {"type": "message_stop"}
PING = {"type": "ping"}
OPEN = {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}
FILLED = {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": "?"}}
CLOSE = {"type": "content_block_stop", "index": 0}
THOUGHT = {"type": "content_block_delta", "index": 0, "delta": {"type": "thinking_delta", "thinking": "Hm"}}
TOOL = {
    "type": "content_block_delta",
    "index": 1,
    "delta": {"type": "input_json_delta", "partial_json": '{"n"'},
}

NEW = {"type": "a_later_type", "delta": {"text": "no text"}}
PIECES = st.builds(_piece, st.sampled_from(["Hi", " there", ".", "\n", " "]), st.sampled_from([0, 0, 2]))
MIDDLE = st.lists(
    st.one_of(PIECES, PIECES, st.sampled_from([PING, OPEN, FILLED, CLOSE, THOUGHT, TOOL, NEW])), max_size=6
)
ENDS = st.one_of(
    st.just([]),
    st.sampled_from([[_end("max_tokens", 7)], [_end("pause_turn", 2), PING]]),
    st.builds(
        lambda reason, written: [_end(reason, written), STOP],
        st.sampled_from(["end_turn", "max_tokens", "stop_sequence", "tool_use"]),
        st.sampled_from([5, 1, 30, 0]),
    ),
    st.sampled_from([5, 30]).map(lambda written: [_end("pause_turn", 3), _end("end_turn", written), STOP]),
)
STREAMS = st.builds(
    lambda read, written, middle, end: {"events": [_start(read, written), *middle, *end]},
    st.sampled_from([9, 1, 200]),
    st.sampled_from([1, 0, 4]),
    MIDDLE,
    ENDS,
)

# Trimming ---------------------------------------------------------------------------------------------------


def _conversation(lengths: Sequence[int], budget: int, first: str = "u") -> dict[str, Any]:
    """A conversation whose roles begin as said and then take turns; every third text is the same."""
    others = "ua" if first[-1] == "a" else "au"
    roles = [*first, *(others * len(lengths))]
    turns = [(roles[at], "Yes." if at % 3 == 2 else f"text {at}") for at in range(len(lengths))]
    return {"messages": _said(*turns), "lengths": list(lengths), "budget": budget}


TRIMS = st.builds(
    _conversation,
    st.lists(st.sampled_from([1, 2, 3, 5, 10, 0]), max_size=7),
    st.sampled_from([5, 0, 1, 3, 8, 12, 20, 100]),
    st.sampled_from(["u", "a", "uu", "aau"]),
)

# The exercises ------------------------------------------------------------------------------------------------

split_system_exercise = Exercise(
    reference=split_system,
    task="Turn a list of messages in OpenAI's form into what Anthropic's API takes: the system text apart, and user and "
    "assistant taking turns.",
    inputs=LISTS,
    edges=[
        {"messages": _said(("u", "Hi"))},
        {"messages": _said(("s", "Be brief."), ("u", "Hi"))},
        {"messages": _said(("u", "Hi"), ("u", "Why?"))},
        {"messages": _said(("s", "Be brief."), ("u", "Hi"), ("a", "Yes."), ("u", "Why?"))},
        {"messages": _said(("s", "Be brief."), ("s", "Yes."), ("u", "Hi"))},
        {"messages": _said(("u", "Hi"), ("s", "Be brief."), ("u", "Why?"))},
        {"messages": _said(("u", "Hi"), ("u", "Why?"), ("u", "4"), ("a", "Yes."), ("a", "4"))},
        {"messages": _said(("u", "Hi"), ("a", "Yes."), ("u", "Hi"), ("a", "Yes."))},
        {"messages": _said(("a", " Hi\n"), ("s", " Why? "), ("a", " "), ("u", "Yes. "))},
        {"messages": _said(("s", "Hi"), ("u", "Hi"), ("s", "Hi"), ("u", "Hi"), ("u", "Hi"))},
    ],
    mistakes=mistakes_system.SPLIT_SYSTEM,
    clauses=[
        Clause(
            text="The list may be empty.",
            ignored=mistakes_system.ALWAYS_A_FIRST,
            edges=[{"messages": []}],
        )
    ],
    also_right=[correct.split_by_groupby, correct.split_by_two_passes, correct.split_by_pieces],
    hints=[
        "Two passes are simplest: first pick the system messages, then look at the others alone. When do two of those belong "
        "together?",
        "Go through the others and keep a list of turns. If the last turn has the same role, add to its text, after a blank "
        "line; else begin a new turn.",
        "turns.append({'role': role, 'content': text}) makes a dict of your own; then turns[-1]['content'] += '\\n\\n' + text "
        "changes nothing of the caller's.",
    ],
)

read_events_exercise = Exercise(
    reference=read_events,
    task="Read a streamed message from its events: the text, why it stopped, and how many tokens were read and written.",
    inputs=STREAMS,
    edges=[
        {"events": [_start(), OPEN, _piece("Hi"), CLOSE, _end(), STOP]},
        {"events": [_start(), OPEN, _piece("Hi"), _piece(" there"), CLOSE, _end("max_tokens", 2), STOP]},
        {"events": [_start(written=4), OPEN, _piece("Hi"), CLOSE, _end(written=5), STOP]},
        {"events": [_start(), OPEN, PING, _piece("Hi"), PING, CLOSE, _end(), STOP]},
        {"events": [_start(), OPEN, THOUGHT, CLOSE, OPEN, _piece("Hi"), CLOSE, _end(), STOP]},
        {"events": [_start(), OPEN, _piece("Hi"), CLOSE, TOOL, CLOSE, _end("tool_use", 30), STOP]},
        {"events": [_start(200), OPEN, _piece("Hi")]},
        {"events": [_start(), _end("pause_turn", 3), _end("end_turn", 5), STOP]},
        {"events": [_start(written=4), OPEN, _piece("Hi"), _piece(" there"), CLOSE]},
        {"events": [_start(), OPEN, _piece("Hi"), CLOSE, OPEN, _piece(" you ", 1), NEW, CLOSE, _end(), STOP]},
        {"events": [_start(), FILLED, _piece("Hi"), CLOSE, _end("max_tokens", 7)]},
        {"events": [_start(written=30), OPEN, _piece(" Hi \n"), CLOSE, _end("refusal", 0), STOP]},
    ],
    mistakes=mistakes_events.READ_EVENTS,
    clauses=[
        Clause(
            text="iterable of dict",
            ignored=mistakes_events.EVENTS_BY_NUMBER,
            edges=[
                {"events": Once([_start(), OPEN, _piece("Hi"), _piece(" there"), CLOSE, _end(), STOP])},
                {"events": Once([_start(200), OPEN, _piece("Hi")])},
            ],
        )
    ],
    also_right=[correct.events_by_match, correct.events_by_lists, correct.events_by_handlers],
    hints=[
        "Go through the events once, with an if for each type that matters, and pass over the rest.",
        "A content_block_delta may hold text, thought or pieces of JSON: look at delta['type']. And a count that came later "
        "replaces the one before it.",
        "message_start sets both counts; text_delta adds to the text; message_delta sets stop_reason and output_tokens. "
        "stop_reason begins as None.",
    ],
)

trim_history_exercise = Exercise(
    reference=trim_history,
    task="Cut a conversation to a budget of tokens: keep the newest messages, without a gap, and never begin with an answer.",
    inputs=TRIMS,
    edges=[
        _conversation([5], 5),
        _conversation([5, 5, 5], 5),
        _conversation([1, 1, 1], 3),
        _conversation([1, 1, 1], 2),
        _conversation([2, 10, 2], 5),
        _conversation([10, 2, 3], 5),
        _conversation([1, 1, 1, 1], 1),
        _conversation([3, 3, 3, 3, 3], 100),
        _conversation([5], 0),
        _conversation([10, 1, 1, 1, 1], 4),
        _conversation([1, 2, 3], 6, first="a"),
        _conversation([1, 2, 3, 9], 14, first="aau"),
        _conversation([9, 1, 2, 3], 6, first="uaau"),
        _conversation([0, 5, 0, 5, 0], 5),
        _conversation([9, 1, 7, 2, 2, 3], 8, first="uu"),
        _conversation([4, 4], 4, first="ua"),
        {
            "messages": tuple(_said(("u", "Hi"), ("a", "Yes."), ("u", "Hi"), ("a", "Yes."))),
            "lengths": (9, 1, 2, 3),
            "budget": 5,
        },
        _conversation([], 5),
    ],
    mistakes=mistakes_history.TRIM_HISTORY,
    also_right=[correct.trim_by_sums, correct.trim_by_dropping, correct.trim_by_backward_loop],
    hints=[
        "Where does what is kept begin? Once you know that place, the answer is messages[place:].",
        "Walk back from the end and add lengths while the sum stays within the budget. The first message that does not fit "
        "ends the walk.",
        "Then move forward again: while start < len(messages) and messages[start]['role'] == 'assistant': start += 1",
    ],
)
