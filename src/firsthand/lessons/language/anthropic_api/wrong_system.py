"""What people write to split off the system text that is wrong, and what to tell them."""

from typing import Any

from firsthand.course.exercise import Mistake


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
]
