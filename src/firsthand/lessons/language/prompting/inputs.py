"""The inputs on which the answers to the exercises are tried, and how these are compared."""

import json
from typing import Any

from hypothesis import strategies as st

from firsthand.course.grading.compare import Difference, agree
from firsthand.course.grading.exercise import Arguments
from firsthand.course.grading.strategies import arguments

# few_shot_prompt --------------------------------------------------------------------------------------------

TASKS = st.sampled_from(
    ["Classify.", "Is the review positive or negative?", " Answer with one word:\n", "Fill {0} in 5 %."]
)
TEXTS = st.sampled_from(
    ["good", "Bad: never again.", "So-so", "  with room  ", "two\nlines", "{}", "", "naïve", "100 %", "%s"]
)
NAMES = st.sampled_from([("Review", "Sentiment"), ("Q", "A"), ("Text", "Label"), ("Input", "Output")])
PAIRS = st.lists(st.tuples(TEXTS, TEXTS), max_size=3).flatmap(
    lambda pairs: st.sampled_from([pairs, tuple(pairs)])
)
PROMPTS = st.one_of(
    arguments(instruction=TASKS, examples=PAIRS, question=TEXTS),
    arguments(instruction=TASKS, examples=PAIRS, question=TEXTS, names=NAMES),
)


def prompt(question: str, *examples: tuple[str, str], **more: Any) -> dict[str, Any]:
    return {"instruction": "Classify.", "examples": list(examples), "question": question, **more}


# majority_answer --------------------------------------------------------------------------------------------

# No full stop follows white space or another full stop here, and none stands alone: that is for the clauses.
GIVEN = st.sampled_from(
    [
        *("a", "b", "A", "a.", " a", "B. ", "c", None, "", " ", "12", "$12", "12.", "3.5", "35", ".5", "5"),
        *("a b", "a  b", "a!", "(a)", "\ta\n", "\u00a0A", "Straße", "STRASSE", "-5", "None"),
    ]
)
VOTES = (
    st.lists(GIVEN, min_size=1, max_size=7)
    .filter(lambda answers: any(a and a.strip() for a in answers))
    .map(lambda answers: {"answers": answers})
)


def agree_on_text(got: Any, expected: Any, given: Arguments) -> Difference | None:
    """Hold two answers against each other; a string of NumPy's is a string."""
    return agree(str(got) if isinstance(got, str) else got, expected, given)


# parse_json_reply -------------------------------------------------------------------------------------------

BEFORE = st.sampled_from(
    [
        "",
        "Here it is: ",
        "```json\n",
        "```\n",
        "In {braces}, as you said:\n",
        "It was :-{ but now\n",
        "[",
        "{",
    ]
)
AFTER = st.sampled_from(["", "\n```", " Anything else?", " {end}", ' {"b": 2}', ', {"b": 2}]', "}"])
STRINGS = st.sampled_from(
    ["x", "", "}", "{", 'say "hi"', "back\\", "it's", "{}", '"}', "é", "a  b", "`ls`", "a\nb", "[DONE]"]
)
SCALARS = st.one_of(st.sampled_from([1, 0, -2, 0.5, True, False, None]), STRINGS)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(STRINGS, inner, max_size=2)),
    max_leaves=4,
)
OBJECTS = st.dictionaries(STRINGS, VALUES, max_size=2)
WRITTEN = st.builds(json.dumps, OBJECTS, indent=st.sampled_from([None, None, 2]), ensure_ascii=st.booleans())
REPLIES = st.builds(lambda *parts: {"reply": "".join(parts)}, BEFORE, WRITTEN, AFTER)


def one_kind_of_error(implementation: Any, given: Arguments) -> Any:
    """Call it; the json module's own ValueError counts as the plain one, so that advice does not depend on it."""
    try:
        return implementation(given["reply"])
    except json.JSONDecodeError as error:
        raise ValueError(str(error)).with_traceback(error.__traceback__) from None


# validate_entities ------------------------------------------------------------------------------------------

