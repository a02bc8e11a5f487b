"""What people write to split off the system text that is wrong, and what to tell them."""

import itertools
from typing import Any

from firsthand.course.grading.exercise import Mistake


def _texts(messages: Any, role: str = "system") -> list[str]:
    return [message["content"] for message in messages if message["role"] == role]


def _others(messages: Any) -> list[dict[str, str]]:
    return [dict(message) for message in messages if message["role"] != "system"]


def _merged(messages: Any, between: str = "\n\n") -> list[dict[str, str]]:
    turns: list[dict[str, str]] = []
    for message in messages:
        if turns and turns[-1]["role"] == message["role"]:
            turns[-1]["content"] += between + message["content"]
        else:
            turns.append(dict(message))
    return turns


def neighbours_kept_apart(messages: Any) -> Any:
    return "\n\n".join(_texts(messages)), _others(messages)


def only_the_first_system(messages: Any) -> Any:
    return (_texts(messages) or [""])[0], _merged(_others(messages))


def only_the_last_system(messages: Any) -> Any:
    return (_texts(messages) or [""])[-1], _merged(_others(messages))


def only_at_the_front(messages: Any) -> Any:
    if messages and messages[0]["role"] == "system":
        return messages[0]["content"], _merged(messages[1:])
    return "", _merged(messages)


def system_stays_in_the_list(messages: Any) -> Any:
    return "\n\n".join(_texts(messages)), _merged(messages)


def merged_before_splitting(messages: Any) -> Any:
    turns = _merged(messages)
    return "\n\n".join(_texts(turns)), _others(turns)


def turns_joined_by_one_line(messages: Any) -> Any:
    return "\n\n".join(_texts(messages)), _merged(_others(messages), "\n")


def system_joined_by_one_line(messages: Any) -> Any:
    return "\n".join(_texts(messages)), _merged(_others(messages))


def texts_trimmed(messages: Any) -> Any:
    trimmed = [{**message, "content": message["content"].strip()} for message in messages]
    return "\n\n".join(_texts(trimmed)), _merged(_others(trimmed))


def blank_ones_left_out(messages: Any) -> Any:
    filled = [message for message in messages if message["content"].strip()]
    return "\n\n".join(_texts(filled)), _merged(_others(filled))


def pairs_only(messages: Any) -> Any:
    turns, others = [], _others(messages)
    while others:
        pair, others = others[:2], others[2:]
        if len({message["role"] for message in pair}) > 1:
            pair, others = pair[:1], [pair[1], *others]
        turns += _merged(pair)
    return "\n\n".join(_texts(messages)), turns


def same_text_once(messages: Any) -> Any:
    return "\n\n".join(dict.fromkeys(_texts(messages))), _merged(_others(messages))


def turns_before_system(messages: Any) -> Any:
    return _merged(_others(messages)), "\n\n".join(_texts(messages))


def begins_with_a_question(messages: Any) -> Any:
    turns = _merged(_others(messages))
    return "\n\n".join(_texts(messages)), turns[turns[:1] != [] and turns[0]["role"] == "assistant" :]


def system_until_the_first_turn(messages: Any) -> Any:
    front = list(itertools.takewhile(lambda message: message["role"] == "system", messages))
    return "\n\n".join(_texts(front)), _merged(_others(messages))


def first_message_only(messages: Any) -> Any:
    first = messages[0]["content"] if messages and messages[0]["role"] == "system" else ""
    return first, _merged(_others(messages))


def always_a_first(messages: Any) -> Any:
    turns = [dict(message) for message in messages if message["role"] != "system"]
    opened = [messages[0]["content"]] if messages[0]["role"] == "system" else []
    return "\n\n".join([*opened, *_texts(messages[1:])]), _merged(turns)


def joined_by_a_space(messages: Any) -> Any:
    return " ".join(_texts(messages)), _merged(_others(messages), " ")


def joined_by_one_line(messages: Any) -> Any:
    return "\n".join(_texts(messages)), _merged(_others(messages), "\n")


def blank_line_at_the_end(messages: Any) -> Any:
    return "".join(text + "\n\n" for text in _texts(messages)), _merged(_others(messages))


def none_for_no_system(messages: Any) -> Any:
    return "\n\n".join(_texts(messages)) or None, _merged(_others(messages))


