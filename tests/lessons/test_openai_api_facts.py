"""What the lesson The OpenAI API states, with the SDK and without, and what its explorables say."""

import json
import os
import re
import subprocess
import sys

import numpy as np
import openai
import pytest
from genai_prices import Usage, calc_price
from numpy.testing import assert_allclose

from firsthand.course.content import catalog
from firsthand.foundations import softmax
from firsthand.lessons.language.openai_api.explorable import CLIENTS, chat_cost, retry_storm
from firsthand.llm.fake_server import ToyServer
from firsthand.llm.fake_server.animals import ANIMALS

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
def lesson(run_lesson):
    found = run_lesson("openai_api")
    found["server"].close()
    yield found
    found["client"].close()


def test_the_toy_has_read_five_sentences_about_each_of_sixteen_animals(stated):
    sentences, animals = stated("openai_api", "it has read # sentences about each of # animals")
    assert len(ANIMALS) == animals
    assert {len(re.findall(r"[^.]+\.", text)) for text in ANIMALS.values()} == {sentences}
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


@pytest.mark.parametrize("model", ["gpt-6-luna", "gpt-6-sol", "claude-sonnet-5-5"])
def test_a_short_prompt_costs_the_base_price_and_a_long_one_may_cost_more(lesson, model):
    short, long = (calc_price(Usage(input_tokens=n, output_tokens=10_000), model) for n in (50_000, 400_000))
    base = [lesson["base"](price) for price in (short.model_price.input_mtok, short.model_price.output_mtok)]
    assert_allclose(lesson["count_tokens_cost"](50_000, 10_000, *base), float(short.total_price), rtol=1e-9)
    plain = lesson["count_tokens_cost"](400_000, 10_000, *base)
    assert float(long.total_price) >= plain * (1.5 if model.startswith("gpt") else 1 - 1e-9)


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


def test_a_token_is_drawn_by_the_two_before_it(stated, lesson):
    two = stated("openai_api", "counts which word came after which #")
    model = lesson["server"].model
    tokens = lesson["tokens"]
    assert model.scores(tokens[-int(two) - 4 :]).keys() <= model.scores(tokens).keys()


def test_a_penguin_makes_the_toy_not_a_bit_less_sure(lesson):
    def sure(animal):
        tokens = lesson["server"].model.prompt(lesson["chat_messages"](f"What does the {animal} eat?"))
        return softmax(np.array(list(lesson["server"].model.scores(tokens).values()))).max()

    assert "penguin" not in ANIMALS
    assert sure("penguin") > 0.9 * sure("owl")


def test_a_temperature_of_0_gives_the_same_each_time_and_2_tells_of_other_animals(lesson):
    told = lesson["printed"].split("temperature 0:")[1].split("temperature 0.5:")[0].split("\n")
    assert len({line.strip() for line in told if line.strip()}) == 1
    wild = lesson["printed"].split("temperature 2:")[1].split("\n")[1:4]
    own = ANIMALS["owl"]
    assert any(sentence.strip() not in own for line in wild for sentence in re.findall(r"[^.]+\.", line))


def test_fifty_tokens_a_second_are_20_milliseconds_each(stated):
    each, tokens = stated("openai_api", "Let every token take # milliseconds, # tokens a second")
    assert each * tokens == 1000


def test_writing_is_dearer_several_times(lesson):
    for model in ("gpt-6-luna", "gpt-6-sol", "claude-sonnet-5-5"):
        price = calc_price(Usage(input_tokens=1000, output_tokens=1000), model).model_price
        assert lesson["base"](price.output_mtok) >= 3 * lesson["base"](price.input_mtok)


def test_two_prompts_are_priced_as_the_text_says(stated, lesson):
    short, long, written = stated("openai_api", "# tokens read and #, with # written each time")
    for n in (short, long):
        assert f"{n:7,.0f} read" in lesson["printed"]
    assert (
        f"{float(calc_price(Usage(input_tokens=short, output_tokens=written), 'gpt-6-sol').total_price):.4f}"
        in (lesson["printed"])
    )


def test_the_talk_is_as_long_as_stated_and_reads_half_m_n_squared(stated, lesson):
    turns = stated("openai_api", "Talk to the toy for # turns")
    read = np.array(lesson["read"])
    assert len(read) == turns
    share = stated("openai_api", r"\approx \tfrac{1}{#} m n^2$")
    added = np.polyfit(np.arange(1, turns + 1), read, 1)[0]
    assert_allclose(read.sum(), added * turns**2 / share, rtol=0.1)
    long, much = stated("openai_api", "A conversation # as long is # times as much to read")
    assert_allclose(read.sum() / read[: int(turns / long)].sum(), much, rtol=0.1)


def test_the_crowd_is_as_large_as_stated(stated, lesson):
    hundreds, tries = stated("openai_api", "when # hundred clients fail at once and each tries # more times")
    assert len(lesson["all_at_once"]) == len(lesson["spread_out"]) == 100 * hundreds * tries
    assert 100 * hundreds == CLIENTS


def test_the_sdks_figures_are_those_of_the_text(stated, lesson):
    retries, first, last = stated(
        "openai_api", "# retries unless you say otherwise, from # a second up to #, and if the server"
    )
    assert retries == openai.DEFAULT_MAX_RETRIES
    assert (first, last) == (openai._constants.INITIAL_RETRY_DELAY, openai._constants.MAX_RETRY_DELAY)
    assert "The SDK waits ten minutes unless" in stated.text("openai_api")
    assert openai.DEFAULT_TIMEOUT.read == 10 * 60
    options = openai._models.FinalRequestOptions(method="post", url="/")
    waits = [lesson["client"]._calculate_retry_timeout(2, options) for _ in range(300)]
    share = stated("openai_api", "it takes away up to a # of the wait")
    assert first * (1 - share) <= min(waits) < first * (1 - 0.9 * share)
    assert max(waits) <= first


def test_each_status_of_the_table_that_may_pass_is_tried_again(stated, lesson):
    row = re.search(r"\| ([\d, ]+) \| trouble on their side \| yes", stated.text("openai_api"))[1]
    again = {429, *map(int, row.split(","))}
    tried = re.search(r"not in \(([\d, ]+)\)", "".join(c.source for c in catalog.lesson("openai_api").cells))[
        1
    ]
    assert set(map(int, tried.split(","))) == again


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


def test_each_wait_is_as_many_times_as_long_as_stated(stated, lesson):
    waits = np.array(lesson["backoff_delays"](np.ones(4)))
    assert_allclose(
        waits[1:] / waits[:-1], stated("openai_api", "So each wait is # as long as the one before")
    )
