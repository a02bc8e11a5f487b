"""What people write for checking entities that is wrong, and what to tell them."""

from typing import Any

from firsthand.course.grading.exercise import Mistake

KINDS = ("people", "organizations", "products", "locations", "dates")


def checked(entities: Any, text: Any, kinds: Any, **other: Any) -> list[tuple[str, str]]:
    """The right way, with single steps that may be exchanged."""
    return _looked_at(entities, text, kinds, **other) if isinstance(entities, dict) else NOT_AN_OBJECT


def _looked_at(entities: Any, text: Any, kinds: Any, **other: Any) -> list[tuple[str, str]]:
    is_string = other.get("is_string", lambda item: isinstance(item, str))
    is_list = other.get("is_list", lambda value: isinstance(value, list))
    stands = other.get("stands", lambda item: bool(item) and item in text)
    faults = []
    for kind in kinds:
        if kind not in entities:
            faults.append((kind, "missing"))
        elif not is_list(entities[kind]):
            faults.append((kind, "not a list"))
        else:
            for item in entities[kind]:
                if not is_string(item):
                    faults.append((kind, "not a string"))
                elif not stands(item):
                    faults.append((kind, "not in the text"))
    return faults + [(key, "unknown") for key in entities if key not in kinds]


NOT_AN_OBJECT = [("", "not an object")]


def keys_only(entities: Any, text: Any, kinds: Any = KINDS) -> Any:
    if not isinstance(entities, dict):
        return NOT_AN_OBJECT
    missing = [(kind, "missing") for kind in kinds if kind not in entities]
    return missing + [(key, "unknown") for key in entities if key not in kinds]


def anything_that_can_be_gone_through(entities: Any, text: Any, kinds: Any = KINDS) -> Any:
    return checked(entities, text, kinds, is_list=lambda value: isinstance(value, list | str | dict))


def unknown_in_order_of_the_alphabet(entities: Any, text: Any, kinds: Any = KINDS) -> Any:
    faults = checked(entities, text, kinds)
    return [fault for fault in faults if fault[1] != "unknown"] + sorted(
        fault for fault in faults if fault[1] == "unknown"
    )


def empty_is_no_object(entities: Any, text: Any, kinds: Any = KINDS) -> Any:
    return checked(entities, text, kinds) if entities else NOT_AN_OBJECT


def nothing_is_fine(entities: Any, text: Any, kinds: Any = KINDS) -> Any:
    return checked(entities, text, kinds) if entities else []


def more_keys_are_fine(entities: Any, text: Any, kinds: Any = KINDS) -> Any:
    return [fault for fault in checked(entities, text, kinds) if fault[1] != "unknown"]


def missing_is_empty(entities: Any, text: Any, kinds: Any = KINDS) -> Any:
    return [fault for fault in checked(entities, text, kinds) if fault[1] != "missing"]


def empty_is_missing(entities: Any, text: Any, kinds: Any = KINDS) -> Any:
    if not isinstance(entities, dict):
        return NOT_AN_OBJECT
    faults = []
    for kind in kinds:
        if not entities.get(kind):
            faults.append((kind, "missing"))
        else:
            faults += checked({kind: entities[kind]}, text, [kind])
    return faults + [(key, "unknown") for key in entities if key not in kinds]


def null_is_missing(entities: Any, text: Any, kinds: Any = KINDS) -> Any:
    if not isinstance(entities, dict):
        return NOT_AN_OBJECT
    given = {key: value for key, value in entities.items() if value is not None or key not in kinds}
    return checked(given, text, kinds)


def first_fault_only(entities: Any, text: Any, kinds: Any = KINDS) -> Any:
    return checked(entities, text, kinds)[:1]


def one_fault_a_key(entities: Any, text: Any, kinds: Any = KINDS) -> Any:
    faults = checked(entities, text, kinds)
    return [fault for at, fault in enumerate(faults) if fault[0] not in [key for key, _ in faults[:at]]]