def last_of_a_row(messages: Any) -> Any:
    turns: list[dict[str, str]] = []
    for message in _others(messages):
        if turns and turns[-1]["role"] == message["role"]:
            turns[-1] = message
        else:
            turns.append(message)
    return "\n\n".join(_texts(messages)), turns


def by_role_not_by_turn(messages: Any) -> Any:
    roles = list(dict.fromkeys(message["role"] for message in _others(messages)))
    turns = [{"role": role, "content": "\n\n".join(_texts(messages, role))} for role in roles]
    return "\n\n".join(_texts(messages)), turns


def writes_into_the_callers(messages: Any) -> Any:
    turns: list[Any] = []
    for message in messages:
        if message["role"] == "system":
            continue
        if turns and turns[-1]["role"] == message["role"]:
            turns[-1]["content"] += "\n\n" + message["content"]
        else:
            turns.append(message)
    return "\n\n".join(_texts(messages)), turns


SPLIT_SYSTEM = [
    Mistake(
        neighbours_kept_apart,
        "Two messages of the same role in a row are one turn: join their texts with a blank line.",
        "wrong shape",
    ),
    Mistake(only_the_first_system, "Only the first system message is used. Join the texts of all of them."),
    Mistake(
        only_the_last_system, "Each system message replaces the one before it. Join the texts of all of them."
    ),
    Mistake(
        only_at_the_front,
        "A system message may stand anywhere in the list, not only at its beginning, and there may be more than one.",
    ),
    Mistake(
        system_stays_in_the_list,
        "The system messages are still in the list. They go out of it: their text is the first thing you return.",
        "wrong shape",
    ),
    Mistake(
        merged_before_splitting,
        "Two messages of the user with a system message between them become neighbours once that is taken out. Take it out "
        "first, then join.",
        "wrong shape",
    ),
    Mistake(
        joined_by_a_space,
        "The texts are joined by a space. Between two messages goes a blank line: '\\n\\n'.",
    ),
    Mistake(joined_by_one_line, "One '\\n' only begins a new line. A blank line takes two: '\\n\\n'."),
    Mistake(
        blank_line_at_the_end,
        "A blank line stands after the last text as well. It goes between two: '\\n\\n'.join(texts).",
    ),
    Mistake(
        none_for_no_system, "Without a system message the system text is empty: '', not None.", "wrong type"
    ),
    Mistake(
        last_of_a_row,
        "Of several messages in a row only the last is left. Nothing may be lost: join their texts.",
    ),
    Mistake(
        by_role_not_by_turn,
        "All that a role ever said is in one message. Join neighbours only; the conversation keeps its turns.",
        "wrong shape",
    ),
    Mistake(
        writes_into_the_callers,
        "turns.append(message) puts the caller's own dict into the list, and += then changes it. Append a copy: "
        "dict(message).",
        "changed its input",
    ),
    Mistake(
        turns_joined_by_one_line,
        "Between the texts of one turn stands one '\\n', which only begins a new line. A blank line takes two: '\\n\\n'.",
    ),
    Mistake(
        system_joined_by_one_line,
        "Between the system texts stands one '\\n', which only begins a new line. A blank line takes two: '\\n\\n'.",
    ),
    Mistake(
        texts_trimmed, "The texts are trimmed. They stay as they are; only blank lines come between them."
    ),
    Mistake(
        blank_ones_left_out,
        "A message of nothing but white space is left out. Nothing is said about that: every text stays.",
    ),
    Mistake(
        pairs_only,
        "Three of a role in a row give two turns. Add to the last turn as long as the role is the same.",
        "wrong shape",
    ),
    Mistake(
        same_text_once, "A system text that comes twice is there once. Join the texts of all system messages."
    ),
    Mistake(turns_before_system, "The system text comes first, then the turns.", "wrong type"),
    Mistake(
        begins_with_a_question,
        "A turn of the assistant at the beginning is left out. The other messages all stay, in their order.",
        "wrong shape",
    ),
    Mistake(
        system_until_the_first_turn,
        "System messages behind the first turn are lost. Their texts count wherever they stand.",
    ),
    Mistake(
        first_message_only,
        "The system text is looked for in the first message alone. There may be several, and anywhere.",
    ),
]
ALWAYS_A_FIRST = Mistake(
    always_a_first,
    "messages[0] fails where the list is empty. Then the system text is empty, and so are the turns.",
    "crashed",
)
