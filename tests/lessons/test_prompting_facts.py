"""What the lesson Prompting says is so."""

import ast
import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose
from pydantic import ConfigDict, ValidationError, create_model
from scipy.stats import binom, binomtest

from firsthand.course.content import catalog
from firsthand.foundations import wilson_interval
from firsthand.lessons.language.prompting import counter
from firsthand.lessons.language.prompting.counter import WordCounter
from firsthand.lessons.language.prompting.explorable import COUNTS, sample_vote
from firsthand.lessons.language.prompting.reviews import NEGATIVE, POSITIVE, REVIEWS, SHOWN
from firsthand.llm.basics.prompting import few_shot_prompt, parse_json_reply, validate_entities
from firsthand.llm.prompt_lab import TECHNIQUES, Cache, Example, Plan, read_plan, run_lab, table
from firsthand.llm.prompt_lab.answers import canonical
from firsthand.llm.prompt_lab.voting import vote_accuracy

sys.path.insert(0, str(Path(__file__).parents[1] / "peers"))

from answering_server import AnsweringServer

LESSON = catalog.lesson("prompting")
TEXT = (LESSON.folder / "lesson.py").read_text(encoding="utf-8")
PROSE = "\n".join(
    line.removeprefix("# ").removeprefix("#") for line in TEXT.splitlines() if line.startswith("#")
)


RUNS = """
import json, os, runpy, sys

lesson, settings = sys.argv[1], json.loads(sys.argv[2])
for own in settings:
    os.environ.update(own)
    runpy.run_path(lesson)
    print("=" * 80, flush=True)
"""


