"""Prompts as functions: put one together, and read, count and check what comes back."""

import json
import re
from collections import Counter
from collections.abc import Sequence
from typing import Any


def few_shot_prompt(
    instruction: str,
    examples: Sequence[tuple[str, str]],
    question: str,
    names: tuple[str, str] = ("Text", "Label"),
) -> str:
    """Put an instruction, solved examples and an open question into one prompt.

    The prompt consists of blocks with one empty line between them. The first
    block is the instruction. Each example is a block of two lines: the first
    name, a colon, a space and the text; the second name, a colon, a space and
    the answer. The last block is the question in the same form, with nothing
    after its second colon, no space either: that is the place to go on from.

    Without examples it is a zero-shot prompt: the instruction and the question.

    Parameters
    ----------
    instruction : str
        Not empty.
    examples : sequence of (text, answer) pairs of str
        In the order in which they are shown; there may be none.
    question : str
        The text whose answer is wanted.
    names : two str, default=("Text", "Label")
        What the two lines of a block are called.

    Returns
    -------
    str
        Every text stands in it as it was given.
    """
    text_name, answer_name = names
    blocks = [instruction]
    for text, answer in examples:
        blocks.append(f"{text_name}: {text}\n{answer_name}: {answer}")
    blocks.append(f"{text_name}: {question}\n{answer_name}:")
    return "\n\n".join(blocks)


def majority_answer(answers: Sequence[str | None]) -> str | None:
    """Find the answer that was given most often.

    Two answers are the same when they are equal but for upper and lower case,
    white space at either end, and one full stop at the very end. So they are
    brought into one form before they are counted: first the white space goes,
    then the full stop, then everything becomes lower case.

    Where several answers have the most votes, the one that was given first
    wins: the one whose first vote comes earliest.

    Parameters
    ----------
    answers : sequence of str or None
        None stands for a sample in which no answer could be read. It has no
        vote, and neither has an answer of which that form leaves nothing.

    Returns
    -------
    str or None
        The winner, in that form. None when there is no vote at all.
    """
    forms = [answer.strip().removesuffix(".").lower() for answer in answers if answer is not None]
    votes = Counter(form for form in forms if form)
    # A Counter keeps the order of first votes, and max gives the first of equals.
    return max(votes, key=lambda form: votes[form], default=None)


def parse_json_reply(reply: str) -> dict[str, Any]:
    """Find the JSON object in a model's reply.

    Models put words before and after it, fence it with backquotes, and use
    braces in their prose. Of all places in the reply at which a whole, valid
    JSON object begins (a { to the } that belongs to it), the first one counts.
    What stands around that object may be anything: words, braces, the brackets
    of a list, another object.

    Parameters
    ----------
    reply : str

    Returns
    -------
    dict
        The object as Python values, as json.loads gives them.

    Raises
    ------
    ValueError
        When no valid object begins anywhere in the reply.
    """
    decoder = json.JSONDecoder()
    for brace in re.finditer(r"\{", reply):
        try:
            return decoder.raw_decode(reply, brace.start())[0]
        except (ValueError, RecursionError):
            continue  # a brace of the prose, of something that only looks like JSON, or of a thousand in one another
    raise ValueError(
        f"reply must hold a JSON object, got {reply[:60]!r}. Show the model the form and ask again."
    )


def validate_entities(
    entities: object,
    text: str,
    kinds: Sequence[str] = ("people", "organizations", "products", "locations", "dates"),
) -> list[tuple[str, str]]:
    """List what is wrong with the entities that a model says it found in a text.

    They should be a dict with exactly the keys in `kinds`. Under each stands a
    list, which may be empty, of strings, each of which stands in the text
    letter for letter. An empty string does not count as standing there.

    Parameters
    ----------
    entities : any value that JSON can hold
    text : str
        What the entities were to be found in.
    kinds : sequence of str

    Returns
    -------
    list of (key, fault) pairs
        Empty when nothing is wrong. [("", "not an object")] when `entities` is
        not a dict. Otherwise, for each of `kinds` in their order: "missing"
        when the key is not there; "not a list" when its value is something
        else; and for each item of a list that is at fault, in their order,
        "not a string" or "not in the text". Last, each key that is not one of
        `kinds`, in the order of the dict: "unknown".
    """
    if not isinstance(entities, dict):
        return [("", "not an object")]
    faults: list[tuple[str, str]] = []
    for kind in kinds:
        if kind not in entities:
            faults.append((kind, "missing"))
        elif not isinstance(entities[kind], list):
            faults.append((kind, "not a list"))
        else:
            for item in entities[kind]:
                if not isinstance(item, str):
                    faults.append((kind, "not a string"))
                elif not item or item not in text:
                    faults.append((kind, "not in the text"))
    faults += [(key, "unknown") for key in entities if key not in kinds]
    return faults
