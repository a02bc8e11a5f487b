"""What the lesson Generation states, computed."""

import ast
import math
from pathlib import Path

import numpy as np
import pytest

from firsthand.course.content import catalog
from firsthand.course.grading.registry import find_exercise
from firsthand.course.workspace.workspace import Workspace
from firsthand.lessons.transformer.generation.explorable import what_is_left
from firsthand.lessons.transformer.minigpt.explorable import counting_model
from firsthand.transformer import microgpt

torch = pytest.importorskip("torch")

from firsthand.transformer.basics.generation import top_k_filter, top_p_filter  # noqa: E402, needs PyTorch
from firsthand.transformer.sampling import Sampling, next_probabilities  # noqa: E402


@pytest.fixture(scope="module")
def lesson(run_lesson):
    return run_lesson("generation")


def test_greedy_text_turns_in_circles(lesson):
    text = lesson["greedy_decode"](
        lesson["model"], torch.tensor(lesson["tokenizer"].encode("\nThe ")), 150, 256
    )
    pieces = [tuple(text[i : i + 8].tolist()) for i in range(len(text) - 8)]
    assert len(set(pieces)) < 0.8 * len(pieces)


def test_a_low_temperature_gives_the_likeliest_more_and_a_high_one_less(lesson):
    first = [float(shares[0]) for shares in lesson["panels"].values()]
    assert first == sorted(first, reverse=True)


def test_top_p_leaves_fewer_tokens_within_a_word_than_at_a_beginning(lesson):
    assert lesson["left"]["in a word"] < lesson["left"]["at a beginning"]


def test_one_token_at_a_time_is_all_at_once(lesson):
    assert lesson["apart"] < 1e-5


def test_the_cache_changes_no_token_and_the_text_names_their_number(stated, lesson):
    assert lesson["same_tokens"]
    assert len(lesson["texts"][True]) == 200


def test_guess_and_check_comes_out_as_p(lesson):
    assert (lesson["shares"] - lesson["p"]).abs().max() < 0.02
    kept = float(torch.minimum(lesson["p"], lesson["q"]).sum())
    assert abs(float(lesson["holds"].float().mean()) - kept) < 0.02


def test_two_models_write_in_fewer_passes_than_tokens(lesson):
    tally = lesson["tally"]
    assert len(lesson["written"]) == 200
    assert tally.passes < 200
    assert 0 < tally.kept < tally.guessed


# What is assembled by hand


def apart(losses, others):
    return max(abs(one - other) for one, other in zip(losses, others, strict=True))


def test_it_begins_at_log_v_learns_and_writes(lesson):
    assert lesson["losses"][0] == pytest.approx(math.log(lesson["V"]), abs=0.15)
    assert sum(lesson["losses"][-20:]) / 20 < lesson["losses"][0] - 1.5
    assert lesson["losses"][:20] == lesson["by_hand"]
    assert len(lesson["tokenizer"].decode(lesson["ids"])) > 100


def test_other_right_answers_give_the_same_losses(lesson):
    others = {name: find_exercise(name).also_right[0] for name in lesson["NAMES"]}
    _, losses = lesson["train_by_hand"](others | {"get_batch": lesson["parts"]["get_batch"]}, 20)
    assert apart(losses, lesson["by_ours"]) < 1e-5


@pytest.mark.parametrize(
    "name", ["layer_norm", "causal_self_attention", "feed_forward", "adamw_step", "sinusoidal_positions"]
)
def test_a_wrong_part_gives_others(lesson, name):
    def wrong(*args):
        right = lesson["ours"][name](*args)
        return tuple(1.01 * part for part in right) if isinstance(right, tuple) else 1.01 * right

    _, losses = lesson["train_by_hand"](lesson["ours"] | {name: wrong}, 20)
    assert apart(losses, lesson["by_ours"]) > 1e-4


def test_the_page_says_whose_code_is_running(lesson, tmp_path, monkeypatch, capsys):
    workspace = Workspace(tmp_path / "course")
    workspace.create()
    monkeypatch.setenv("FIRSTHAND_WORKSPACE", str(workspace.root))
    workspace.answers.save("layer_norm", find_exercise("layer_norm").solution())
    cell = next(one.source for one in catalog.lesson("generation").cells if "NAMES = (" in one.source)
    exec(cell, dict(lesson))
    said = dict(line.split(": ") for line in capsys.readouterr().out.splitlines())
    assert said["yours"] == "layer_norm"
    assert "causal_self_attention" in said["ours"]
    assert "layer_norm" not in said["ours"]


