"""What people write for the items of a list of entities that is wrong, and what to tell them."""

import re
from typing import Any

from firsthand.course.grading.exercise import Mistake
from firsthand.lessons.language.prompting.mistakes_entities import KINDS, checked


def empty_string_stands_anywhere(entities: Any, text: Any, kinds: Any = KINDS) -> Any:
    return checked(entities, text, kinds, stands=lambda item: item in text)


def case_does_not_matter(entities: Any, text: Any, kinds: Any = KINDS) -> Any:
    return checked(entities, text, kinds, stands=lambda item: bool(item) and item.lower() in text.lower())


def word_by_word(entities: Any, text: Any, kinds: Any = KINDS) -> Any:
    return checked(entities, text, kinds, stands=lambda item: item in text.split())


def as_a_pattern(entities: Any, text: Any, kinds: Any = KINDS) -> Any:
    return checked(entities, text, kinds, stands=lambda item: bool(item) and bool(re.search(item, text)))


def trimmed(entities: Any, text: Any, kinds: Any = KINDS) -> Any:
    return checked(entities, text, kinds, stands=lambda item: bool(item.strip()) and item.strip() in text)


def space_does_not_matter(entities: Any, text: Any, kinds: Any = KINDS) -> Any:
    plain = " ".join(text.split())
    return checked(
        entities, text, kinds, stands=lambda item: bool(item.split()) and " ".join(item.split()) in plain
    )


def whole_words(entities: Any, text: Any, kinds: Any = KINDS) -> Any:
    return checked(
        entities,
        text,
        kinds,
        stands=lambda item: bool(item) and bool(re.search(rf"\b{re.escape(item)}\b", text)),
    )


def text_not_looked_at(entities: Any, text: Any, kinds: Any = KINDS) -> Any:
    return checked(entities, text, kinds, stands=bool)


def strings_taken_for_granted(entities: Any, text: Any, kinds: Any = KINDS) -> Any:
    return checked(entities, text, kinds, is_string=lambda item: True)


def anything_made_a_string(entities: Any, text: Any, kinds: Any = KINDS) -> Any:
    return checked(
        entities,
        text,
        kinds,
        is_string=lambda item: True,
        stands=lambda item: bool(str(item)) and str(item) in text,
    )


def each_fault_once(entities: Any, text: Any, kinds: Any = KINDS) -> Any:
    return list(dict.fromkeys(checked(entities, text, kinds)))


ITEMS = [
    Mistake(
        empty_string_stands_anywhere,
        'The empty string passes: "" in text is True for every text. Ask whether there is anything in it first.',
    ),
    Mistake(
        case_does_not_matter,
        "Letter for letter means that upper and lower case count. What differs from the text, the model has written "
        "itself.",
    ),
    Mistake(
        word_by_word,
        "You compare with single words, so a name of two words is never found, nor one before a comma. Ask whether the "
        "item is a part of the text: item in text.",
    ),
    Mistake(
        as_a_pattern,
        're.search reads the item as a pattern: "C++ (x" is not even a valid one, and "." fits any letter. Ask item in '
        "text.",
    ),
    Mistake(
        trimmed,
        "White space at an item's ends counts too: letter for letter. What differs from the text, the model has written.",
    ),
    Mistake(
        space_does_not_matter,
        "White space is levelled before you compare. Letter for letter means that it counts as well.",
    ),
    Mistake(
        whole_words,
        "An item may begin or end within a word, or with a mark such as + or a point, where no word ends: item in text.",
    ),
    Mistake(
        text_not_looked_at,
        "An item that stands nowhere in the text passes. The form can be perfect and the name invented: look it up.",
    ),
    Mistake(
        strings_taken_for_granted,
        "An item may be a number, null or another list, and `in text` takes strings only. Ask isinstance(item, str) "
        "before you look it up.",
        "crashed",
    ),
    Mistake(
        anything_made_a_string,
        'str(3) stands in many texts, and 3 is no string all the same. Report it as "not a string".',
    ),
    Mistake(
        each_fault_once,
        "Two items with the same fault are two faults: report each.",
    ),
]
