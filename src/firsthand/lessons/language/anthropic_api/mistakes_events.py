"""What people write to read a stream of events that is wrong, and what to tell them."""

import itertools
from typing import Any

from firsthand.course.grading.exercise import Mistake


def _read(events: Any, **differently: Any) -> dict[str, Any]:
    """The right reading, with some of its four parts replaced."""
    events = list(events)
    usage = events[0]["message"]["usage"]
    ends = [event for event in events if event["type"] == "message_delta"]
    reply = {
        "text": "".join(_pieces(events)),
        "stop_reason": ends[-1]["delta"]["stop_reason"] if ends else None,
        "input_tokens": usage["input_tokens"],
        "output_tokens": ends[-1]["usage"]["output_tokens"] if ends else usage["output_tokens"],
    }
    return reply | differently


def _deltas(events: Any) -> list[Any]:
    return [event["delta"] for event in events if event["type"] == "content_block_delta"]


def _pieces(events: Any) -> list[str]:
    return [delta["text"] for delta in _deltas(events) if delta["type"] == "text_delta"]


def counts_added_up(events: Any) -> Any:
    events = list(events)
    counts = [event["usage"]["output_tokens"] for event in events if event["type"] == "message_delta"]
    return _read(events, output_tokens=events[0]["message"]["usage"]["output_tokens"] + sum(counts))


def ends_added_up(events: Any) -> Any:
    events = list(events)
    counts = [event["usage"]["output_tokens"] for event in events if event["type"] == "message_delta"]
    return _read(events, output_tokens=sum(counts))


def count_of_the_start(events: Any) -> Any:
    events = list(events)
    return _read(events, output_tokens=events[0]["message"]["usage"]["output_tokens"])


def pieces_counted(events: Any) -> Any:
    events = list(events)
    return _read(events, output_tokens=len(_pieces(events)))


def count_of_the_end_only(events: Any) -> Any:
    events = list(events)
    counts = [event["usage"]["output_tokens"] for event in events if event["type"] == "message_delta"]
    return _read(events, output_tokens=counts[-1] if counts else 0)


def every_delta_is_text(events: Any) -> Any:
    events = list(events)
    return _read(events, text="".join(delta["text"] for delta in _deltas(events)))


def all_kinds_as_text(events: Any) -> Any:
    events = list(events)
    parts = (
        delta.get("text") or delta.get("thinking") or delta.get("partial_json", "")
        for delta in _deltas(events)
    )
    return _read(events, text="".join(parts))


def only_the_last_piece(events: Any) -> Any:
    events = list(events)
    return _read(events, text=(_pieces(events) or [""])[-1])


def joined_by_spaces(events: Any) -> Any:
    events = list(events)
    return _read(events, text=" ".join(_pieces(events)))


def stripped(events: Any) -> Any:
    events = list(events)
    return _read(events, text="".join(_pieces(events)).strip())


def needs_an_end(events: Any) -> Any:
    events = list(events)
    return _read(
        events, stop_reason=next(e for e in events if e["type"] == "message_delta")["delta"]["stop_reason"]
    )


def cut_means_end(events: Any) -> Any:
    events = list(events)
    reply = _read(events)
    return reply | {"stop_reason": reply["stop_reason"] or "end_turn"}


def first_word_on_the_end(events: Any) -> Any:
    events = list(events)
    first = [event["usage"]["output_tokens"] for event in events if event["type"] == "message_delta"]
    return _read(events, output_tokens=first[0]) if first else _read(events)


def unknown_types_refused(events: Any) -> Any:
    events = list(events)
    known = ("message_start", "content_block_start", "content_block_delta", "content_block_stop")
    for event in events:
        if event["type"] not in (*known, "message_delta", "message_stop"):
            raise ValueError(f"unknown event {event['type']}")
    return _read(events)


def thoughts_as_text(events: Any) -> Any:
    events = list(events)
    parts = (delta.get("text") or delta.get("thinking", "") for delta in _deltas(events))
    return _read(events, text="".join(parts))


def lines_between_pieces(events: Any) -> Any:
    events = list(events)
    return _read(events, text="\n".join(_pieces(events)))


def first_block_only(events: Any) -> Any:
    events = list(events)
    first = [event for event in events if event.get("index", 0) == 0]
    return _read(events, text="".join(_pieces(first)))


def until_a_block_ends(events: Any) -> Any:
    events = list(events)
    first = itertools.takewhile(lambda event: event["type"] != "content_block_stop", events)
    return _read(events, text="".join(_pieces(list(first))))


def largest_count(events: Any) -> Any:
    events = list(events)
    counts = [event["usage"]["output_tokens"] for event in events if event["type"] == "message_delta"]
    return _read(events, output_tokens=max([events[0]["message"]["usage"]["output_tokens"], *counts]))


def until_the_first_end(events: Any) -> Any:
    events = list(events)
    ends = [place for place, event in enumerate(events) if event["type"] == "message_delta"]
    return _read(events[: ends[0] + 1] if ends else events)


def reason_of_the_stop(events: Any) -> Any:
    events = list(events)
    stopped = any(event["type"] == "message_stop" for event in events)
    return _read(events, stop_reason="end_turn" if stopped else None)


