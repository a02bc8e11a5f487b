"""Prompts, votes, JSON in replies, entities: beside their twins, and where people go wrong."""

import json

import jinja2
import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firsthand.llm.basics.prompting import (
    few_shot_prompt,
    majority_answer,
    parse_json_reply,
    validate_entities,
)

KINDS = ("people", "organizations", "products", "locations", "dates")
TEXT = "Ada Byron of Norwind came on 4 May."
GOOD = {
    "people": ["Ada Byron"],
    "organizations": ["Norwind"],
    "products": [],
    "locations": [],
    "dates": ["4 May"],
}

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
scalars = st.none() | st.booleans() | st.integers(-(2**40), 2**40) | texts
objects = st.dictionaries(
    texts,
    st.recursive(
        scalars, lambda x: st.lists(x, max_size=3) | st.dictionaries(texts, x, max_size=3), max_leaves=6
    ),
    max_size=3,
)


# few_shot_prompt


@given(texts, st.lists(st.tuples(texts, texts), max_size=4), texts)
def test_the_prompt_is_the_one_that_a_template_gives(task, shown, question):
    template = jinja2.Template(
        "{{ task }}\n\n{% for a, b in shown %}Q: {{ a }}\nA: {{ b }}\n\n{% endfor %}Q: {{ question }}\nA:",
        newline_sequence="\n",
    )
    theirs = template.render(task=task, shown=shown, question=question)
    assert few_shot_prompt(task, shown, question, ("Q", "A")) == theirs


def test_a_prompt_without_examples_is_zero_shot():
    assert few_shot_prompt("Do it.", [], "this") == "Do it.\n\nText: this\nLabel:"


# majority_answer


def test_the_most_votes_win_whatever_the_spelling():
    assert majority_answer(["No", "Yes.", " yes", None]) == "yes"


def test_the_first_vote_decides_a_tie():
    assert majority_answer(["b", "a", "a", "b"]) == "b"
    assert majority_answer(["c", "b", "a", "a", "b"]) == "b"


@pytest.mark.parametrize("answers", [[], [None], ["", " ", None, "."]])
def test_nobody_wins_without_a_vote(answers):
    assert majority_answer(answers) is None


@given(st.lists(st.sampled_from(["a", "b", "c", None]), max_size=9))
def test_no_answer_has_more_votes_than_the_winner(answers):
    winner = majority_answer(answers)
    votes = [answer for answer in answers if answer is not None]
    assert (winner is None) == (not votes)
    assert all(votes.count(winner) >= votes.count(other) for other in votes)


# parse_json_reply


@given(
    objects,
    st.sampled_from(["", "Here: ", "```json\n", "[", "(so {said} "]),
    st.sampled_from(["", "\n```", " {x}", "]"]),
)
def test_an_object_is_found_in_any_company(thing, before, after):
    assert parse_json_reply(before + json.dumps(thing) + after) == thing


@given(objects, objects)
def test_the_first_of_several_counts(one, other):
    assert parse_json_reply(f"{json.dumps(one)} or {json.dumps(other)}") == one


@pytest.mark.parametrize("reply", ["", "I cannot.", "{a: 1}", '{"a": 1', "[1]", "{'a': 1}"])
def test_no_object_is_a_value_error_that_quotes_the_reply(reply):
    with pytest.raises(ValueError, match="reply must hold a JSON object, got "):
        parse_json_reply(reply)


def test_braces_within_braces_beyond_any_depth_are_no_object_and_no_other_error():
    assert parse_json_reply('{"a":' * 5_000 + ' {"b": 1} and no end') == {"b": 1}
    with pytest.raises(ValueError, match="must hold a JSON object"):
        parse_json_reply('{"a":' * 5_000)


# validate_entities


def test_nothing_is_wrong_with_what_stands_there():
    assert validate_entities(GOOD, TEXT) == []


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"people": ["Ada"]}, []),
        ({"people": ["ada"]}, [("people", "not in the text")]),
        ({"people": [""]}, [("people", "not in the text")]),
        ({"people": "Ada"}, [("people", "not a list")]),
        ({"dates": [4, None]}, [("dates", "not a string")] * 2),
        ({"x": [], "people": ["Bob"]}, [("people", "not in the text"), ("x", "unknown")]),
    ],
)
def test_each_fault_is_named(changes, faults):
    assert validate_entities({**GOOD, **changes}, TEXT) == faults


@pytest.mark.parametrize("value", [None, [], "people", 3, [GOOD]])
def test_only_a_dict_is_an_object(value):
    assert validate_entities(value, TEXT) == [("", "not an object")]


names = st.sampled_from(["Ada Byron", "Norwind", "4 May", 3, None])
values = st.lists(names, max_size=3) | st.sampled_from(["Norwind", None, 3, {}])


@given(st.dictionaries(st.sampled_from([*KINDS, "x", "y"]), values, max_size=7) | names)
def test_the_form_is_judged_as_json_schema_judges_it(entities):
    schema = {
        "type": "object",
        "properties": {kind: {"type": "array", "items": {"type": "string"}} for kind in KINDS},
        "required": list(KINDS),
        "additionalProperties": False,
    }
    theirs = jsonschema.Draft202012Validator(schema).is_valid(entities)
    assert (validate_entities(entities, TEXT) == []) == theirs
