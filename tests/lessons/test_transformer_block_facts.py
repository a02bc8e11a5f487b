"""Every number that the lesson The Transformer block states, and what its explorable shows."""

import math

import numpy as np
import pytest
import torch
from torch import nn

from firsthand.lessons.transformer.transformer_block.explorable import deep_stack, strengths
from firsthand.transformer.basics.attention import causal_self_attention
from firsthand.transformer.basics.feed_forward import gelu
from firsthand.transformer.basics.norms import layer_norm, rms_norm
from firsthand.transformer.basics.positions import rotary_embedding, sinusoidal_positions
from firsthand.transformer.model import rotary_angles, rotate, sinusoidal_table


@pytest.fixture(scope="module")
def lesson(run_lesson):
    return run_lesson("transformer_block")


def test_without_positions_who_bites_whom_is_lost_and_with_them_it_is_not(lesson):
    one, other = ["dog", "bites", "man"], ["man", "bites", "dog"]
    torch.testing.assert_close(lesson["gather"](one)[1], lesson["gather"](other)[1])
    assert (lesson["gather_in_order"](one)[1] - lesson["gather_in_order"](other)[1]).abs().max() > 0.01


def test_the_dot_product_of_two_places_depends_on_their_distance_only(lesson):
    table = lesson["table"]
    torch.testing.assert_close((table @ table[0])[:32], (table @ table[20])[20:52], rtol=1e-4, atol=1e-4)


def test_turned_by_their_places_only_the_distance_counts(lesson):
    def product(there, here):
        q, k = rotary_embedding(lesson["q"], there), rotary_embedding(lesson["k"], here)
        return (q * k).sum().item()

    places = [torch.tensor([place]) for place in (5, 3, 105, 103, 4)]
    assert product(places[0], places[1]) == pytest.approx(product(places[2], places[3]), abs=1e-4)
    assert product(places[0], places[1]) != pytest.approx(product(places[0], places[4]), abs=1e-2)


def test_the_gradients_are_those_of_pytorchs_own_attention(lesson):
    one, other = lesson["gradients"]
    torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-4)


def test_the_plain_stack_dies_both_ways_and_residuals_bring_it_through(lesson):
    assert lesson["DEPTH"] == 20
    assert lesson["signals"]["plain"][-1] < 1e-6
    assert lesson["slopes"]["plain"][0] < 1e-6
    assert lesson["slopes"]["with residuals"][0] > 1
    signal = lesson["signals"]["with residuals"]
    assert all(np.diff(signal) > 0), "each layer adds"


def test_the_spread_is_the_one_that_pytorchs_layers_start_with(lesson):
    assert nn.Linear(100, 1000).weight.std().item() == pytest.approx(lesson["SMALL"], rel=0.02)


def test_with_the_norm_the_stream_grows_with_the_number_of_layers_only(lesson):
    signal, _ = lesson["strengths"](lesson["normed_residual"], 0.3)
    bare, _ = lesson["strengths"](lesson["residual"], 0.3)
    assert signal[-1] < 100
    assert bare[-1] > 1e6
    steps = np.diff(signal)
    assert steps.max() < 4 * steps.min()


def test_the_gradient_of_a_layer_norm_is_as_written(lesson):
    torch.testing.assert_close(lesson["by_formula"], lesson["by_autograd"])
    along = (lesson["by_autograd"] * lesson["x_hat"]).sum(dim=-1)
    assert along.abs().max() < 1e-12
    assert lesson["by_autograd"].sum(dim=-1).abs().max() < 1e-12


def test_a_token_twice_as_large_gets_half_the_gradient():
    x, gain, bias, upstream = torch.randn(
        4, 3, 8, dtype=torch.float64, generator=torch.Generator().manual_seed(0)
    )
    gradients = []
    for factor in (1, 2):
        given = (factor * x).requires_grad_()
        gradients.append(
            torch.autograd.grad((layer_norm(given, gain[0], bias[0], 0.0) * upstream).sum(), given)[0]
        )
    torch.testing.assert_close(gradients[0], 2 * gradients[1])


