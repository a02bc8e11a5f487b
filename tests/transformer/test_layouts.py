"""GPT-2 and Llama under our names: the same logits and gradients as in Transformers."""

import pytest
import torch
from safetensors.torch import load_file, save_file
from tests.transformer.peers import gpt2, llama, transformers

from firsthand.errors import FirsthandError
from firsthand.transformer import MiniGPT

BATCH, LENGTH = 2, 12


OTHERS = {
    "gpt2": (gpt2, {}, 1e-5),
    "gpt2, free head, narrow": (gpt2, {"tie_word_embeddings": False, "n_inner": 48}, 1e-5),
    "gpt2, exact gelu": (gpt2, {"activation_function": "gelu", "layer_norm_epsilon": 1e-3}, 1e-5),
    "llama": (llama, {}, 1e-4),
    "llama, tied, one head each": (llama, {"tie_word_embeddings": True, "num_key_value_heads": 4}, 1e-4),
    "llama, other base": (llama, {"rope_parameters": {"rope_type": "default", "rope_theta": 500.0}}, 1e-4),
}


@pytest.fixture(scope="module", params=OTHERS, ids=str)
def pair(request, tmp_path_factory):
    """Theirs with weights large enough to matter, ours read from the folder that theirs was saved in."""
    make, other, tolerance = OTHERS[request.param]
    torch.manual_seed(0)
    theirs = make(**other).eval()
    with torch.no_grad():
        for parameter in theirs.parameters():
            parameter.add_(0.2 * torch.randn_like(parameter))
    folder = tmp_path_factory.mktemp("theirs")
    theirs.save_pretrained(folder)
    return theirs, MiniGPT.from_pretrained(folder), tolerance


@pytest.fixture
def ids():
    return torch.randint(0, 61, (BATCH, LENGTH), generator=torch.Generator().manual_seed(3))


def test_the_logits_are_those_of_transformers(pair, ids):
    theirs, ours, tolerance = pair
    with torch.no_grad():
        expected = theirs(ids).logits
        assert expected.std() > 0.5  # else anything would agree
        torch.testing.assert_close(ours(ids), expected, rtol=0, atol=tolerance)


@pytest.mark.filterwarnings("ignore:`past_key_values` is deprecated")  # its new name is newer than our floor
def test_the_logits_are_the_same_with_left_padding_and_a_cache(pair, ids):
    theirs, ours, tolerance = pair
    padding = torch.tensor([4, 0])
    attended = (torch.arange(LENGTH) >= padding[:, None]).long()
    places = (attended.cumsum(dim=1) - 1).clamp(min=0)
    cache, past = ours.new_cache(BATCH), transformers.DynamicCache()
    with torch.no_grad():
        for start, end in ((0, 7), (7, 8), (8, 9), (9, 12)):
            step = theirs(
                ids[:, start:end],
                attention_mask=attended[:, :end],
                position_ids=places[:, start:end],
                past_key_values=past,
                use_cache=True,
            )
            got = ours(ids[:, start:end], cache, padding)
            real = attended[:, start:end].bool()
            torch.testing.assert_close(got[real], step.logits[real], rtol=0, atol=tolerance)


def test_the_gradients_are_those_of_transformers(pair, ids):
    theirs, ours, _ = pair
    ours.zero_grad(), theirs.zero_grad()
    ours(ids).square().mean().backward()
    theirs(ids).logits.square().mean().backward()
    expected = theirs.get_input_embeddings().weight.grad
    torch.testing.assert_close(ours.embedding.weight.grad, expected, rtol=1e-3, atol=1e-5)


def test_the_hubs_own_gpt2_has_no_prefix_and_old_masks(tmp_path, ids):
    theirs = gpt2().eval()
    theirs.save_pretrained(tmp_path)
    path = tmp_path / "model.safetensors"
    renamed = {name.removeprefix("transformer."): tensor for name, tensor in load_file(path).items()}
    save_file({**renamed, "h.0.attn.bias": torch.ones(1, 1, 24, 24)}, path)
    with torch.no_grad():
        torch.testing.assert_close(
            MiniGPT.from_pretrained(tmp_path)(ids), theirs(ids).logits, rtol=0, atol=1e-5
        )


@pytest.mark.parametrize(
    ("make", "other", "message"),
    [
        (gpt2, {"scale_attn_by_inverse_layer_idx": True}, "scale_attn_by_inverse_layer_idx is True"),
        (gpt2, {"activation_function": "silu"}, "activation 'silu'"),
        (llama, {"attention_bias": True}, "attention_bias is True"),
        (llama, {"head_dim": 16}, "4 heads of width 16"),
        (
            llama,
            {"rope_parameters": {"rope_type": "linear", "rope_theta": 1e4, "factor": 2.0}},
            "stretches its rotary positions",
        ),
    ],
    ids=lambda value: getattr(value, "__name__", str(value))[:30],
)
def test_what_minigpt_does_not_compute_is_refused_and_not_computed_wrongly(tmp_path, make, other, message):
    make(**other).save_pretrained(tmp_path)
    with pytest.raises(FirsthandError, match=message):
        MiniGPT.from_pretrained(tmp_path)
