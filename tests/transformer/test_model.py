import math

import pytest
import torch
from torch.nn import functional as F

from firsthand.transformer import GPTConfig, MiniGPT

KINDS = {
    "paper": {},
    "gpt-2": {"positions": "learned", "activation": "gelu_tanh", "tied_head": True},
    "llama": {"positions": "rotary", "norm": "rms", "activation": "swiglu", "bias": False, "n_kv_heads": 2},
    "modern": {"positions": "rotary", "activation": "relu2", "query_key_norm": True, "n_kv_heads": 1},
}


def tiny(**choices):
    torch.manual_seed(0)
    config = GPTConfig(vocabulary_size=50, context_length=16, width=32, n_layers=2, **choices)
    return MiniGPT(config).eval()


@pytest.fixture(params=KINDS, ids=str)
def model(request):
    return tiny(**KINDS[request.param])


@pytest.fixture
def ids():
    return torch.randint(0, 50, (2, 9), generator=torch.Generator().manual_seed(1))


def test_the_roadmaps_size_has_its_number_of_parameters_and_its_shapes():
    model = MiniGPT(
        GPTConfig(vocabulary_size=1000, width=128, n_heads=4, n_layers=4, d_ff=512, context_length=256)
    )
    assert model.num_parameters() == 1_050_344
    logits = model(torch.zeros(2, 32, dtype=torch.long))
    assert logits.shape == (2, 32, 1000)


def test_a_tied_head_counts_once_and_has_no_bias():
    free, tied = tiny(), tiny(tied_head=True)
    assert free.num_parameters() - tied.num_parameters() == 50 * 32 + 50


def test_the_first_loss_is_that_of_one_who_knows_nothing(model, ids):
    loss = F.cross_entropy(model(ids).flatten(0, 1), ids.roll(-1, dims=1).flatten())
    assert abs(loss.item() - math.log(50)) < 0.15


def test_later_tokens_touch_nothing_before_them(model, ids):
    other = ids.clone()
    other[:, 5:] = (other[:, 5:] + 7) % 50
    with torch.no_grad():
        one, two = model(ids), model(other)
    torch.testing.assert_close(one[:, :5], two[:, :5], rtol=0, atol=1e-6)
    assert (one[:, 5:] - two[:, 5:]).abs().amax(dim=(0, 2)).min() > 1e-4


def test_every_parameter_gets_a_gradient(model, ids):
    F.cross_entropy(model(ids).flatten(0, 1), ids.roll(-1, dims=1).flatten()).backward()
    for name, parameter in model.named_parameters():
        assert parameter.grad is not None, name
        assert parameter.grad.abs().max() > 0, name


@pytest.mark.parametrize("steps", [[9], [1] * 9, [4, 2, 1, 1, 1], [1, 8]], ids=str)
def test_the_cache_changes_nothing(model, ids, steps):
    cache = model.new_cache(2, capacity=9)
    with torch.no_grad():
        whole = model(ids)
        parts = [model(part, cache) for part in ids.split(steps, dim=1)]
    torch.testing.assert_close(torch.cat(parts, dim=1), whole, rtol=0, atol=1e-5)
    assert cache.length == 9


def test_what_the_cache_forgets_is_as_if_it_had_never_been(model, ids):
    cache = model.new_cache(2)
    with torch.no_grad():
        model(ids, cache)
        cache.length = 4
        again = model(ids[:, 4:6], cache)
        torch.testing.assert_close(again, model(ids[:, :6])[:, 4:], rtol=0, atol=1e-5)


@pytest.mark.parametrize("steps", [[9], [1] * 9, [4, 5]], ids=str)
def test_filling_at_the_left_changes_nothing(model, ids, steps):
    padding = torch.tensor([3, 0])
    filled = ids.clone()
    filled[0] = torch.cat([torch.zeros(3, dtype=torch.long), ids[0, :6]])
    cache = model.new_cache(2)
    with torch.no_grad():
        parts = torch.cat([model(part, cache, padding) for part in filled.split(steps, dim=1)], dim=1)
        alone = model(ids[:1, :6]), model(ids[1:])
    torch.testing.assert_close(parts[:1, 3:], alone[0], rtol=0, atol=1e-5)
    torch.testing.assert_close(parts[1:], alone[1], rtol=0, atol=1e-5)
    assert torch.isfinite(parts).all()


def test_dropout_is_at_work_in_training_only(ids):
    model = tiny(dropout=0.5)
    assert torch.equal(model(ids), model(ids))
    model.train()
    assert not torch.equal(model(ids), model(ids))


def test_too_long_a_text_names_both_lengths():
    with pytest.raises(ValueError, match="room for 16 tokens, got 17"):
        tiny()(torch.zeros(1, 17, dtype=torch.long))


def test_a_single_text_must_be_made_a_batch():
    with pytest.raises(ValueError, match=r"\(batch, length\).*got \(5,\)"):
        tiny()(torch.zeros(5, dtype=torch.long))
