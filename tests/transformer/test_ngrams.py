"""Tables of runs of tokens: a row for each run, the same with a cache and beside filling, sparse in training."""

from dataclasses import replace

import pytest
import torch

from firsthand.transformer import GPTConfig, MiniGPT, TokenData, TrainingConfig, train
from firsthand.transformer.ngrams import NOTHING, NGramEmbedding
from firsthand.transformer.optimizers import dense_parameters, make_optimizers

CONFIG = GPTConfig(
    vocabulary_size=11, context_length=16, width=12, n_heads=2, n_layers=2, positions="rotary", max_ngram=4
)


@pytest.fixture
def model():
    torch.manual_seed(0)
    made = MiniGPT(CONFIG).eval()
    torch.nn.init.normal_(made.ngram_embedding.table.weight)
    return made


def test_runs_of_a_small_vocabulary_have_rows_of_their_own_and_depend_on_nothing_else():
    embedding = NGramEmbedding(replace(CONFIG, max_ngram=3))
    every_run = torch.cartesian_prod(*[torch.arange(11)] * 3)  # (1331, 3)
    rows = embedding.rows(every_run, 1)[:, 0]  # (1331, 2)
    assert len(rows[:, 0].unique()) == 11**2
    assert len(rows[:, 1].unique()) == 11**3
    of_pairs = every_run[:, 1] * 11 + every_run[:, 2]
    assert all(len(rows[of_pairs == pair, 0].unique()) == 1 for pair in of_pairs.unique())


def test_hashed_runs_spread_over_the_table_and_stay_in_their_part():
    embedding = NGramEmbedding(replace(CONFIG, max_ngram=6, ngram_rows=1000))
    every_run = torch.randint(11, (20_000, 6), generator=torch.Generator().manual_seed(0))
    rows = embedding.rows(every_run, 1)[:, 0] - embedding.offsets
    for column, size in zip(rows.T, embedding.sizes, strict=True):
        assert column.min() >= 0
        assert column.max() < size
    counts = torch.bincount(rows[:, -1], minlength=1000)
    assert counts.max() < 60  # 20 each, were they spread by lot: 60 is 9 standard deviations away


def test_large_vocabularies_wrap_around_without_an_error():
    embedding = NGramEmbedding(
        GPTConfig(vocabulary_size=50_257, width=8, n_heads=2, max_ngram=7, ngram_rows=64)
    )
    rows = embedding.rows(torch.full((1, 9), 50_256), 3)
    assert (rows - embedding.offsets).min() >= 0
    assert (rows - embedding.offsets).max() < 64


def test_before_the_beginning_stands_nothing_which_is_no_token():
    embedding = NGramEmbedding(CONFIG)
    ids = torch.tensor([[3, 5, 0]])
    padded = torch.tensor([[NOTHING, NOTHING, NOTHING, 3, 5, 0]])
    assert torch.equal(embedding.rows(ids, 3), embedding.rows(padded, 3))
    assert not torch.equal(embedding.rows(ids, 3), embedding.rows(torch.tensor([[0, 0, 0, 3, 5, 0]]), 3))


@pytest.mark.parametrize("steps", [[16], [1] * 16, [7, 1, 5, 3]])
def test_the_cache_and_filling_change_nothing(model, steps):
    ids = torch.randint(11, (3, 16), generator=torch.Generator().manual_seed(1))
    padding = torch.tensor([0, 2, 6])
    whole = model(ids, padding=padding)
    cache, parts = model.new_cache(3), []
    for part in ids.split(steps, dim=1):
        parts.append(model(part, cache, padding))
    torch.testing.assert_close(torch.cat(parts, dim=1), whole, atol=1e-5, rtol=0)
    alone = model(ids[2:, 6:])
    torch.testing.assert_close(whole[2:, 6:], alone, atol=1e-5, rtol=0)


