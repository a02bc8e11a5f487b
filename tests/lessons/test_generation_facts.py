"""What the lesson Generation states, computed."""

import ast
import math
from pathlib import Path

import pytest

from firsthand.course.content import catalog
from firsthand.course.grading.registry import find_exercise
from firsthand.course.workspace.workspace import Workspace
from firsthand.transformer import microgpt

torch = pytest.importorskip("torch")


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