SENTENCE = "In New York, Ada Byron of Norwind (C++ and .NET [2]) showed the Tidal 3 on 4 March 2019."
ITEMS = st.sampled_from(
    [
        "Ada Byron",
        "New York",
        "Norwind",
        "ada byron",
        "Lisbon",
        "",
        "4 March 2019",
        "York, Ada",
        " Norwind",
        "orwin",
        "Norwind ",
        "Ada  Byron",
        "C++ (",
        "NET [2]",
        "Tidal .",
        "2019.",
        None,
        3,
        ["Ada Byron"],
        True,
    ]
)
UNDER = st.one_of(
    st.lists(ITEMS, max_size=3),
    st.lists(ITEMS, max_size=3),
    st.sampled_from(["Ada Byron", None, 4, {"Ada Byron": 1}, "", {}, "Lisbon"]),
)
FEW_KINDS = ["people", "dates"]
FIVE_KINDS = ["people", "organizations", "products", "locations", "dates"]


def _dicts(known: list[str]) -> Any:
    """Dicts with most of the known keys in any order, and sometimes one that is not known."""
    keys = st.permutations(known).flatmap(
        lambda order: st.builds(
            lambda left_out, extra: [*extra[:1], *order[left_out:], *extra[1:]],
            st.sampled_from([0, 0, 1, 2]),
            st.sampled_from([[], [], ["notes"], ["animals", "notes"], ["notes", "animals"], ["date", "s"]]),
        )
    )
    return keys.flatmap(
        lambda names: st.tuples(*[UNDER for _ in names]).map(lambda vs: dict(zip(names, vs, strict=True)))
    )


OTHER: Any = st.sampled_from([None, [], ["Ada Byron"], "Ada Byron", 3, {}])
ENTITIES = st.one_of(
    arguments(entities=_dicts(FEW_KINDS), text=st.just(SENTENCE), kinds=st.just(FEW_KINDS)),
    arguments(entities=_dicts(FIVE_KINDS), text=st.just(SENTENCE)),
    arguments(entities=OTHER, text=st.just(SENTENCE)),
)


def found(**changes: Any) -> dict[str, Any]:
    """The right entities of the sentence, with changes; a value of ... takes the key away."""
    entities = {
        "people": ["Ada Byron"],
        "organizations": ["Norwind"],
        "products": ["Tidal 3"],
        "locations": ["New York"],
        "dates": ["4 March 2019"],
        **changes,
    }
    return {"entities": {key: value for key, value in entities.items() if value is not ...}, "text": SENTENCE}


def few(entities: Any) -> dict[str, Any]:
    return {"entities": entities, "text": "Ada came in May.", "kinds": ["people", "dates"]}


def agree_on_faults(got: Any, expected: Any, given: Arguments) -> Difference | None:
    """Hold two lists of faults against each other, and name the first that only one of them has."""
    if not isinstance(got, list | tuple) or not all(isinstance(pair, list | tuple) for pair in got):
        return Difference("wrong type", f"It gave {got!r}, expected a list of (key, fault) pairs.")
    pairs = [tuple(pair) for pair in got]
    missed = next((pair for pair in expected if pairs.count(pair) < expected.count(pair)), None)
    invented = next((pair for pair in pairs if pairs.count(pair) > expected.count(pair)), None)
    if missed:
        return Difference("wrong value", f"It does not report {missed}, or not often enough.")
    if invented:
        return Difference(
            "wrong value", f"It reports {invented}, which is no fault here, or reports it too often."
        )
    return agree(pairs, expected, given) and Difference(
        "wrong value", "The faults are right, but not their order."
    )


# Edges, the simplest first ---------------------------------------------------------------------------------

