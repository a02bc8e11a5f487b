"""What people write for finding JSON in a reply that is wrong, and what to tell them."""

import ast
import json
import re
from typing import Any

from firsthand.course.exercise import Mistake


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


def last_object(reply: Any) -> Any:
    found, place = None, 0
    while (start := reply.find("{", place)) >= 0:
        try:
            found, place = json.JSONDecoder().raw_decode(reply, start)
        except ValueError:
            place = start + 1
    if found is None:
        raise ValueError("no JSON")
    return found


def all_objects(reply: Any) -> Any:
    found, place = [], 0
    while (start := reply.find("{", place)) >= 0:
        try:
            one, place = json.JSONDecoder().raw_decode(reply, start)
            found.append(one)
        except ValueError:
            place = start + 1
    if not found:
        raise ValueError("no JSON")
    return found


def as_python(reply: Any) -> Any:
    """Reads JSON as if it were Python: true, false and null are names there."""
    for start in (at for at, char in enumerate(reply) if char == "{"):
        for end in (at for at, char in enumerate(reply) if char == "}" and at > start):
            try:
                found = ast.literal_eval(reply[start : end + 1])
            except (ValueError, SyntaxError):
                continue
            if isinstance(found, dict):
                return found
    raise ValueError("no JSON")


def list_when_it_is_one(reply: Any) -> Any:
    for place in re.finditer(r"[{\[]", reply):
        try:
            return json.JSONDecoder().raw_decode(reply, place.start())[0]
        except ValueError:
            continue
    raise ValueError("no JSON")


def text_of_it(reply: Any) -> Any:
    for brace in re.finditer(r"\{", reply):
        try:
            end = json.JSONDecoder().raw_decode(reply, brace.start())[1]
        except ValueError:
            continue
        return reply[brace.start() : end]
    raise ValueError("no JSON")


def none_for_nothing(reply: Any) -> Any:
    for brace in re.finditer(r"\{", reply):
        try:
            return json.JSONDecoder().raw_decode(reply, brace.start())[0]
        except ValueError:
            continue
    return None


def empty_for_nothing(reply: Any) -> Any:
    found = none_for_nothing(reply)
    return {} if found is None else found


def empty_objects_passed_over(reply: Any) -> Any:
    for brace in re.finditer(r"\{", reply):
        try:
            found = json.JSONDecoder().raw_decode(reply, brace.start())[0]
        except ValueError:
            continue
        if found:
            return found
    raise ValueError("no JSON")


def another_error(reply: Any) -> Any:
    found = none_for_nothing(reply)
    if found is None:
        raise KeyError("no JSON")
    return found


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
        last_object,
        "Several objects may stand there: return the first.",
        "wrong shape",
    ),
    Mistake(
        all_objects,
        "You returned a list of all objects: return the first one alone.",
        "wrong type",
    ),
    Mistake(
        as_python,
        "JSON is not Python: true, false and null are names that Python does not know, so such an object is passed over. "
        "(And eval on what a model wrote runs whatever it wrote.) Use the json module.",
        "crashed",
    ),
    Mistake(
        list_when_it_is_one,
        "An object is asked for. Where the reply holds a list of objects, return the first object in it: only { counts "
        "as a beginning.",
        "wrong type",
    ),
    Mistake(
        text_of_it,
        "You found where it stands and returned its text. Return what the text means, a dict: the decoder gives it to you.",
        "wrong type",
    ),
    Mistake(
        none_for_nothing,
        "Where no object is found, raise a ValueError. None would be carried on, and fail far from its cause.",
    ),
    Mistake(
        empty_for_nothing,
        "Where no object is found, raise a ValueError. An empty dict would look as if the model had found nothing.",
    ),
    Mistake(
        empty_objects_passed_over,
        "{} is a valid object, although it is false in a condition. Return it when it comes first.",
        "crashed",
    ),
    Mistake(
        another_error,
        "Raise a ValueError: that is what json itself raises, so one except catches both.",
        "crashed",
    ),
]
