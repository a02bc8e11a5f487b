"""What people give back as the object of a reply that is wrong, and what to tell them."""

import ast
import contextlib
import json
import re
from typing import Any

from firsthand.course.grading.exercise import Mistake
from firsthand.lessons.language.prompting.mistakes_replies import first_object


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
    with contextlib.suppress(ValueError):
        return first_object(reply)
    return None


def empty_for_nothing(reply: Any) -> Any:
    found = none_for_nothing(reply)
    return {} if found is None else found


def empty_objects_passed_over(reply: Any) -> Any:
    return first_object(reply, wanted=bool)


def largest_object(reply: Any) -> Any:
    found = []
    for brace in re.finditer(r"\{", reply):
        try:
            one, end = json.JSONDecoder().raw_decode(reply, brace.start())
        except ValueError:
            continue
        found.append((end - brace.start(), one))
    if not found:
        raise ValueError("no JSON")
    return max(found, key=lambda pair: pair[0])[1]


def quotes_mended(reply: Any) -> Any:
    return first_object(reply.replace("'", '"')) if "{'" in reply else first_object(reply)


def line_ends_within_strings(reply: Any) -> Any:
    return first_object(reply, strict=False)


def another_error(reply: Any) -> Any:
    found = none_for_nothing(reply)
    if found is None:
        raise KeyError("no JSON")
    return found


OBJECTS = [
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
        empty_for_nothing,
        "Where no object is found, raise a ValueError. An empty dict would look as if the model had found nothing.",
    ),
    Mistake(
        empty_objects_passed_over,
        "{} is a valid object, although it is false in a condition. Return it when it comes first.",
        "crashed",
    ),
    Mistake(
        largest_object,
        "The first object counts, not the longest: what follows may be an example of the model's own.",
        "wrong shape",
    ),
    Mistake(
        quotes_mended,
        "Single quotes are no JSON, and exchanging them also changes what strings hold. An object that is not valid is "
        "none: try the next brace.",
        "wrong shape",
    ),
    Mistake(
        line_ends_within_strings,
        "strict=False lets a raw line end stand within a string. In JSON it must be written \\n: such an object is not "
        "valid.",
        "wrong shape",
    ),
    Mistake(
        another_error,
        "Raise a ValueError: that is what json itself raises, so one except catches both.",
        "crashed",
    ),
]
NONE_FOR_NOTHING = Mistake(
    none_for_nothing,
    "Where no object is found, raise a ValueError. None would be carried on, and fail far from its cause.",
)