def nothing_without_a_stop(events: Any) -> Any:
    events = list(events)
    if any(event["type"] == "message_stop" for event in events):
        return _read(events)
    return {"text": "", "stop_reason": None, "input_tokens": 0, "output_tokens": 0}


def reason_left_out(events: Any) -> Any:
    events = list(events)
    return {key: value for key, value in _read(events).items() if value is not None}


def input_at_the_end(events: Any) -> Any:
    events = list(events)
    ends = [event["usage"]["input_tokens"] for event in events if event["type"] == "message_delta"]
    return _read(events, input_tokens=ends[-1]) if ends else _read(events)


def text_of_the_start_too(events: Any) -> Any:
    events = list(events)
    opened = [event["content_block"] for event in events if event["type"] == "content_block_start"]
    texts = [block.get("text", "") for block in opened]
    return _read(events, text="".join([*texts, *_pieces(events)]))


def events_by_number(events: Any) -> Any:
    return _read([events[place] for place in range(len(events))])


def openai_names(events: Any) -> Any:
    events = list(events)
    reply = _read(events)
    return {
        "text": reply["text"],
        "finish_reason": reply["stop_reason"],
        "prompt_tokens": reply["input_tokens"],
        "completion_tokens": reply["output_tokens"],
    }


READ_EVENTS = [
    Mistake(
        counts_added_up,
        "output_tokens of a message_delta counts from the beginning of the message. Adding the counts counts tokens twice: let "
        "the newest replace the one before.",
    ),
    Mistake(
        ends_added_up,
        "+= adds up counts that each begin at the beginning, and after a cut leaves 0. Set the count, from message_start on, "
        "and set it again whenever a newer one comes.",
    ),
    Mistake(
        count_of_the_start,
        "message_start knows only what was written up to then, often one token. The count at the end is in message_delta.",
    ),
    Mistake(
        pieces_counted,
        "A piece is not a token: one piece may hold several, and thought and tool calls count as well. Use the usage that "
        "is sent.",
    ),
    Mistake(
        count_of_the_end_only,
        "After a cut no message_delta comes. The count from message_start is then the last one there is.",
    ),
    Mistake(
        every_delta_is_text,
        "Not every content_block_delta brings text: thinking_delta and input_json_delta do not. Look at delta['type'].",
        "crashed",
    ),
    Mistake(
        all_kinds_as_text,
        "Thoughts and the JSON of tool calls are no part of the answer's text. Take pieces of the type text_delta only.",
    ),
    Mistake(only_the_last_piece, "That is the last piece alone. Each brings what is new: add them up."),
    Mistake(joined_by_spaces, "The pieces bring their own spaces. Join them with nothing between."),
    Mistake(
        stripped, "The text is stripped. A space or a new line that the model wrote is part of its answer."
    ),
    Mistake(
        needs_an_end,
        "A stream may be cut before its message_delta comes. Then stop_reason is None, and the text so far still counts.",
        "crashed",
    ),
    Mistake(
        cut_means_end,
        "A stream that was cut has not ended its turn: where no reason came, stop_reason is None.",
        "wrong type",
    ),
    Mistake(
        first_word_on_the_end,
        "There may be more than one message_delta, and the last one has the newest count.",
    ),
    Mistake(
        unknown_types_refused,
        "Events of other types, ping among them, are no error. New types may come at any time: pass over them.",
        "crashed",
    ),
    Mistake(
        openai_names,
        "Those are OpenAI's names. The keys are text, stop_reason, input_tokens and output_tokens.",
        "wrong shape",
    ),
    Mistake(
        thoughts_as_text,
        "What the model thought is in the text. Only deltas of the type text_delta bring text.",
    ),
    Mistake(
        lines_between_pieces,
        "A line end stands between the pieces. They bring their own line ends: join them with nothing between.",
    ),
    Mistake(
        first_block_only,
        "Only the block of index 0 is read. The text may come in several blocks, behind a thought or a call: join them all.",
    ),
    Mistake(
        until_a_block_ends,
        "content_block_stop ends one block, not the message. Read on until message_stop.",
    ),
    Mistake(
        largest_count,
        "The largest count is taken. What counts is the last one that came.",
    ),
    Mistake(
        until_the_first_end,
        "Reading stops at the first message_delta. There may be more than one, and the last has the newest count and reason.",
    ),
    Mistake(
        reason_of_the_stop,
        "message_stop says that it is over, not why. The reason stands in message_delta, under delta.stop_reason.",
    ),
    Mistake(
        nothing_without_a_stop,
        "A stream that was cut gives nothing here. Its text so far and its counts still hold.",
    ),
    Mistake(
        reason_left_out,
        "Where no reason came, the key stop_reason is missing. It is always there, and None then.",
        "wrong shape",
    ),
    Mistake(
        text_of_the_start_too,
        "content_block_start only says that a block begins. Text comes in deltas of the type text_delta alone.",
    ),
    Mistake(
        input_at_the_end,
        "message_delta need not say how much was read: take input_tokens from message_start.",
        "crashed",
    ),
]
EVENTS_BY_NUMBER = Mistake(
    events_by_number,
    "events may be an open stream, which has no length and no events[0]: it can only be gone through, once. Use for event in "
    "events.",
    "crashed",
)
