"""What the lesson Prompting says is so."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from pydantic import ConfigDict, ValidationError, create_model
from scipy.stats import binomtest

from firsthand.course import catalog
from firsthand.foundations import wilson_interval
from firsthand.lessons.language.prompting import counter
from firsthand.lessons.language.prompting.counter import WordCounter
from firsthand.lessons.language.prompting.explorable import COUNTS, sample_vote
from firsthand.lessons.language.prompting.reviews import NEGATIVE, POSITIVE, REVIEWS, SHOWN
from firsthand.llm.lab import TECHNIQUES, Cache, Example, Plan, read_plan, run_lab, table
from firsthand.llm.prompting import few_shot_prompt, parse_json_reply, validate_entities
from firsthand.llm.voting import vote_accuracy

sys.path.insert(0, str(Path(__file__).parents[1] / "peers"))

from answering_server import AnsweringServer

LESSON = catalog.lesson("prompting")
TEXT = (LESSON.folder / "lesson.py").read_text(encoding="utf-8")
PROSE = "\n".join(
    line.removeprefix("# ").removeprefix("#") for line in TEXT.splitlines() if line.startswith("#")
)


def run(tmp_path, before="", **variables):
    """The lesson as a script; `before` is Python that runs first."""
    code = f"{before}\nimport runpy\nrunpy.run_path({str(LESSON.folder / 'lesson.py')!r})"
    own = {"FIRSTHAND_WORKSPACE": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path), "MPLBACKEND": "agg"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **own, **variables},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def value(name):
    """The text that the lesson's code assigns to a name."""
    found = (node for node in ast.parse(TEXT).body if isinstance(node, ast.Assign))
    return next(
        ast.literal_eval(node.value) for node in found if getattr(node.targets[0], "id", None) == name
    )


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    plan = Plan(
        "Is this review positive or negative?",
        [Example(*pair) for pair in REVIEWS],
        labels=("positive", "negative"),
        names=("Review", "Sentiment"),
        shots=[Example(*pair) for pair in SHOWN],
        votes=9,
    )
    return run_lab(plan, models={"stand-in": WordCounter()}, cache=Cache(tmp_path_factory.mktemp("cache")))


def test_the_three_reviews_in_the_text_are_what_the_function_makes():
    written = re.search(r"```\n(Is this review.*?)\n```", PROSE, re.DOTALL)[1]
    question = "The handle gets hot, but my tea has never been better."
    assert written == few_shot_prompt(
        "Is this review positive or negative?", SHOWN[:2], question, ("Review", "Sentiment")
    )
    assert question in value("one_review")