def test_what_the_cache_forgets_is_looked_up_no_more(model):
    ids = torch.randint(11, (1, 10), generator=torch.Generator().manual_seed(2))
    cache = model.new_cache(1)
    model(torch.cat([ids[:, :6], ids[:, :3]], dim=1), cache)
    cache.length = 6
    torch.testing.assert_close(model(ids[:, 6:], cache), model(ids)[:, 6:], atol=1e-5, rtol=0)


def test_later_tokens_touch_nothing_before_them(model):
    ids = torch.randint(11, (1, 16), generator=torch.Generator().manual_seed(3))
    changed = ids.clone()
    changed[0, 9] = (ids[0, 9] + 1) % 11
    torch.testing.assert_close(model(changed)[:, :9], model(ids)[:, :9])
    assert not torch.allclose(model(changed)[:, 9:13], model(ids)[:, 9:13])


def test_a_new_model_is_the_one_without_a_table():
    torch.manual_seed(0)
    with_table = MiniGPT(CONFIG).eval()
    plain = MiniGPT(replace(CONFIG, max_ngram=1)).eval()
    plain.load_state_dict({name: x for name, x in with_table.state_dict().items() if "ngram" not in name})
    ids = torch.arange(8)[None]
    assert torch.equal(with_table(ids), plain(ids))


def test_a_step_moves_only_the_rows_that_it_met(model):
    config = TrainingConfig(steps=1, learning_rate=1e-2, matrix_learning_rate=1e-2)
    table = model.ngram_embedding.table.weight
    assert all(weight is not table for weight in dense_parameters(model))
    before, optimizers = table.detach().clone(), make_optimizers(model, config)
    ids = torch.tensor([[1, 2, 3, 4, 5]])
    model(ids).square().sum().backward()
    for optimizer in optimizers:
        optimizer.step()
    moved = (table != before).any(dim=1).nonzero().flatten()
    assert torch.equal(moved, model.ngram_embedding.rows(ids, 5).flatten().unique())


def test_some_vectors_are_left_out_in_training_only():
    embedding = NGramEmbedding(replace(CONFIG, ngram_dropout=0.5))
    torch.nn.init.ones_(embedding.table.weight)
    ids = torch.randint(11, (64, 16), generator=torch.Generator().manual_seed(0))
    torch.manual_seed(0)
    found = embedding.train()(ids, 16)
    assert set(found.unique().tolist()) == {0.0, 2.0, 4.0, 6.0}
    assert found.mean().item() == pytest.approx(3.0, abs=0.15)
    assert embedding.eval()(ids, 16).unique().tolist() == [3.0]


def test_it_is_saved_trained_and_resumed_like_the_rest(tmp_path):
    tokens = torch.randint(11, (600,), generator=torch.Generator().manual_seed(0)).numpy().astype("uint16")
    data = TokenData(tokens[:500], tokens[500:], 1.0, "noise")
    config = TrainingConfig(steps=12, n_evaluations=3, learning_rate=1e-2, matrix_learning_rate=1e-2)

    def trained(checkpoint=None, stop_at=None, resume=False):
        torch.manual_seed(0)
        made = MiniGPT(replace(CONFIG, context_length=64, ngram_dropout=0.3))

        def report(event):
            if event.step == stop_at and event.evaluation is None:
                raise KeyboardInterrupt

        return made, train(made, data, config, checkpoint=checkpoint, resume=resume, report=report)

    unbroken, expected = trained()
    with pytest.raises(KeyboardInterrupt):
        trained(tmp_path / "run", stop_at=9)
    resumed, found = trained(tmp_path / "run", resume=True)
    assert found.losses == expected.losses
    assert found.last.loss == expected.last.loss
    resumed.save_pretrained(tmp_path / "model")
    again = MiniGPT.from_pretrained(tmp_path / "model")
    assert torch.equal(again(torch.arange(9)[None]), unbroken.eval()(torch.arange(9)[None]))


@pytest.mark.parametrize("wrong", [{"max_ngram": 0}, {"ngram_rows": 0}, {"ngram_dropout": 1.0}])
def test_sizes_that_make_no_sense_are_refused_by_name(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        replace(CONFIG, **wrong)
