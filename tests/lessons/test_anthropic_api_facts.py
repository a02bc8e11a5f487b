"""What the lesson The Anthropic API states, and what its explorable says. (Without the SDK: the test of the OpenAI lesson.)"""

import json
import re
import urllib.error
from itertools import pairwise

import pytest

from firsthand.course.content import catalog
from firsthand.lessons.language.anthropic_api.explorable import history_window


@pytest.fixture(scope="module")
def lesson(run_lesson):
    names = run_lesson("anthropic_api")
    yield names
    names["client"].close()
    names["server"].close()


def test_the_reply_differs_as_listed(lesson):
    reply = lesson["reply"]
    assert reply["content"] == [{"type": "text", "text": "It eats fish and crabs."}]
    assert reply["stop_reason"] == "end_turn"
    assert set(reply["usage"]) == {"input_tokens", "output_tokens"}


def test_both_forms_end_in_the_same_row_of_tokens(lesson):
    read = lesson["messages_reply"]["usage"]["input_tokens"]
    assert read == lesson["completion"]["usage"]["prompt_tokens"]
    assert read == len(lesson["server"].model.prompt(lesson["openai_form"]))


def test_the_sdk_and_ours_read_the_same_stream(lesson):
    kinds = [event["type"] for event in lesson["events"]]
    assert kinds[:3] == ["message_start", "content_block_start", "ping"]
    assert kinds[-3:] == ["content_block_stop", "message_delta", "message_stop"]
    assert lesson["mine"]["text"] == "".join(block.text for block in lesson["final"].content)
    assert lesson["mine"]["output_tokens"] == lesson["final"].usage.output_tokens
    cut = lesson["read_events"](lesson["events"][:6])
    assert (cut["text"], cut["stop_reason"]) == ("It eats fish", None)


def test_the_window_of_the_toy_is_300_and_a_long_talk_does_not_fit(stated, lesson):
    assert lesson["server"].model.window == stated("anthropic_api", "That of the toy is #")
    assert len(lesson["everything"]) < 30
    assert max(lesson["everything"]) < 300


def test_trimmed_the_talk_goes_on_and_what_is_read_stays_level(lesson):
    trimmed = lesson["trimmed"]
    assert len(trimmed) == 20
    assert max(trimmed) <= 150 + 1  # the mark that opens the answer
    assert min(trimmed[8:]) > 100
    assert lesson["history"][0]["role"] == "user"


def test_there_are_three_r_in_strawberry(lesson):
    assert [result["content"] for result in lesson["results"]] == ["3"]
    odd = lesson["run"]({"id": "x", "name": "delete_all", "input": {}})
    assert odd["is_error"]
    assert odd["tool_use_id"] == "x"


def test_the_door_gives_the_text_and_no_price(lesson):
    assert lesson["answer"].text == "It eats frogs, mice and big insects."
    assert lesson["answer"].cost is None
    assert lesson["answer"].stop_reason == "end"


def test_the_budget_of_the_text_is_that_of_the_cell(stated):
    budget = stated("anthropic_api", "in a notebook, change the # above")
    assert any(f"within({budget:.0f})" in cell.source for cell in catalog.lesson("anthropic_api").cells)


def both(lesson, messages, **limits):
    """Why an answer stopped, by a chat completion and by messages."""
    with lesson["post"](
        "/v1/chat/completions", {"messages": messages, "temperature": 0, **limits}
    ) as response:
        completion = json.load(response)["choices"][0]["finish_reason"]
    return completion, lesson["ask"](messages, temperature=0, **limits)["stop_reason"]


def table_row(stated, name):
    """The two names in a row of the table Side by side."""
    return tuple(
        re.search(
            rf"\| {re.escape(name)} \| `([^`]+)` \| `([^`]+)` \|", stated.text("anthropic_api")
        ).groups()
    )


def test_the_reasons_to_stop_are_called_as_the_table_says(stated, lesson):
    fox = lesson["fox"]
    assert both(lesson, fox, max_tokens=60) == table_row(stated, "… it had finished")
    assert both(lesson, fox, max_tokens=4) == table_row(stated, "… cut off by the limit")
    # Nearly full: what is left of the window is less than the answer.
    long = [{"role": "user", "content": "word " * 286 + "What does the fox eat?"}]
    left = lesson["server"].model.window - lesson["count"](long)
    assert 0 < left < 9
    assert both(lesson, long, max_tokens=60) == table_row(stated, "… cut off, the window is full")


def test_only_messages_say_which_stop_text_was_met(lesson):
    told = lesson["ask"](lesson["fox"], temperature=0, stop_sequences=[" and"])
    assert (told["stop_reason"], told["stop_sequence"]) == ("stop_sequence", " and")
    body = {"messages": lesson["fox"], "temperature": 0, "stop": [" and"]}
    with lesson["post"]("/v1/chat/completions", body) as response:
        assert " and" not in json.dumps(json.load(response)["choices"][0])


def test_without_max_tokens_only_messages_refuse(lesson):
    with lesson["post"]("/v1/chat/completions", {"messages": lesson["fox"]}) as response:
        assert response.status == 200
    with pytest.raises(urllib.error.HTTPError, match="400"):
        lesson["post"]("/v1/messages", {"messages": lesson["fox"]})


def scene(**values):
    start = {control.name: control.start for control in history_window.controls}
    return history_window.draw({**start, **values})


def kept(budget):
    return int(dict(scene(budget=float(budget)).numbers)["messages kept"].split()[0])


def test_now_and_then_two_messages_go_at_once_and_budget_is_left():
    counts = [kept(budget) for budget in range(0, 601, 5)]
    steps = {after - before for before, after in pairwise(counts)}
    assert 2 in steps
    assert all(step >= 0 for step in steps)
    assert any(
        int(dict(scene(budget=float(b)).numbers)["left in the budget"]) > 10 for b in range(100, 300, 5)
    )


def test_each_message_is_drawn_once_whatever_the_setting():
    for control in history_window.controls:
        for value in control.extremes:
            drawn = scene(**{control.name: value})
            places = sorted(place for series in drawn.series for place in series.x)
            assert places == [float(at) for at in range(len(places))]