def cheapest(apples):
    """The least to pay for when every third one paid for brings one more, by trying all amounts."""
    return next(paid for paid in range(apples + 1) if paid + paid // 3 >= apples)


def test_seven_apples_cost_12_dollars_and_14_is_without_the_free_one():
    assert 2 * cheapest(7) == 12
    assert 2 * 7 == 14


def test_nine_votes_of_0_6_are_right_73_times_in_100():
    assert round(vote_accuracy(0.6, 9), 3) == 0.733


@pytest.mark.parametrize("n", [5, 15, 41])
def test_a_vote_pays_above_a_half_and_harms_below_it(n):
    for accuracy in (0.1, 0.3, 0.45):
        assert vote_accuracy(accuracy, n) < accuracy
    for accuracy in (0.55, 0.7, 0.9):
        assert vote_accuracy(accuracy, n) > accuracy


@pytest.mark.parametrize("n_wrong", [2, 5])
def test_where_wrong_answers_scatter_more_often_than_each_of_them_is_enough(n_wrong):
    for above in (0.03, 0.1):
        accuracy = 1 / (n_wrong + 1) + above
        assert vote_accuracy(accuracy, 41, n_wrong) > accuracy > (1 - accuracy) / n_wrong


def test_the_average_hides_that_a_vote_can_make_it_worse():
    assert round((vote_accuracy(0.9, 15) + vote_accuracy(0.3, 15)) / 2, 3) == 0.525


def test_the_entities_of_the_sentence():
    sentence = value("sentence")
    polite, faulty = (parse_json_reply(value(name)) for name in ("polite", "faulty"))
    assert validate_entities(polite, sentence) == []
    assert validate_entities(faulty, sentence) == [
        ("organizations", "not a list"),
        ("products", "not in the text"),
        ("locations", "not in the text"),
        ("dates", "missing"),
        ("note", "unknown"),
    ]


def test_pydantic_sees_the_form_and_not_the_invented_names():
    kinds = dict.fromkeys(("people", "organizations", "products", "locations", "dates"), (list[str], ...))
    model = create_model("Entities", __config__=ConfigDict(extra="forbid", strict=True), **kinds)
    model.model_validate(parse_json_reply(value("polite")))
    with pytest.raises(ValidationError) as caught:
        model.model_validate(parse_json_reply(value("faulty")))
    assert {fault["loc"][0] for fault in caught.value.errors()} == {"organizations", "dates", "note"}


def test_17_of_20_may_be_64_or_95_percent():
    assert [round(100 * end) for end in wilson_interval(17, 20)] == [64, 95]


def test_four_times_the_examples_halve_the_width():
    widths = [np.ptp(wilson_interval(round(0.85 * n), n)) for n in (20, 80, 320, 1280)]
    assert np.allclose(np.divide(widths[1:], widths[:-1]), 0.5, atol=0.015)


def test_85_and_87_percent_are_told_apart_by_more_than_two_thousand_examples():
    needed = 1.96**2 * (0.85 * 0.15 + 0.87 * 0.13) / 0.02**2
    assert 2000 < needed < 2500


def test_90_and_87_of_100_have_intervals_of_12_and_13_points():
    assert [round(100 * np.ptp(wilson_interval(right, 100))) for right in (90, 87)] == [12, 13]


def test_forty_reviews_half_of_each_kind_and_none_of_them_shown():
    assert len(POSITIVE) == len(NEGATIVE) == 20
    assert len({text for text, _ in REVIEWS}) == 40
    assert not {text for text, _ in REVIEWS} & {text for text, _ in SHOWN}
    assert [label for _, label in SHOWN].count("positive") == 3


def test_the_stand_in_has_about_sixty_lines():
    lines = [line for line in Path(counter.__file__).read_text().splitlines() if line.strip()]
    assert 58 <= len(lines) <= 66


def test_few_shot_is_best_for_the_stand_in_and_voting_brings_nothing_at_nine_times_the_price(lab):
    found = table(lab.rows).set_index("technique")
    assert lab.calls == 520
    assert found["accuracy"].idxmax() == "few-shot"
    assert found.loc["self-consistency", "accuracy"] <= found.loc["step by step", "accuracy"]
    tokens = found["input_tokens"] + found["output_tokens"]
    assert np.isclose(tokens["self-consistency"] / tokens["step by step"], 9, rtol=0.02)
    assert found["low"].max() < found["high"].min()  # every interval overlaps every other


def test_few_shot_gained_seven_and_lost_none(lab):
    right = {name: [row.right for row in lab.rows if row.technique == name] for name in TECHNIQUES}
    pairs = list(zip(right["few-shot"], right["zero-shot"], strict=True))
    assert (pairs.count((True, False)), pairs.count((False, True))) == (7, 0)
    assert round(binomtest(7, 7).pvalue, 3) == 0.016


def test_the_file_in_the_text_is_one_that_the_command_reads(tmp_path):
    text = re.search(r"```yaml\n(.*?)\n```", PROSE, re.DOTALL)[1]
    (tmp_path / "reviews.yaml").write_text(text)
    (tmp_path / "reviews.csv").write_text("text,label\nLovely.,positive\n")
    plan = read_plan(tmp_path / "reviews.yaml")
    assert plan.techniques == tuple(TECHNIQUES)
    assert (plan.votes, plan.max_cost, plan.calls_per_minute) == (5, 0.5, 200)


def scene(accuracy=0.6, votes=9, wrong=1):
    return sample_vote.draw({"accuracy": accuracy, "votes": votes, "wrong": wrong})


def test_the_explorable_shows_what_it_says():
    assert scene().says == "9 votes are right 73.3% of the time, one sample 60%: a gain of 13.3 points."
    agreeing = next(series for series in scene(accuracy=0.45).series if series.label == "the vote")
    assert np.all(np.diff(agreeing.y) < 0)
    for wrong in (2, 3, 6):
        scattered = next(series for series in scene(0.45, 9, wrong).series if series.label == "the vote")
        assert scattered.y[-1] > 0.6
    assert list(agreeing.x) == list(COUNTS)
    assert dict(scene(votes=31).numbers)["cost"] == "31 × one sample"


WITHOUT = "import sys\nfor name in ('openai', 'anthropic', 'genai_prices', 'transformers'): sys.modules[name] = None"


def test_without_the_sdks_it_runs_to_its_end(tmp_path):
    said = run(tmp_path, WITHOUT, FIRSTHAND_LLM="")
    assert said.startswith("No chat model is set. Free: install Ollama")
    assert "few-shot gained 7 reviews and lost 0" in said


def test_a_model_that_cannot_be_had_costs_one_line(tmp_path):
    said = run(tmp_path, WITHOUT, FIRSTHAND_LLM="openai:gpt-4o-mini", OPENAI_API_KEY="sk-test")
    assert said.startswith("This needs the SDKs of OpenAI and Anthropic")
    assert said.splitlines()[-1] == "(no model to ask)"


def answer(prompt):
    if "JSON" in prompt:
        return 'Here: {"people": ["Ada Okafor"], "organizations": [], "products": [], "locations": ["Lisboa"], "dates": []}'
    return "6 + 6\nAnswer: $12" if "apple" in prompt else "Positive."


def test_where_there_is_a_model_the_cells_ask_it(tmp_path):
    with AnsweringServer(answer) as server:
        told = {
            "FIRSTHAND_LLM": "openai:gpt-4o-mini",
            "OPENAI_API_KEY": "sk-test",
            "OPENAI_BASE_URL": server.url,
        }
        said = run(tmp_path, **told)
        assert said.startswith("The cells below ask openai:gpt-4o-mini.")
        assert "of the model's five: 12" in said
        assert "faults of the model's reply: [('locations', 'not in the text')]" in said
        asked = len(server.seen)
        run(tmp_path, **told)
        assert len(server.seen) - asked == asked - 20  # the lab asks nothing twice
