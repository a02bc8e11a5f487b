"""What people take for the end of a stream that is wrong, and what to tell them."""

import itertools
import json
from typing import Any

from firsthand.course.grading.exercise import Mistake
from firsthand.lessons.language.openai_api.mistakes_streams import events_of, pieces_of


def last_line_is_the_end(lines: Any) -> Any:
    return "".join(
        piece for piece in pieces_of([line for line in lines if line.startswith("data:")][:-1]) if piece
    )


def until_the_reason(lines: Any) -> Any:
    text = ""
    for event in events_of(lines):
        for choice in event["choices"][:1]:
            if choice["finish_reason"]:
                return text
            text += choice["delta"].get("content") or ""
    return text


def until_nothing_comes(lines: Any) -> Any:
    text = ""
    for event in events_of(lines):
        if not event["choices"]:
            break
        text += event["choices"][0]["delta"].get("content") or ""
    return text


def until_a_blank_line(lines: Any) -> Any:
    return "".join(piece for piece in pieces_of(itertools.takewhile(bool, lines)) if piece)


def done_with_a_space(lines: Any) -> Any:
    text = ""
    for line in lines:
        if line == "data: [DONE]":
            break
        if line.startswith("data:"):
            choices = json.loads(line[5:])["choices"]
            text += (choices[0]["delta"].get("content") or "") if choices else ""
    return text


def text_that_looks_like_the_end(lines: Any) -> Any:
    return "".join(
        piece for piece in pieces_of(itertools.takewhile(lambda line: "[DONE]" not in line, lines)) if piece
    )


def nothing_without_the_end(lines: Any) -> Any:
    lines = list(lines)
    whole = any(line.startswith("data:") and line[5:].strip() == "[DONE]" for line in lines)
    return "".join(piece for piece in pieces_of(lines) if piece) if whole else ""


def done_anywhere(lines: Any) -> Any:
    text = ""
    for line in lines:
        if not line.startswith("data:") or "[DONE]" in line:
            continue
        choices = json.loads(line.split(":", 1)[1])["choices"]
        text += (choices[0]["delta"].get("content") or "") if choices else ""
    return text


def reads_done_as_json(lines: Any) -> Any:
    data = [json.loads(line[5:]) for line in lines if line.startswith("data:")]
    return "".join(event["choices"][0]["delta"].get("content") or "" for event in data if event["choices"])


ENDS = [
    Mistake(
        last_line_is_the_end,
        "The last data line is dropped, whatever it says. A stream that was cut ends with a piece of text.",
    ),
    Mistake(
        until_the_reason,
        "The piece that brings the finish_reason may bring text too. Read on until [DONE].",
    ),
    Mistake(
        until_nothing_comes,
        "A piece without choices is not the end: some servers open with one. Skip it and read on.",
    ),
    Mistake(until_a_blank_line, "A blank line parts two events; it is not the end of the stream. Skip it."),
    Mistake(
        done_with_a_space,
        "The end is told from one spelling alone: the space may be missing before [DONE] too. Compare line[5:].strip().",
        "crashed",
    ),
    Mistake(
        text_that_looks_like_the_end,
        "A model may write the letters [DONE], and reading stops there. The end is a line whose data are exactly that.",
    ),
    Mistake(
        nothing_without_the_end,
        "A stream that was cut before [DONE] gives nothing here. Give what came.",
    ),
    Mistake(
        done_anywhere,
        "A model may write the letters [DONE] in an answer. The end is a line whose data are exactly that.",
    ),
    Mistake(
        reads_done_as_json,
        "The line data: [DONE] is no reply in JSON but the mark of the end. Look for it before you call json.loads.",
        "crashed",
    ),
]
