"""What people write for finding JSON in a reply that is wrong, and what to tell them."""

import contextlib
import json
import re
from typing import Any

from firsthand.course.grading.exercise import Mistake


def first_object(reply: Any, strict: bool = True, wanted: Any = lambda found: True) -> Any:
    """The right way, with another kind of decoder or a further wish."""
    for brace in re.finditer(r"\{", reply):
        with contextlib.suppress(ValueError):
            found = json.JSONDecoder(strict=strict).raw_decode(reply, brace.start())[0]
            if wanted(found):
                return found
    raise ValueError("no JSON")


def whole_reply(reply: Any) -> Any:
    return json.loads(reply)


def fences_only(reply: Any) -> Any:
    text = reply.strip().removeprefix("```json").removeprefix("```").removesuffix("```")
    return json.loads(text)


def first_to_last_brace(reply: Any) -> Any:
    found = re.search(r"\{.*\}", reply, re.DOTALL)
    if not found:
        raise ValueError("no JSON")
    return json.loads(found.group())


def on_one_line(reply: Any) -> Any:
    """The dot does not match a line break."""
    for found in re.finditer(r"\{", reply):
        line = reply[found.start() :].split("\n")[0]
        try:
            return json.JSONDecoder().raw_decode(line)[0]
        except ValueError:
            continue
    raise ValueError("no JSON")


def to_the_next_closing_brace(reply: Any) -> Any:
    for found in re.findall(r"\{.*?\}", reply, re.DOTALL):
        try:
            return json.loads(found)
        except ValueError:
            continue
    raise ValueError("no JSON")


def braces_counted_in_strings_too(reply: Any) -> Any:
    for start, opening in enumerate(reply):
        depth = 0
        for end in range(start, len(reply) if opening == "{" else start):
            depth += {"{": 1, "}": -1}.get(reply[end], 0)
            if depth == 0:
                try:
                    return json.loads(reply[start : end + 1])
                except ValueError:
                    break
    raise ValueError("no JSON")


def escapes_overlooked(reply: Any) -> Any:
    for start, opening in enumerate(reply):
        depth, in_string = 0, False
        for end in range(start, len(reply) if opening == "{" else start):
            in_string ^= reply[end] == '"'
            depth += 0 if in_string else {"{": 1, "}": -1}.get(reply[end], 0)
            if depth == 0:
                try:
                    return json.loads(reply[start : end + 1])
                except ValueError:
                    break
    raise ValueError("no JSON")


def first_brace_or_nothing(reply: Any) -> Any:
    start = reply.find("{")
    if start < 0:
        raise ValueError("no JSON")
    return json.JSONDecoder().raw_decode(reply[start:])[0]


def moves_past_what_fails(reply: Any) -> Any:
    """Counts well, but after a failure goes on behind it rather than inside."""
    start = reply.find("{")
    while start >= 0:
        try:
            return json.JSONDecoder().raw_decode(reply, start)[0]
        except ValueError:
            depth, end = 1, start + 1
            while end < len(reply) and depth:
                depth += {"{": 1, "}": -1}.get(reply[end], 0)
                end += 1
            start = reply.find("{", end)
    raise ValueError("no JSON")


def white_space_levelled(reply: Any) -> Any:
    return first_object(" ".join(reply.split()))


def backquotes_out(reply: Any) -> Any:
    return first_object(reply.replace("`", ""))


def first_non_greedy(reply: Any) -> Any:
    found = re.search(r"\{.*?\}", reply, re.DOTALL)
    if not found:
        raise ValueError("no JSON")
    return json.loads(found.group())


def nothing_behind_it(reply: Any) -> Any:
    for brace in re.finditer(r"\{", reply):
        try:
            return json.loads(reply[brace.start() :])
        except ValueError:
            continue
    raise ValueError("no JSON")


PARSE_JSON_REPLY = [
    Mistake(
        whole_reply,
        "That works only when the reply is JSON and nothing else. Models greet, explain and fence: look for the object "
        "inside the reply.",
        "crashed",
    ),
    Mistake(
        fences_only,
        "You took off a fence of backquotes, but there may be words before and after it too. Look for the object's "
        "opening brace instead.",
        "crashed",
    ),
    Mistake(
        first_to_last_brace,
        "From the first { to the last } is too much as soon as the prose has a brace of its own or a second object "
        "follows. Where does the object that begins at this { end?",
        "crashed",
    ),
    Mistake(
        on_one_line,
        "An object may run over several lines: do not stop at the end of the line.",
        "crashed",
    ),
    Mistake(
        to_the_next_closing_brace,
        "The next } is not always the right one: objects stand inside objects, and braces inside strings. Let a JSON "
        "decoder say where it ends: json.JSONDecoder().raw_decode(text, start).",
        "crashed",
    ),
    Mistake(
        braces_counted_in_strings_too,
        "You count every brace, those inside strings too. While you are between two quotation marks, braces are letters "
        "like any other.",
        "crashed",
    ),
    Mistake(
        escapes_overlooked,
        'A quotation mark behind a backslash does not end the string: \\" is a letter in it.',
        "crashed",
    ),
    Mistake(
        first_brace_or_nothing,
        "The first brace may belong to the prose. Where nothing valid begins there, try the next one.",
        "crashed",
    ),
    Mistake(
        moves_past_what_fails,
        'Where the braces of {{"a": 1}} hold no valid object, one may still begin inside: go on at the very next {, not '
        "behind the closing one.",
        "crashed",
    ),
    Mistake(
        white_space_levelled,
        "White space is levelled in the whole reply, within strings too. JSON does not mind it: leave the reply as it is.",
    ),
    Mistake(
        backquotes_out,
        "Backquotes are taken out of the whole reply, out of strings too. Look for the object's opening brace instead.",
    ),
    Mistake(
        first_non_greedy,
        "From the first { to the next } is one try only, and it is cut short by every object within the object and every "
        "brace in a string. Let raw_decode say where it ends, and try the next { where it fails.",
        "crashed",
    ),
    Mistake(
        nothing_behind_it,
        "json.loads wants nothing behind the object. raw_decode reads one value and does not mind what follows.",
        "crashed",
    ),
]
