"""What people write to read a stream that is wrong, and what to tell them."""

import json
from collections.abc import Iterator
from typing import Any

from firsthand.course.grading.exercise import Mistake


def events_of(lines: Any) -> Iterator[Any]:
    for line in lines:
        if line.startswith("data:"):
            data = line[5:].strip()
            if data == "[DONE]":
                return
            yield json.loads(data)


def pieces_of(lines: Any) -> list[Any]:
    return [choice["delta"].get("content") for event in events_of(lines) for choice in event["choices"][:1]]


def reads_every_line(lines: Any) -> Any:
    text = ""
    for line in lines:
        if line == "data: [DONE]":
            break
        if line:
            choices = json.loads(line[5:])["choices"]
            text += (choices[0]["delta"].get("content") or "") if choices else ""
    return text


def always_a_choice(lines: Any) -> Any:
    return "".join(event["choices"][0]["delta"].get("content") or "" for event in events_of(lines))


def always_content(lines: Any) -> Any:
    return "".join(
        choice["delta"]["content"] or "" for event in events_of(lines) for choice in event["choices"][:1]
    )


def null_added(lines: Any) -> Any:
    text = ""
    for event in events_of(lines):
        for choice in event["choices"][:1]:
            text += choice["delta"].get("content", "")
    return text


def null_as_text(lines: Any) -> Any:
    return "".join(f"{piece}" for piece in pieces_of(lines))


def joined_by_spaces(lines: Any) -> Any:
    return " ".join(piece for piece in pieces_of(lines) if piece)


def joined_by_spaces_empty_ones_too(lines: Any) -> Any:
    return " ".join(piece or "" for piece in pieces_of(lines))


def stripped(lines: Any) -> Any:
    return "".join(piece.strip() for piece in pieces_of(lines) if piece)


def stripped_at_the_end(lines: Any) -> Any:
    return "".join(piece for piece in pieces_of(lines) if piece).strip()


def only_the_last(lines: Any) -> Any:
    return ([piece for piece in pieces_of(lines) if piece] or [""])[-1]


def a_list_of_pieces(lines: Any) -> Any:
    return [piece for piece in pieces_of(lines) if piece]


def needs_the_space(lines: Any) -> Any:
    return "".join(piece for piece in pieces_of(line for line in lines if line[:6] in ("data: ",)) if piece)


def six_letters_off(lines: Any) -> Any:
    text = ""
    for line in lines:
        if line == "data: [DONE]":
            break
        if line.startswith("data:"):
            choices = json.loads(line[6:])["choices"]
            text += (choices[0]["delta"].get("content") or "") if choices else ""
    return text


def split_at_colons(lines: Any) -> Any:
    text = ""
    for line in lines:
        if line == "data: [DONE]":
            break
        if line.startswith("data:"):
            choices = json.loads(line.split(": ")[1])["choices"]
            text += (choices[0]["delta"].get("content") or "") if choices else ""
    return text


def all_choices(lines: Any) -> Any:
    choices = (choice for event in events_of(lines) for choice in event["choices"])
    return "".join(choice["delta"].get("content") or "" for choice in choices)


def data_anywhere(lines: Any) -> Any:
    bare = ("data:" + line.split("data:", 1)[1] for line in lines if "data:" in line)
    return "".join(piece for piece in pieces_of(bare) if piece)


def message_for_delta(lines: Any) -> Any:
    return "".join(
        choice.get("message", {}).get("content") or ""
        for event in events_of(lines)
        for choice in event["choices"][:1]
    )


def lines_by_number(lines: Any) -> Any:
    return "".join(piece for piece in pieces_of([lines[i] for i in range(len(lines))]) if piece)


def prefix_cut_everywhere(lines: Any) -> Any:
    bare = ("data:" + line.replace("data:", "") for line in lines if line.startswith("data:"))
    return "".join(piece for piece in pieces_of(bare) if piece)


JOIN_STREAM = [
    Mistake(
        reads_every_line,
        "Not every line is data: some begin with a colon, to keep the connection open, or name an event. Skip what does not "
        "begin with data:.",
        "crashed",
    ),
    Mistake(
        always_a_choice,
        "choices[0] fails where choices is empty: the last piece may bring only the usage.",
        "crashed",
    ),
    Mistake(
        always_content,
        "A delta need not have content: the first may say only who speaks, the last only why it stopped. Use .get.",
        "crashed",
    ),
    Mistake(
        null_added,
        ".get('content', '') helps where content is missing, but not where it is there and null. (… or '') serves both.",
        "crashed",
    ),
    Mistake(
        null_as_text,
        "Where content is missing or null, the word None gets into the text. Leave such pieces out.",
    ),
    Mistake(
        joined_by_spaces,
        "The pieces bring their own spaces. Join them with nothing between.",
        also=[joined_by_spaces_empty_ones_too],
    ),
    Mistake(
        stripped,
        "strip takes the spaces from each piece, and the words run together. Strip the line if you like, never the text.",
    ),
    Mistake(
        stripped_at_the_end,
        "The text is stripped at the end. A space or a new line that the model wrote is part of its answer.",
    ),
    Mistake(
        only_the_last, "That is the last piece alone. A delta is what is new; add it to what came before."
    ),
    Mistake(a_list_of_pieces, "These are the pieces. Join them into one text.", "wrong type"),
    Mistake(
        needs_the_space,
        "The space after data: may be missing, and those lines are lost here. Cut off 'data:' and let json.loads skip the space.",
    ),
    Mistake(
        six_letters_off,
        "The space after data: may be missing, and then line[6:] eats the first brace. Cut off five letters; json.loads skips "
        "the space.",
        "crashed",
    ),
    Mistake(
        split_at_colons,
        "split cuts at every colon, and JSON is full of them. Cut off the first five letters: line[5:].",
        "crashed",
    ),
    Mistake(
        prefix_cut_everywhere,
        "replace takes every 'data:' out, those within the text too. Cut off the beginning only: line[5:].",
    ),
    Mistake(
        all_choices,
        "All choices are joined. With n = 2 the server writes two answers at once, and they would run into one another: read "
        "choices[0] alone.",
    ),
    Mistake(
        data_anywhere,
        "Only lines that begin with data: count. A comment, or another field, may hold these letters too.",
        "crashed",
    ),
    Mistake(
        message_for_delta,
        "In a stream the text stands under delta. Under message it stands in a reply that comes whole.",
    ),
]
LINES_BY_NUMBER = Mistake(
    lines_by_number,
    "lines may be an open stream, which has no length and no lines[0]: it can only be gone through, once. Use for line in "
    "lines.",
    "crashed",
)
