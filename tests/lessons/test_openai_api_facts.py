"""What the lesson The OpenAI API states, with the SDK and without, and what its explorables say."""

import ast
import json
import os
import re
import subprocess
import sys

import numpy as np
import openai
import pytest
from numpy.testing import assert_allclose

from firsthand.course import catalog
from firsthand.lessons.language.openai_api.explorable import CLIENTS, chat_cost, retry_storm
from firsthand.llm.toy import ToyServer
from firsthand.llm.toy.animals import ANIMALS

WITHOUT_SDK = """
import runpy, sys
from importlib import util

GONE = ("openai", "anthropic", "genai_prices")

class Gone:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in GONE:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Gone())
found = util.find_spec
util.find_spec = lambda name, *more: None if name in GONE else found(name, *more)
runpy.run_path(sys.argv[1], run_name="__main__")
"""


def run_cells(name, workspace):
    """The names that a lesson leaves behind."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FIRSTHAND_WORKSPACE", str(workspace))
        patch.delenv("FIRSTHAND_LLM", raising=False)
        names = {"__name__": "lesson"}
        for cell in catalog.lesson(name).cells:
            if cell.kind in ("code", "exercise"):
                exec(compile(ast.parse(cell.source), "lesson", "exec"), names)
    names["server"].close()
    return names


def run_script(name, workspace, *command, **environment):
    env = {**os.environ, "FIRSTHAND_WORKSPACE": str(workspace), "MPLBACKEND": "agg", **environment}
    script = str(catalog.lesson(name).folder / "lesson.py")
    done = subprocess.run(
        [sys.executable, *command, script],
        cwd=workspace,
        env=env,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


@pytest.fixture(scope="module")
def lesson(tmp_path_factory):
    found = run_cells("openai_api", tmp_path_factory.mktemp("course"))
    yield found
    found["client"].close()


def test_the_toy_has_read_five_sentences_about_each_of_sixteen_animals():
    assert len(ANIMALS) == 16
    assert {len(re.findall(r"[^.]+\.", text)) for text in ANIMALS.values()} == {5}
    assert "penguin" not in " ".join(ANIMALS.values())


def test_the_reply_has_the_three_things_to_read(lesson):
    assert lesson["reply"]["choices"][0]["message"]["role"] == "assistant"
    assert lesson["reply"]["choices"][0]["finish_reason"] == "stop"
    read = len(lesson["server"].model.prompt(lesson["question"]))
    assert lesson["reply"]["usage"]["prompt_tokens"] == read


def test_the_history_is_read_again(lesson):
    assert lesson["with_history"]["prompt_tokens"] > 4 * lesson["alone"]["prompt_tokens"]


def test_scores_are_listed_best_first_and_the_four_shown_lead(lesson):
    values = list(lesson["scores"].values())
    assert values == sorted(values, reverse=True)
    assert lesson["first"][0] == "It"


def test_the_stream_is_as_described(lesson):
    lines = [line for line in lesson["lines"] if line]
    assert lesson["lines"][1::2] == [""] * len(lines)  # a blank line ends each event
    assert lines[-1] == "data: [DONE]"
    events = [json.loads(line[5:]) for line in lines[:-1]]
    assert events[0]["choices"][0]["delta"] == {"role": "assistant", "content": ""}
    assert events[-2]["choices"][0]["finish_reason"] == "stop"
    assert events[-1]["choices"] == []
    assert lesson["join_stream"](lesson["lines"]) == "It eats moths and flies."


def test_streaming_shows_the_first_words_sooner_and_the_last_no_sooner(lesson):
    arrived = dict(zip(lesson["characters"][::-1], lesson["seconds"][::-1], strict=True))
    shown = sorted(length for length in arrived if length)
    assert arrived[shown[0]] < lesson["whole_seconds"] / 3
    assert lesson["characters"][-1] == len(lesson["whole"])
    assert lesson["seconds"][-1] > 0.5 * lesson["whole_seconds"]


def test_the_price_of_the_first_reply(lesson):
    used = lesson["reply"]["usage"]
    assert_allclose(lesson["cost"], (used["prompt_tokens"] * 0.5 + used["completion_tokens"] * 2) / 1e6)


def test_the_table_of_prices_agrees_with_ours(lesson):
    assert_allclose(lesson["ours"], float(lesson["theirs"].total_price), rtol=1e-9)


def test_what_is_read_grows_with_the_square_and_becomes_most_of_the_bill(lesson):
    read, written = np.array(lesson["read"]), np.array(lesson["written"])
    assert len(read) == 40
    assert 3.4 < read.sum() / read[:20].sum() < 4.2
    assert 1.5 < written.sum() / written[:20].sum() < 2.5
    assert read.sum() * lesson["input_price"] > 3 * written.sum() * lesson["output_price"]


def test_jitter_breaks_the_crowd_up(lesson):
    edges = np.arange(0, 4, 0.1)
    assert np.histogram(lesson["all_at_once"], edges)[0].max() == 200
    assert np.histogram(lesson["spread_out"], edges)[0].max() < 100


def test_the_sdk_retries_as_stated(lesson):
    at = [attempt.at for attempt in lesson["attempts"]]
    assert [attempt.status for attempt in lesson["attempts"]] == [429, 503, 200]
    assert at[1] - at[0] >= 0.375
    assert at[2] - at[1] >= 0.75
    assert openai.DEFAULT_MAX_RETRIES == 2
    assert openai.DEFAULT_TIMEOUT.read == 600
    assert (openai._constants.INITIAL_RETRY_DELAY, openai._constants.MAX_RETRY_DELAY) == (0.5, 8.0)


@pytest.mark.parametrize("name", ["openai_api", "anthropic_api"])
def test_a_lesson_runs_to_its_end_without_an_sdk_and_says_what_is_missing(name, tmp_path):
    said = run_script(name, tmp_path, "-c", WITHOUT_SDK)
    assert "This needs OpenAI's SDK. In the repository:" in said
    assert "-e '.[llm]'" in said
    assert "No chat model is set" in said


@pytest.mark.parametrize("name", ["openai_api", "anthropic_api"])
def test_the_last_cell_asks_the_model_that_is_set(name, tmp_path):
    with ToyServer() as other:
        said = run_script(name, tmp_path, FIRSTHAND_LLM=f"openai-compatible:toy-ngram@{other.base_url}")
        assert [one.path for one in other.seen] == ["/v1/chat/completions"]
    assert "No chat model is set" not in said


def test_a_name_that_is_no_model_is_told_in_one_line(tmp_path):
    said = run_script("openai_api", tmp_path, FIRSTHAND_LLM="nobody:knows")
    assert "nobody" in said.splitlines()[-1]


def cost(**values):
    start = {control.name: control.start for control in chat_cost.controls}
    return dict(chat_cost.draw({**start, **values}).numbers)


def cents(found, name):
    return float(found[name].removesuffix(" cents"))


def test_twice_the_turns_cost_twice_for_writing_and_four_times_for_reading():
    once, twice = cost(turns=40.0), cost(turns=80.0)
    assert_allclose(cents(twice, "writing") / cents(once, "writing"), 2, rtol=0.02)
    assert_allclose(cents(twice, "reading") / cents(once, "reading"), 4, rtol=0.02)


def test_remembering_five_turns_makes_reading_a_straight_line():
    once, twice = cost(turns=50.0, remembered=5.0), cost(turns=100.0, remembered=5.0)
    assert_allclose(cents(twice, "reading") / cents(once, "reading"), 2, rtol=0.1)
    assert cents(once, "reading") < 0.3 * cents(cost(turns=50.0), "reading")


def storm(**values):
    start = {control.name: control.start for control in retry_storm.controls}
    return retry_storm.draw({**start, **values})


def test_without_jitter_all_come_back_in_the_same_moment():
    assert max(storm(jitter=False).series[0].y) == CLIENTS
    assert max(storm(jitter=True).series[0].y) < CLIENTS / 4


@pytest.mark.parametrize("explorable", [chat_cost, retry_storm], ids=["chat_cost", "retry_storm"])
def test_an_explorable_is_whole_at_its_extremes(explorable):
    for control in explorable.controls:
        for value in control.extremes:
            start = {other.name: other.start for other in explorable.controls}
            scene = explorable.draw({**start, control.name: value})
            assert "nan" not in str(scene)
            assert scene.y_range[1] > scene.y_range[0]