PROMPT_EDGES = [
    prompt("good"),
    prompt("good", ("bad", "negative")),
    prompt("It broke.", ("Lovely.", "positive"), ("Too dear.", "negative"), names=("Review", "Sentiment")),
    prompt("4 + 4", ("1 + 1", "2"), ("2 + 3", "5"), ("3 + 3", "6"), names=("Q", "A")),
    prompt("  room around  ", (" so ", " it ")),
    prompt("one\ntwo", ("three\n\nfour", "5")),
    prompt("{} {0} %s", ("{text}", "{answer}")),
    prompt("Text: again", ("Text: nested", "Label: x")),
]
VOTE_EDGES = [
    {"answers": answers}
    for answers in (
        ["a"],
        ["a", "b", "b"],
        ["No", "yes", "Yes"],
        ["b", " a", "a "],
        ["b", "a", "a."],
        ["b", "a"],
        ["a", "b"],
        ["c", "b", "b", "c", "a"],
        ["b", "c", "c", "a", "b"],
        [None, None, "a"],
        ["", " ", "\n", "a"],
        ["Straße", "strasse", "STRASSE", "straße"],
        ["a b", "a  b", "c", "a  b"],
        ["\u00a0x\n", "y", "X"],
        ["yes!", "yes", "no", "no"],
        ["35", "3.5", "35.", "3.5."],
        ["12", "$12", "$12", "8"],
        ["5", ".5", ".5"],
        ["a", "b", "c", "c"],
        ["Eight.", "twelve", " TWELVE. ", "eight", "Twelve"],
    )
]
TWO_STOPS = [
    {"answers": ["a..", "a", "b", "b"]},
    {"answers": ["a..."]},
    {"answers": ["b..", "a", "a..", "a.."]},
]
STOP_BEHIND_SPACE = [{"answers": ["a .", "b"]}, {"answers": ["12 .", "8", "12", "8"]}]
NO_VOTE = [{"answers": answers} for answers in ([], [None], [""], [None, " ", "."], ["\n."])]
REPLY_EDGES = [
    {"reply": reply}
    for reply in (
        "{}",
        '{"a": 1}',
        'Here it is: {"a": 1}',
        '```json\n{"a": 1}\n```',
        'Sure!\n```json\n{\n  "a": [1, 2]\n}\n```\nAnything else?',
        '{"a": {"b": {}}}',
        '{"a": "}"}',
        '{"a": "{"}',
        '{"a": "\\"}"}',
        '{"a": "\\\\"} {"b": 2}',
        '{"a": true, "b": null}',
        '{"a": "it\'s"}',
        '{"a": 1} {"b": 2}',
        '[{"a": 1}, {"b": 2}]',
        'In {braces}: {"a": 1}',
        '{{"a": 1}}',
        'It was :-{ but {"a": 1} :-}',
        '{} or {"a": 1}',
        '{"a": "two  blanks, `ticks` and \\\\n"}',
        '{"a": "a raw\nline end"} {"b": 2}',
        "{'a': 1} or {\"b\": 2}",
        '{"a": 1} or {"b": [1, 2, 3]}',
    )
]
NO_OBJECT = [
    {"reply": reply}
    for reply in (
        "Sorry, I can't.",
        "",
        "{name}",
        "[1, 2]",
        '"a"',
        "null",
        '{"a": 1',
        '{"a": 1,}',
        "{'a': 1}",
        "{a: 1}",
        '["{]"',
    )
]
ENTITY_EDGES = [
    few({"people": ["Ada"], "dates": ["May"]}),
    few({"people": ["Ada"], "dates": []}),
    few({"people": ["Ada"]}),
    few({"people": "Ada", "dates": ["May"]}),
    few({"people": ["Bob"], "dates": ["May"]}),
    few({"people": ["ada"], "dates": ["may"]}),
    few({"people": [""], "dates": ["May"]}),
    few({"people": ["Ada", 3], "dates": [None]}),
    few({"people": ["Bob", "Ada", "Cy", 4], "dates": ["June"]}),
    few({"people": ["Bob", "Bob", "da", "A.a", "May."], "dates": ["May ", "Ma", "came  in"]}),
    few({"people": ["C++ (x", "[", "Ada|"], "dates": ["\\d"]}),
    few({"people": [], "zoo": 1, "date": [], "dates": [], "animals": 2}),
    few({"dates": ["May"], "people": ["Ada"], "animals": ["cat"]}),
    few({"animals": [], "dates": "May", "people": [""]}),
    few({"animals": []}),
    few({"people": {"Ada": 1}, "dates": None}),
    few({}),
    few([]),
    few(None),
    few("people"),
    found(),
    found(products=[], locations=["New York", "York"]),
    found(dates=..., people=["Ada Byron", "Charles"], extra=1),
    found(organizations=None, locations=["new york"], products=["Tidal 3", "Tidal 4", "Tidal"]),
]