def in_the_order_of_the_dict(entities: Any, text: Any, kinds: Any = KINDS) -> Any:
    if not isinstance(entities, dict):
        return NOT_AN_OBJECT
    faults: list[tuple[str, str]] = []
    for key in entities:
        faults += checked({key: entities[key]}, text, [key]) if key in kinds else [(key, "unknown")]
    return faults + [(kind, "missing") for kind in kinds if kind not in entities]


def unknown_first(entities: Any, text: Any, kinds: Any = KINDS) -> Any:
    faults = checked(entities, text, kinds)
    return sorted(faults, key=lambda fault: fault[1] != "unknown")


def own_kinds_only(entities: Any, text: Any, kinds: Any = KINDS) -> Any:
    return checked(entities, text, KINDS)


def objects_taken_for_granted(entities: Any, text: Any, kinds: Any = KINDS) -> Any:
    return _looked_at(entities, text, kinds)


def yes_or_no(entities: Any, text: Any, kinds: Any = KINDS) -> Any:
    return not checked(entities, text, kinds)


def raised(entities: Any, text: Any, kinds: Any = KINDS) -> Any:
    faults = checked(entities, text, kinds)
    if faults:
        raise ValueError(faults[0])
    return []


def faults_without_their_keys(entities: Any, text: Any, kinds: Any = KINDS) -> Any:
    if not isinstance(entities, dict):
        return ["not an object"]
    return [fault for _, fault in checked(entities, text, kinds)]


VALIDATE_ENTITIES = [
    Mistake(
        keys_only,
        "You looked at the keys only. What stands under each of them has to be a list of strings from the text.",
    ),
    Mistake(
        anything_that_can_be_gone_through,
        "A string or a dict can be gone through like a list, letter by letter or key by key, and isn't one. Ask "
        "isinstance(value, list) first.",
    ),
    Mistake(more_keys_are_fine, 'Keys beyond those of kinds pass. Each of them is a fault: "unknown".'),
    Mistake(
        missing_is_empty,
        "A missing key counts as an empty list here. Nothing found and nothing said are different: report it as "
        '"missing".',
    ),
    Mistake(
        empty_is_missing,
        "An empty list is an answer: nothing of this kind is in the text. Ask whether the key is there (kind in entities), "
        "not whether its value is true.",
    ),
    Mistake(
        null_is_missing,
        "get gives None for a key that is not there, and for one whose value is null. The second is there, and no list: "
        "ask kind in entities.",
    ),
    Mistake(
        first_fault_only,
        "You stop at the first fault. Report all of them: whoever asks the model again wants to say everything at once.",
    ),
    Mistake(
        one_fault_a_key,
        "You report one fault for each key. Each item that is at fault counts: go through the whole list.",
    ),
    Mistake(
        in_the_order_of_the_dict,
        "You go through the keys as the model happened to write them. Go through kinds in their order, then report the "
        "keys that are left over.",
    ),
    Mistake(unknown_first, "The unknown keys come last, behind the faults of kinds."),
    Mistake(
        own_kinds_only,
        "The kinds are a parameter: check those that you are given, not always the same five.",
    ),
    Mistake(
        objects_taken_for_granted,
        'JSON may be a list, a number or null at the top. Ask isinstance(entities, dict) first, and return [("", "not an '
        'object")] when it is none.',
    ),
    Mistake(
        unknown_in_order_of_the_alphabet,
        "The unknown keys come in the order of the dict, not of the alphabet.",
    ),
    Mistake(
        empty_is_no_object,
        "An empty dict is a dict: every key is missing from it. Ask isinstance(entities, dict).",
    ),
    Mistake(
        nothing_is_fine,
        "What is false in a condition passes: an empty dict, an empty list, null. Ask isinstance(entities, dict) instead.",
    ),
    Mistake(
        yes_or_no,
        "You say whether something is wrong. Say what: a list of (key, fault) pairs, empty when nothing is.",
        "wrong type",
    ),
    Mistake(
        raised,
        "You raise at the first fault. Faults in what a model wrote are to be expected: return the list of them.",
        "crashed",
    ),
    Mistake(
        faults_without_their_keys,
        "Each fault is a pair: the key at which it is, and what it is.",
        "wrong type",
    ),
]
