"""The ledger of tricks: each run leaves out one thing, differences are paired by seed, and a kill costs one run."""

import json

import numpy as np
import pytest
from scipy import stats

from firsthand.transformer.ablation import ALL, TRICKS, Difference, Ledger, differences, perform, runs
from firsthand.transformer.data import open_tokens, write_tokens
from firsthand.transformer.presets import PRESETS, Preset
from firsthand.transformer.tokenizers.char import CharTokenizer
from firsthand.transformer.training_config import Stage

TINY = Preset(
    context_length=16, width=16, n_heads=2, n_layers=2, dropout=0.0, stages=(Stage(0.5, 8, 8), Stage(0.5, 16, 4)),
    learning_rate=1e-2, matrix_learning_rate=1e-2, weight_decay=0.0, max_ngram=3,
)  # fmt: skip


def recipe(seed):
    return TINY.recipe(12, steps=6, random_state=seed)


def ledger_of(tmp_path, losses):
    ledger = Ledger(tmp_path / "ledger.json", {})
    for (name, seed), loss in losses.items():
        ledger.note(name, seed, loss)
    return ledger


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("trick", TRICKS, ids=lambda trick: trick.name)
def test_each_run_leaves_out_one_thing_of_what_the_recipe_uses(trick, preset):
    whole = PRESETS[preset].recipe(50, steps=10)
    without = trick.without(whole)
    assert without != whole, "the recipe does not use it"
    changed = [
        name
        for part in ("config", "training")
        for name, value in vars(getattr(whole, part)).items()
        if getattr(getattr(without, part), name) != value
    ] + ["begins_at_zero"] * (without.begins_at_zero != whole.begins_at_zero)
    # Without Muon, AdamW has the matrices, at a rate that they bear.
    assert len(changed) == (2 if trick.name.startswith("Muon") else 1), changed


def test_no_two_tricks_are_one():
    whole = recipe(0)
    assert (
        len({repr(trick.without(whole)) for trick in TRICKS}) == len({t.name for t in TRICKS}) == len(TRICKS)
    )


def test_a_block_begins_as_nothing_only_with_its_trick():
    trick = next(t for t in TRICKS if t.name.startswith("blocks"))
    for made, is_nothing in ((recipe(0), True), (trick.without(recipe(0)), False)):
        for block in made.model().blocks:
            for last in (block.attention.to_out, block.feed_forward.narrow):
                assert (not last.weight.any()) == is_nothing


def test_seed_by_seed_so_that_each_seed_can_be_compared_when_it_is_done():
    planned = [*runs(recipe, range(3))]
    n = len(TRICKS) + 1
    assert [run.seed for run in planned] == [0] * n + [1] * n + [2] * n
    assert [run.name for run in planned[:n]] == [ALL, *(trick.name for trick in TRICKS)]
    assert all(run.recipe.training.random_state == run.seed for run in planned)


def test_the_interval_is_students_on_the_pairs(tmp_path):
    with_it, without = np.array([2.0, 3.0, 5.0]), np.array([2.1, 3.2, 5.15])
    name = TRICKS[0].name
    losses = {(ALL, s): x for s, x in enumerate(with_it)} | {(name, s): x for s, x in enumerate(without)}
    (found,) = differences(ledger_of(tmp_path, losses), range(3))
    expected = stats.ttest_rel(without, with_it).confidence_interval(0.95)
    assert found.mean == pytest.approx(0.15)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))
    assert found.verdict == "helps"


def test_a_seed_without_its_pair_does_not_count_and_one_pair_is_too_few(tmp_path):
    one, two = TRICKS[0].name, TRICKS[1].name
    losses = {(ALL, 0): 2.0, (ALL, 1): 2.0, (one, 0): 2.5, (two, 0): 2.1, (two, 1): 2.2, (two, 2): 9.0}
    (found,) = differences(ledger_of(tmp_path, losses), range(3))
    assert found.trick.name == two
    assert found.mean == pytest.approx(0.15)


@pytest.mark.parametrize(
    ("low", "high", "verdict"), [(0.1, 0.3, "helps"), (-0.3, -0.1, "hurts"), (-0.1, 0.3, "no evidence")]
)
def test_an_interval_that_holds_zero_is_no_evidence(low, high, verdict):
    assert Difference(TRICKS[0], (low + high) / 2, low, high).verdict == verdict


def test_what_has_ended_is_kept_and_a_ledger_of_other_settings_is_not(tmp_path):
    path = tmp_path / "ledger.json"
    Ledger(path, {"budget": 60.0}).note(ALL, 0, 1.5)
    assert Ledger(path, {"budget": 60.0}).loss(ALL, 0) == 1.5
    assert Ledger(path, {"budget": 20.0}).loss(ALL, 0) is None


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '{"settings": {}}', '{"settings": {}, "losses": 3}',
                                     '{"settings": {}, "losses": {"a": "much"}}', '{"settings": {}, "losses": {"a": null}}'])  # fmt: skip
def test_a_damaged_ledger_is_begun_anew(tmp_path, content):
    path = tmp_path / "ledger.json"
    path.write_text(content)
    ledger = Ledger(path, {})
    assert ledger.losses == {}
    ledger.note(ALL, 0, 2.0)
    assert json.loads(path.read_text())["losses"] == {f"{ALL}, seed 0": 2.0}


def test_a_run_trains_and_gives_what_it_comes_to(tmp_path):
    text = "the cat sat on the mat and saw rats\n" * 30
    tokenizer = CharTokenizer.train(text)
    write_tokens(text, tokenizer, tmp_path / "tokens", "text")
    data = open_tokens(tmp_path / "tokens", 108, "text")
    planned = {
        run.name: run
        for run in runs(lambda s: TINY.recipe(tokenizer.vocabulary_size, steps=30, random_state=s), [0])
    }
    whole = perform(planned[ALL], data)
    assert whole == perform(planned[ALL], data)
    assert 0.5 < whole < np.log(tokenizer.vocabulary_size)
    others = {name: perform(run, data) for name, run in planned.items() if name != ALL}
    assert len({whole, *others.values()}) == 1 + len(TRICKS), "each makes a difference"
