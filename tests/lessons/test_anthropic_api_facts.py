"""What the lesson The Anthropic API states, and what its explorable says. (Without the SDK: the test of the OpenAI lesson.)"""

import ast
from itertools import pairwise

import pytest

from firsthand.course import catalog
from firsthand.lessons.language.anthropic_api.explorable import history_window


@pytest.fixture(scope="module")
def lesson(tmp_path_factory):
    """The names that the lesson leaves behind."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FIRSTHAND_WORKSPACE", str(tmp_path_factory.mktemp("course")))
        patch.delenv("FIRSTHAND_LLM", raising=False)
        names = {"__name__": "lesson"}
        for cell in catalog.lesson("anthropic_api").cells:
            if cell.kind in ("code", "exercise"):
                exec(compile(ast.parse(cell.source), "lesson", "exec"), names)
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


def test_the_window_of_the_toy_is_300_and_a_long_talk_does_not_fit(lesson):
    assert lesson["server"].model.window == 300
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