def test_microgpt_learns_and_most_of_what_it_invents_is_new(lesson):
    (_, first), *_, (steps, last) = lesson["evaluations"]
    assert steps == len(lesson["shown"]) == 1600
    assert not set(lesson["shown"]) & set(lesson["held_out"])
    assert first == pytest.approx(lesson["alike"], abs=0.05)
    assert last < 2.4
    new = [name for name in lesson["invented"] if name not in lesson["names"]]
    assert len(new) > len(lesson["invented"]) / 2


def test_microgpt_is_some_two_hundred_lines_that_need_numpy_alone():
    code = Path(microgpt.__file__).read_text(encoding="utf-8")
    assert 150 < sum(bool(line.strip()) for line in code.splitlines()) < 250
    imported = {node.module or "" for node in ast.walk(ast.parse(code)) if isinstance(node, ast.ImportFrom)}
    assert not any("torch" in module for module in imported)


# The explorable -----------------------------------------------------------------------------------------------


def drawn(**values):
    return what_is_left.draw({**{one.name: one.start for one in what_is_left.controls}, **values})


FILTERS = [
    {},
    {"temperature": 0},
    {"temperature": 2.0},
    {"top_k": 3},
    {"top_p": 0.8},
    {"min_p": 0.2},
    {"temperature": 1.5, "top_k": 12, "top_p": 0.7, "min_p": 0.1},
]


@pytest.mark.parametrize("values", FILTERS)
@pytest.mark.parametrize("text", ["the weights of the ", "the wei", ""])
def test_its_bars_are_what_the_library_draws_from(text, values):
    model, tokenizer = counting_model()
    own = model.next_probabilities(tokenizer.encode(text))
    expected = next_probabilities(torch.tensor(own).log()[None], Sampling(**values), [[]])[0].double().numpy()
    scene = drawn(text=text, **values)
    bars, dots = scene.series
    for id, p, q in zip(np.argsort(-own, kind="stable")[:15], bars.y, dots.y, strict=False):
        assert (p, q) == (pytest.approx(expected[id], abs=1e-9), pytest.approx(own[id], abs=1e-9))
    assert sum(bars.y) == pytest.approx(1, abs=1e-6)
    assert sum(dots.y) == pytest.approx(1, abs=1e-6)
    numbers = dict(scene.numbers)
    assert numbers["tokens left, of 92"] == f"{(expected > 0).sum()}"
    happens = expected[expected > 0]
    assert numbers["entropy in nats"] == f"{abs((happens * np.log(happens)).sum()):.3f}"
    assert numbers["probability cut off"] == f"{own[expected == 0].sum():.3f}"


def test_the_filters_one_after_the_other_are_the_lessons_own():
    """By the exercises' functions, in the order that the text names."""
    model, tokenizer = counting_model()
    logits = torch.tensor(model.next_probabilities(tokenizer.encode("the w"))).log() / 1.3
    p = top_p_filter(top_k_filter(logits, 6), 0.8).softmax(-1)
    p = p * (p >= 0.3 * p.max())
    bars, _ = drawn(text="the w", temperature=1.3, top_k=6, top_p=0.8, min_p=0.3).series
    expected = (p / p.sum()).sort(descending=True).values[:15]
    np.testing.assert_allclose(sorted(bars.y[:15], reverse=True), expected, atol=1e-6)


def test_it_shows_what_its_sentence_promises():
    def left(**values):
        return int(dict(drawn(**values).numbers)["tokens left, of 92"])

    sentence = what_is_left.try_this
    assert (
        "0.9: 15 tokens are left. Type a w behind the text and 5 are; make it “wei”, and one is." in sentence
    )
    start = what_is_left.controls[0].start
    assert [left(text=start + more, top_p=0.9) for more in ("", "w", "wei")] == [15, 5, 1]
    assert "the rest, one draw in ten before, is more than one in four" in sentence
    assert drawn().series[0].y[-1] == pytest.approx(0.1, abs=0.005)
    assert drawn(temperature=2).series[0].y[-1] > 0.25
    assert drawn(temperature=2).series[1].y == drawn().series[1].y


def test_it_says_how_a_draw_compares():
    assert "A draw is as surprising as the model's own" in drawn().message
    assert "A draw is duller than" in drawn(top_p=0.5).message
    assert "A draw is wilder than" in drawn(temperature=1.5).message
    assert "After “the weights of the ” only “s” is left: nothing is drawn" in drawn(temperature=0).message
    assert drawn(text="ö").message.startswith("At the beginning of a text 92 tokens are left")