def runs(tmp_path, *settings, before=""):
    """What the lesson says as a script, once for each dict of environment variables: in one Python, which starts slowly.

    `before` is Python that runs first.
    """
    own = {"FIRSTHAND_WORKSPACE": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path), "MPLBACKEND": "agg"}
    done = subprocess.run(
        [sys.executable, "-c", before + RUNS, str(LESSON.folder / "lesson.py"), json.dumps(settings)],
        env={**os.environ, **own},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.split("=" * 80 + "\n")[:-1]


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


def test_seven_apples_cost_12_dollars_and_14_is_without_the_free_one(stated):
    apples = stated("prompting", "# apples: step by step")
    price, each, free, wanted = map(int, re.findall(r"\d+", value("apples")))
    assert (apples, each, free) == (wanted, 3, 1)
    right, pay, take, then, wrong = stated(
        "prompting", "# dollars: pay for # and take #, then pay for # more. # comes to mind faster"
    )
    assert price * cheapest(wanted) == price * (pay + then) == right
    assert take + then == wanted
    assert price * wanted == wrong


def test_nine_votes_of_0_6_are_right_73_times_in_100(stated):
    accuracy = stated("prompting", "Let one sample be right with probability #, and all wrong ones")
    least, votes = stated("prompting", "the vote is won with # or more of #")
    assert least == votes // 2 + 1
    assert_allclose(vote_accuracy(accuracy, int(votes)), binom.sf(least - 1, votes, accuracy))
    assert round(vote_accuracy(accuracy, int(votes)), 3) == 0.733


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


def test_the_average_hides_that_a_vote_can_make_it_worse(stated):
    right, of, share, easy, other, hard = stated(
        "prompting",
        'Right # times in #" may mean that # of the questions are easy, with #, and # are hard, with #',
    )
    assert share == other
    assert_allclose(share * easy + other * hard, right / of)
    assert "for fifteen times the money" in stated.text("prompting")
    voted = (vote_accuracy(easy, 15) + vote_accuracy(hard, 15)) / 2
    assert round(voted, 3) == 0.525
    assert voted < right / of


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


def test_17_of_20_may_be_64_or_95_percent(stated):
    right, of, low, high = stated("prompting", "# of # may be # % or # %")
    assert [round(100 * end) for end in wilson_interval(int(right), int(of))] == [low, high]
    tried, one, other = stated(
        "prompting", "You try two wordings on # reviews. One gets # right, the other #"
    )
    assert (tried, one, other) == (of, right, right + 1)
    errors = stated("prompting", "lies within # standard errors of")
    for end in wilson_interval(17, 20):
        assert_allclose(abs(17 / 20 - end) / np.sqrt(end * (1 - end) / 20), errors, atol=0.001)


def test_four_times_the_examples_halve_the_width(stated):
    assert "Four times the examples halve the width" in stated.text("prompting")
    widths = [np.ptp(wilson_interval(round(0.85 * n), n)) for n in (20, 80, 320, 1280)]
    assert np.allclose(np.divide(widths[1:], widths[:-1]), 0.5, atol=0.015)


def test_85_and_87_percent_are_told_apart_by_more_than_two_thousand_examples():
    needed = 1.96**2 * (0.85 * 0.15 + 0.87 * 0.13) / 0.02**2
    assert 2000 < needed < 2500


def test_90_and_87_of_100_have_intervals_of_12_and_13_points(stated):
    new, of, old = stated("prompting", "right on # of #, the old one was on #")
    points = stated("prompting", "Each interval is # or # points wide")
    assert [round(100 * np.ptp(wilson_interval(int(right), int(of)))) for right in (new, old)] == points


def test_forty_reviews_half_of_each_kind_and_none_of_them_shown(stated):
    assert len(REVIEWS) == stated("prompting", "Here are # reviews, made up")
    assert stated("prompting", "It asks the right question with the same # examples") == len(REVIEWS)
    assert len(POSITIVE) == len(NEGATIVE) == 20
    assert len({text for text, _ in REVIEWS}) == 40
    assert not {text for text, _ in REVIEWS} & {text for text, _ in SHOWN}
    assert [label for _, label in SHOWN].count("positive") == 3


def test_the_stand_in_has_about_sixty_lines(stated):
    assert stated("prompting", "# lines that count good and bad words") == 60
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
    assert len(TECHNIQUES) == 5
    assert 0.05 < 4 * binomtest(7, 7).pvalue < 0.07


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
    assert scene().message == "9 votes are right 73.3% of the time, one sample 60%: a gain of 13.3 points."
    agreeing = next(series for series in scene(accuracy=0.45).series if series.label == "the vote")
    assert np.all(np.diff(agreeing.y) < 0)
    for wrong in (2, 3, 6):
        scattered = next(series for series in scene(0.45, 9, wrong).series if series.label == "the vote")
        assert scattered.y[-1] > 0.6
    assert list(agreeing.x) == list(COUNTS)
    assert dict(scene(votes=31).numbers)["cost"] == "31 × one sample"


WITHOUT = "import sys\nfor name in ('openai', 'anthropic', 'genai_prices', 'transformers'): sys.modules[name] = None"


@pytest.fixture(scope="module")
def without_sdks(tmp_path_factory):
    """What the lesson says without the SDKs: where no model is set, and where one is that cannot be had."""
    unset, unreachable = (
        {"FIRSTHAND_LLM": ""},
        {"FIRSTHAND_LLM": "openai:gpt-4o-mini", "OPENAI_API_KEY": "sk-test"},
    )
    return runs(tmp_path_factory.mktemp("course"), unset, unreachable, before=WITHOUT)


def test_without_the_sdks_it_runs_to_its_end(without_sdks):
    said, _ = without_sdks
    assert said.startswith("No chat model is set. Free: install Ollama")
    assert "few-shot gained 7 reviews and lost 0" in said


def test_a_model_that_cannot_be_had_costs_one_line(without_sdks):
    _, said = without_sdks
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
        said, again = runs(tmp_path, told, told)
        assert said.startswith("The cells below ask openai:gpt-4o-mini.")
        assert "of the model's five: 12" in said
        assert "faults of the model's reply: [('locations', 'not in the text')]" in said
        assert again.startswith("The cells below ask openai:gpt-4o-mini.")
        asked = Counter(server.prompts())
    once = [prompt for prompt, times in asked.items() if times == 1]
    assert len(once) == 20  # the lab asks nothing twice
    assert all("Sentiment" in prompt for prompt in once)
    assert all(times % 2 == 0 for prompt, times in asked.items() if prompt not in once)  # the cells ask again


def test_it_takes_some_4700_examples_each_to_tell_85_from_87_percent_in_four_of_five_tries(stated):
    cell = next(cell.source for cell in LESSON.cells if "def examples_for" in cell.source)
    names = {"np": np}
    exec(cell, names)
    one, other = stated("prompting", "How many does it take to tell # % from # %")
    needed, found, tries = stated("prompting", "Some # each, to find it in # of # tries")
    n = names["examples_for"](one / 100, other / 100, found / tries)
    assert abs(n - needed) < 50
    assert "With half as many it is a coin toss" in stated.text("prompting")
    assert_allclose(names["examples_for"](0.85, 0.87, 0.5), n / 2, rtol=0.03)
    rng = np.random.default_rng(0)
    one, other = rng.binomial(n, [[0.85], [0.87]], (2, 20_000)) / n
    spread = np.sqrt((one + other) / 2 * (1 - (one + other) / 2) * 2 / n)
    assert_allclose(np.mean(np.abs(one - other) > 1.96 * spread), 0.8, atol=0.01)


def test_the_corrected_p_is_no_longer_below_the_level_of_the_text(stated, lab):
    right = {
        technique: np.array([row.right for row in lab.rows if row.technique == technique])
        for technique in ("few-shot", "zero-shot")
    }
    gained = int(np.sum(right["few-shot"] & ~right["zero-shot"]))
    lost = int(np.sum(~right["few-shot"] & right["zero-shot"]))
    p = binomtest(gained, gained + lost).pvalue
    level = float(re.search(r"Now it is no longer below (\.\d+)\.", stated.text("prompting"))[1])
    best_of, others = stated("prompting", "as the best of #; # others could have come out on top")
    assert best_of == others + 1 == len(TECHNIQUES)
    assert p < level < others * p


def test_voting_costs_as_many_times_as_stated(stated, lab):
    found = table(lab.rows).set_index("technique")
    times = stated("prompting", "self-consistency costs # times as much as going step by step")
    assert found.input_tokens["self-consistency"] == times * found.input_tokens["step by step"]
    assert found.accuracy["self-consistency"] <= found.accuracy["step by step"]
    low = {name: found.low[name] for name in found.index}
    assert max(low.values()) < min(found.high)  # the intervals overlap


def test_the_real_model_is_asked_as_often_as_stated(stated):
    reviews, ways, calls = stated("prompting", "# reviews in # ways, # calls, at the same time")
    assert len(REVIEWS[::4]) == reviews
    assert reviews * ways == calls


def test_the_replies_by_hand_are_as_many_as_stated(stated):
    assert len(value("by_hand")) == stated("prompting", "# replies, **written by hand** to show")
    assert stated("prompting", "# replies, again **written by hand**") == len(
        [value("polite"), value("faulty")]
    )
    assert "Four parts: the **task**" in stated.text("prompting")


def test_one_form_of_a_number_is_that_of_the_other(stated):
    one, other = stated("prompting", "so that `$#` and `#` are one answer")
    assert canonical(f"${one:g}") == canonical(f"{other:.2f}") == f"{one:g}"


def test_the_lab_measures_as_many_techniques_as_there_are_prompts_to_know(stated):
    assert stated("prompting", "Write the # prompts that everybody should know") == len(TECHNIQUES)
