"""Answers that are objects, over the real SDKs and scripted answers."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from pydantic import BaseModel, Field, RootModel

from firsthand.llm import LLMError, Usage, connect


class City(BaseModel):
    name: str
    people: int = Field(gt=0)


RIGHT = '{"name": "Bern", "people": 133883}'
BERN = City(name="Bern", people=133883)


def bodies(faulty):
    return [body for _, _, _, body in faulty.server.seen]


def test_the_providers_own_structured_output_is_asked_for(faulty):
    faulty.script(faulty.wire.whole(RIGHT))
    answer = faulty.connect().reply_as(City, "Which city?", system="Be brief.", temperature=0)
    assert answer.value == BERN
    assert answer.reply.text == RIGHT
    body = bodies(faulty)[0]
    assert body["temperature"] == 0
    form = (
        body["response_format"]["json_schema"] if faulty.kind == "openai" else body["output_config"]["format"]
    )
    assert set(form["schema"]["properties"]) == {"name", "people"}
    assert form["schema"]["additionalProperties"] is False
    assert "JSON Schema" not in json.dumps(body["messages"]) + str(body.get("system"))


def test_an_answer_that_does_not_fit_is_sent_back_with_its_faults(faulty):
    faulty.script(faulty.wire.whole('{"name": "Bern", "people": -1}'), faulty.wire.whole(RIGHT))
    model = faulty.connect()
    answer = model.reply_as(City, "Which city?")
    assert answer.value == BERN
    asked, said, back = bodies(faulty)[1]["messages"]
    assert asked["content"] == "Which city?"
    assert said == {"role": "assistant", "content": '{"name": "Bern", "people": -1}'}
    assert "people: Input should be greater than 0" in back["content"]
    assert answer.reply.usage == Usage(20, 8)
    assert answer.reply.cost == model.spent == 2 * (model.spent / 2) > 0


def test_repair_is_bounded_and_tells_what_came(faulty):
    faulty.script(faulty.wire.whole('{"name": "Bern"}'))
    with pytest.raises(
        LLMError, match=r"gave no valid City in 3 tries \(people: Field required\)\. Its last answer began: "
    ) as caught:
        faulty.connect().reply_as(City, "Which city?")
    assert len(bodies(faulty)) == 3
    assert caught.value.reply.text == '{"name": "Bern"}'
    assert caught.value.reply.usage == Usage(30, 12)


@pytest.mark.parametrize(
    "text", [f"```json\n{RIGHT}\n```", f"Here it is: {RIGHT} I hope it helps.", f"\n {RIGHT} "]
)
def test_what_stands_around_the_object_does_no_harm(faulty, text):
    faulty.script(faulty.wire.whole(text))
    assert faulty.connect().reply_as(City, "Which city?").value == BERN
    assert len(bodies(faulty)) == 1


@pytest.mark.parametrize("text", ["", "Bern", "[1, 2]", "{{}", '{"name": "Bern", "people": 1'])
def test_what_is_no_object_at_all_is_an_error(faulty, text):
    faulty.script(faulty.wire.whole(text))
    with pytest.raises(LLMError, match="gave no valid City in 3 tries"):
        faulty.connect().reply_as(City, "Which city?")


def test_a_model_that_takes_no_schema_gets_it_in_the_prompt(faulty):
    refused = (400, {}, [faulty.wire.error("this model does not support structured output")])
    faulty.script(refused, faulty.wire.whole('{"name": "Bern"}'), faulty.wire.whole(RIGHT))
    assert faulty.connect().reply_as(City, "Which city?", system="Be brief.").value == BERN
    _, second, third = bodies(faulty)
    system = second["system"] if faulty.kind == "anthropic" else second["messages"][0]["content"]
    assert system.startswith("Be brief.\n\nAnswer with JSON and nothing else.")
    assert json.loads(system.rpartition("\n")[2]) == City.model_json_schema()
    assert not {"response_format", "output_config"} & (set(second) | set(third))


def test_an_error_that_has_nothing_to_do_with_the_schema_is_raised(faulty):
    faulty.script((401, {}, [faulty.wire.error("bad key")]))
    with pytest.raises(LLMError, match="does not accept the key"):
        faulty.connect().reply_as(City, "Which city?")
    assert len(bodies(faulty)) == 1


class Pair(RootModel[tuple[int, str]]):
    pass


@pytest.mark.parametrize("text", ['[1, "a"]', 'Here: [1, "a"].', '```\n[1, "a"]\n```'])
def test_a_list_may_be_asked_for_too(faulty, text):
    faulty.script(faulty.wire.whole(text))
    assert faulty.connect().reply_as(Pair, "Which?").value.root == (1, "a")


class Loose(BaseModel):
    anything: Any


class Counts(BaseModel):
    of: dict[str, int]


def test_a_schema_the_sdk_cannot_translate_goes_into_the_prompt(faulty):
    """Anthropic's SDK wants a type for every field."""
    faulty.script(faulty.wire.whole('{"anything": 3}'))
    assert faulty.connect().reply_as(Loose, "Which?").value == Loose(anything=3)
    assert ("output_config" in bodies(faulty)[0]) is False


def test_free_keys_go_into_the_prompt(faulty):
    """Anthropic's SDK would turn them into an object without any."""
    faulty.script(faulty.wire.whole('{"of": {"cats": 2}}'))
    assert faulty.connect().reply_as(Counts, "How many?").value.of == {"cats": 2}
    assert not {"response_format", "output_config"} & set(bodies(faulty)[0])


def test_what_is_no_schema_is_told(faulty):
    class Calls(BaseModel):
        back: Callable[[], None]

    for schema, expected in {
        dict: r"pydantic\.BaseModel, got <class 'dict'>",
        Calls: "Calls cannot be asked for as JSON",
    }.items():
        with pytest.raises(LLMError, match=expected):
            faulty.connect().reply_as(schema, "Which?")


def test_another_server_gets_the_schema_in_the_prompt(openai_server, tiny_model):
    """The tiny model writes noise: what is tested is the way there and the sentence at its end."""
    with (
        connect(f"openai-compatible:{tiny_model}@{openai_server.url}/v1") as model,
        pytest.raises(LLMError, match="gave no valid City in 3 tries") as caught,
    ):
        model.reply_as(City, "Which city?", max_tokens=8, temperature=0)
    assert caught.value.reply.usage.output_tokens == 24
    assert caught.value.reply.usage.input_tokens > 3 * 100


def test_each_attempt_counts_for_the_budget(faulty):
    faulty.script(faulty.wire.whole('{"name": "Bern"}', usage=(0, 1_000_000)))
    model = faulty.connect(budget=1)
    with pytest.raises(LLMError, match="This call could cost up to"):
        model.reply_as(City, "Which city?", max_tokens=1024)
    price = {"openai": Decimal("0.6"), "anthropic": Decimal(15)}[faulty.kind]
    assert model.spent == price * len(bodies(faulty))