def test_pre_norm_learns_where_post_norm_still_knows_nothing(stated, lesson):
    tokens, loss = stated.matching("transformer_block", r"There are (\d+) tokens.*?approx ([\d.]+)")
    assert math.log(tokens) == pytest.approx(loss, abs=0.005)
    last = {name: np.mean(found[-5:]) for name, found in lesson["losses"].items()}
    assert last["pre-norm"] < loss / 2
    assert last["post-norm"] > loss - 0.1


def test_most_of_a_block_is_the_feed_forward_layer(lesson):
    assert lesson["thinking"] > lesson["attention"] + 4 * lesson["D"]


def test_the_count_by_hand_is_that_of_minigpt_and_of_the_roadmap(lesson):
    assert lesson["model"].num_parameters() == 1_050_344
    assert lesson["count_parameters"](1000, 128, 4, 512) == 1_050_344


def test_the_learners_block_is_minigpts(run_lesson, lesson):
    block = lesson["model"].blocks[0]
    x = torch.randn(2, 7, 128)
    with torch.no_grad():
        ours = lesson["transformer_block"](x, lesson["weights_of"](block), 4)
        torch.testing.assert_close(ours, block(x, None, None, None, 0), rtol=0, atol=1e-5)


def test_encoder_and_decoder_are_torch_nn_transformer(lesson):
    torch.testing.assert_close(lesson["mine"], lesson["theirs"], rtol=0, atol=1e-5)


# The basics beside what runs: each pair is equal -----------------------------------------------------------------


def test_basics_equal_what_the_model_runs_on():
    torch.testing.assert_close(sinusoidal_positions(64, 32), sinusoidal_table(64, 32), rtol=0, atol=1e-5)
    x, angles = torch.randn(2, 3, 5, 8), rotary_angles(40, 8, 10_000.0)[30:35]
    torch.testing.assert_close(
        rotary_embedding(x, torch.arange(30, 35)), rotate(x, angles.cos(), angles.sin()), rtol=0, atol=1e-5
    )
    gain, bias = torch.randn(2, 8)
    torch.testing.assert_close(layer_norm(x, gain, bias), nn.functional.layer_norm(x, (8,), gain, bias))
    torch.testing.assert_close(rms_norm(x, gain), nn.functional.rms_norm(x, (8,), gain, 1e-5))
    torch.testing.assert_close(gelu(x), nn.functional.gelu(x))
    x, to_qkv, to_out = torch.randn(2, 6, 16), torch.randn(16, 48), torch.randn(16, 16)
    q, k, v = (part.unflatten(-1, (4, 4)).transpose(1, 2) for part in (x @ to_qkv).chunk(3, dim=-1))
    kernel = nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True)
    expected = kernel.transpose(1, 2).flatten(start_dim=2) @ to_out
    torch.testing.assert_close(causal_self_attention(x, to_qkv, to_out, 4), expected, rtol=1e-4, atol=1e-4)


# The explorable ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("residual", [False, True])
@pytest.mark.parametrize("norm", [False, True])
def test_the_explorables_gradients_are_those_of_autograd(residual, norm):
    from firsthand.lessons.transformer.transformer_block.explorable import _drawn

    x, matrices = (torch.from_numpy(one) for one in _drawn())
    stream = [x.clone().requires_grad_()]
    for matrix in 0.9 * matrices[:7]:
        read = rms_norm(stream[-1], torch.ones(64, dtype=torch.float64), 0.0) if norm else stream[-1]
        stream.append((read @ matrix).relu() + (stream[-1] if residual else 0))
    slopes = torch.autograd.grad(stream[-1].norm(), stream)
    sizes = np.array([one.square().mean().sqrt().item() for one in slopes])
    signal, got = strengths(7, 0.9, residual, norm)
    np.testing.assert_allclose(signal, [one.square().mean().sqrt().item() for one in stream], rtol=1e-6)
    np.testing.assert_allclose(got, sizes / sizes[-1], rtol=1e-6)


def test_the_explorable_says_what_its_sentence_promises():
    values = {"depth": 20, "scale": 0.6, "residual": True, "norm": False}
    assert "Every layer can learn" in deep_stack.draw(values).message
    assert "The first layers learn nothing" in deep_stack.draw({**values, "residual": False}).message
    assert "That explodes" in deep_stack.draw({**values, "scale": 2.5}).message
    assert "Every layer can learn" in deep_stack.draw({**values, "scale": 2.5, "norm": True}).message
