"""The exercises of the lesson The Transformer block. All but the count are written in PyTorch and graded with gradients."""

from collections.abc import Mapping
from typing import Any

import torch
from hypothesis import strategies as st
from torch.nn import functional as F

from firsthand.course.grading.compare import Difference, agree
from firsthand.course.grading.exercise import Clause, Exercise, Race
from firsthand.course.grading.strategies import arguments
from firsthand.course.grading.tensors import WithGradients
from firsthand.lessons import ready_made
from firsthand.lessons.transformer.transformer_block import (
    correct,
    inputs,
    mistakes_attention,
    mistakes_blocks,
    mistakes_feed_forward,
    mistakes_norms,
    mistakes_positions,
)
from firsthand.transformer.basics.attention import causal_self_attention
from firsthand.transformer.basics.block import transformer_block
from firsthand.transformer.basics.feed_forward import feed_forward, gelu
from firsthand.transformer.basics.norms import layer_norm, rms_norm
from firsthand.transformer.basics.parameters import count_parameters
from firsthand.transformer.basics.positions import rotary_embedding, sinusoidal_positions

KEPT = "In the dtype and on the device of x."
GELU_KEPT = "In the shape, the dtype and on the device of x."


def to_four_digits(got: Any, expected: Any, given: Mapping[str, Any]) -> Difference | None:
    """Agree to 1e-4 whatever the dtype: angles in float32 are right too."""
    difference = agree(got, expected, given)
    if difference is None or difference.outcome not in ("wrong value", "wrong gradient"):
        return difference
    if isinstance(got, WithGradients):
        pairs = [
            (got.value, expected.value),
            *((got.gradients[name], one) for name, one in expected.gradients.items()),
        ]
    else:
        pairs = [(got, expected)]
    close = all(
        one is not None and torch.allclose(one.double(), other.double(), rtol=1e-4, atol=1e-4)
        for one, other in pairs
        if other is not None
    )
    return None if close else difference


def _sizes(vocabulary_size: int, width: int, n_layers: int, d_ff: int, **tied: bool) -> dict[str, Any]:
    return {"vocabulary_size": vocabulary_size, "width": width, "n_layers": n_layers, "d_ff": d_ff, **tied}


def _turned(x: Any, positions: list[int], **base: float) -> dict[str, Any]:
    return {"x": inputs.double(x), "positions": torch.tensor(positions), **base}


def _normed(
    x: Any, gain: Any, *bias: Any, dtype: torch.dtype = torch.float64, **eps: float
) -> dict[str, Any]:
    named = {"bias": torch.tensor(bias[0], dtype=dtype)} if bias else {}
    return {"x": torch.tensor(x, dtype=dtype), "gain": torch.tensor(gain, dtype=dtype), **named, **eps}


# The industry's versions -----------------------------------------------------------------------------------------


def torch_attention(x: Any, to_qkv: Any, to_out: Any, n_heads: int) -> Any:
    q, k, v = (part.unflatten(-1, (n_heads, -1)).transpose(1, 2) for part in (x @ to_qkv).chunk(3, dim=-1))
    return (
        F.scaled_dot_product_attention(q, k, v, is_causal=True).transpose(1, 2).flatten(start_dim=2) @ to_out
    )


def torch_norm(x: Any, gain: Any, bias: Any) -> Any:
    return F.layer_norm(x, gain.shape, gain, bias)


def _grown_text(size: int, seed: int) -> dict[str, Any]:
    return inputs.attended(seed, 1, size // 64, 4, 16, torch.float32)


def _grown_rows(size: int, seed: int) -> dict[str, Any]:
    x = inputs.filled(seed, size // 64, 64, dtype=torch.float32)
    return {"x": x, "gain": torch.ones(64), "bias": torch.zeros(64)}


# The exercises -----------------------------------------------------------------------------------------------------

sinusoidal_exercise = Exercise(
    reference=sinusoidal_positions,
    task="Make the paper's table of positions: a sine and a cosine for each pair of columns, each pair slower than the one "
    "before.",
    inputs=arguments(length=st.integers(1, 9), width=st.sampled_from([2, 4, 6, 8, 16])),
    edges=[
        {"length": 2, "width": 2},
        {"length": 2, "width": 4},
        {"length": 1, "width": 2},
        {"length": 3, "width": 6},
        {"length": 4, "width": 8},
        {"length": 60, "width": 2},
    ],
    mistakes=mistakes_positions.SINUSOIDAL,
    also_right=[correct.waves_by_loop, correct.waves_by_slices, correct.waves_from_numpy],
    hints=[
        "First the angles, a table of length rows and width / 2 columns: place divided by 10000 ** (2 i / width). 2 i is "
        "torch.arange(0, width, 2).",
        "torch.arange(length)[:, None] stands as a column, so that it and a row of frequencies make a table. Sines and cosines "
        "of it then have to alternate.",
        "torch.stack([angles.sin(), angles.cos()], dim=-1) puts each pair side by side; .flatten(start_dim=1) makes one row of "
        "the pairs.",
    ],
    agree=to_four_digits,
    gradients=True,
)

rotary_exercise = Exercise(
    reference=rotary_embedding,
    task="Turn each pair of numbers of a query or key by an angle that grows with its place.",
    inputs=inputs.placed(),
    edges=[
        _turned([[[[1.0, 1.0]]]], [1]),
        _turned([[[[1.0, 0.0], [1.0, 0.0]]]], [0, 1]),
        _turned([[[[1.0, 2.0, 3.0, 4.0]]]], [1]),
        _turned([[[[1.0, 2.0]]]], [0]),
        _turned([[[[1.0, 2.0], [3.0, 4.0]]]], [1, 0]),
        _turned([[[[1.0, 2.0, 3.0, 4.0]]]], [5], base=100.0),
        {"x": inputs.filled(3, 2, 2, 3, 4), "positions": torch.tensor([7, 8, 9])},
        {"x": inputs.filled(4, 1, 2, 2, 6, dtype=torch.float32), "positions": torch.tensor([40, 41])},
    ],
    mistakes=mistakes_positions.ROTARY,
    clauses=[
        Clause(
            text=KEPT,
            ignored=mistakes_positions.ROTARY_DEVICE,
            edges=[inputs.elsewhere({"x": inputs.filled(0, 1, 1, 2, 4), "positions": torch.tensor([0, 1])})],
        )
    ],
    also_right=[
        correct.turned_as_complex_numbers,
        correct.turned_by_half_swapped,
        correct.turned_token_by_token,
    ],
    hints=[
        "There are K / 2 pairs, and pair i turns by p / base ** (2 i / K) at the place p. With half = K // 2 the exponent is "
        "i / half.",
        "angles = positions[:, None] * frequencies has the shape (T, K / 2), which stretches over batch and heads. The two "
        "halves of x are x[..., :half] and x[..., half:].",
        "torch.cat([first * cos - second * sin, second * cos + first * sin], dim=-1)",
    ],
    out_of_bounds=ready_made.ROTARY,
    agree=to_four_digits,
    gradients=True,
)

layer_norm_exercise = Exercise(
    reference=layer_norm,
    task="Give each token mean 0 and variance 1, then a learned scale and shift; the gradient has to come through all of it.",
    inputs=inputs.normed(with_bias=True),
    edges=[
        _normed([1.0, 3.0], [2.0, 1.0], [1.0, 0.0]),
        _normed([[1.0, 3.0], [2.0, 2.0]], [1.0, 1.0], [0.0, 0.0]),
        _normed([2.0, 2.0], [1.0, 1.0], [0.0, 0.0]),
        _normed([1.0, 2.0, 6.0], [1.0, 2.0, -1.0], [0.5, 0.0, 1.0]),
        _normed([[1.0, 2.0, 6.0], [0.0, -1.0, 5.0]], [1.0, 2.0, -1.0], [0.5, 0.0, 1.0], dtype=torch.float32),
        _normed([[[1.0, 2.0]], [[3.0, 5.0]]], [2.0, 3.0], [1.0, -1.0], eps=0.1),
        _normed([0.01, 0.03], [1.0, 1.0], [0.0, 0.0]),
        _normed([10.0, 30.0, -20.0, 5.0], [1.0, 1.0, 2.0, 1.0], [0.0, 1.0, 0.0, 0.0]),
    ],
    mistakes=mistakes_norms.LAYER_NORM,
    clauses=[
        Clause(
            text=KEPT,
            ignored=mistakes_norms.NORM_DEVICE,
            edges=[inputs.elsewhere(_normed([[1.0, 3.0]], [1.0, 1.0], [0.0, 0.0]))],
        )
    ],
    also_right=[correct.norm_by_var, correct.norm_by_sums, correct.norm_row_by_row],
    hints=[
        "Mean first: x.mean(dim=-1, keepdim=True). What does keepdim do for the subtraction that follows?",
        "The variance is the mean of the squares of what is left, and eps is added to it before the root.",
        "centred / torch.sqrt(variance + eps) * gain + bias",
    ],
    out_of_bounds=ready_made.LAYER_NORM,
    gradients=True,
    race=Race(_grown_rows, {"PyTorch": torch_norm}, (640, 64_000, 640_000), "numbers in x"),
)

rms_norm_exercise = Exercise(
    reference=rms_norm,
    task="Give each token a root mean square of 1, then a learned scale.",
    inputs=inputs.normed(with_bias=False),
    edges=[
        _normed([3.0, 4.0], [2.0, 1.0]),
        _normed([[3.0, 4.0], [0.0, 0.0]], [1.0, 1.0]),
        _normed([0.0, 0.0], [1.0, 1.0]),
        _normed([1.0, 2.0, 6.0], [1.0, 2.0, -1.0]),
        _normed([[1.0, 2.0, 6.0], [0.0, -1.0, 5.0]], [1.0, 2.0, -1.0], dtype=torch.float32),
        _normed([[[1.0, 2.0]], [[3.0, 5.0]]], [2.0, 3.0], eps=0.1),
        _normed([0.01, 0.03], [1.0, 1.0]),
    ],
    mistakes=mistakes_norms.RMS_NORM,
    clauses=[
        Clause(
            text=KEPT,
            ignored=mistakes_norms.RMS_DEVICE,
            edges=[inputs.elsewhere(_normed([[1.0, 3.0]], [1.0, 1.0]))],
        )
    ],
    also_right=[correct.rms_by_rsqrt, correct.rms_by_norm, correct.rms_by_einsum],
    hints=[
        "Square, mean along the last axis, plus eps, root: that is what each token is divided by.",
        "x.square().mean(dim=-1, keepdim=True) keeps the axis, so that the division stretches.",
    ],
    out_of_bounds=ready_made.RMS_NORM,
    gradients=True,
)

gelu_exercise = Exercise(
    reference=gelu,
    task="Bend numbers softly: x times the chance that a normal draw is below x.",
    inputs=arguments(x=st.sampled_from([1, 2, 3]).flatmap(inputs.rows)),
    edges=[
        {"x": inputs.double([2.0])},
        {"x": inputs.double([0.0])},
        {"x": inputs.double([-1.0])},
        {"x": inputs.double([[-2.0, -0.5], [0.5, 3.0]])},
        {"x": torch.tensor([1.0, -1.0])},
        {"x": torch.tensor([-3.0, 2.0, 1.5])},
        {"x": inputs.double(1.5)},
    ],
    mistakes=mistakes_feed_forward.GELU,
    clauses=[
        Clause(
            text=GELU_KEPT,
            ignored=mistakes_feed_forward.GELU_DEVICE,
            edges=[inputs.elsewhere({"x": inputs.double([1.0, -1.0])})],
        )
    ],
    also_right=[correct.gelu_by_erfc, correct.gelu_by_the_normal, correct.gelu_in_steps],
    hints=[
        "The chance that a normal draw is below x is (1 + erf(x / sqrt(2))) / 2, and torch.erf takes a whole tensor.",
        "x * (1 + torch.erf(x / math.sqrt(2))) / 2",
    ],
    out_of_bounds=ready_made.GELU,
    gradients=True,
)

attention_exercise = Exercise(
    reference=causal_self_attention,
    task="Let each token gather from itself and the tokens before it, with several heads.",
    inputs=inputs.texts(),
    edges=[
        {
            "x": inputs.double([[[1.0], [2.0]]]),
            "to_qkv": inputs.double([[1.0, 2.0, 3.0]]),
            "to_out": inputs.double([[2.0]]),
            "n_heads": 1,
        },
        inputs.attended(1, 1, 2, 1, 2),
        inputs.attended(2, 1, 2, 2, 1),
        inputs.attended(3, 1, 3, 2, 2),
        inputs.attended(4, 2, 3, 2, 3),
        inputs.attended(5, 1, 1, 2, 2),
        inputs.attended(6, 1, 4, 4, 1, torch.float32),
        inputs.attended(7, 2, 4, 1, 4),
        {
            "x": inputs.double([[[30.0], [-20.0]]]),
            "to_qkv": inputs.double([[1.0, -2.0, 3.0]]),
            "to_out": inputs.double([[1.0]]),
            "n_heads": 1,
        },
    ],
    mistakes=mistakes_attention.ATTENTION,
    clauses=[
        Clause(
            text=KEPT,
            ignored=mistakes_attention.ATTENTION_DEVICE,
            edges=[inputs.elsewhere(inputs.attended(0, 1, 2, 2, 2))],
        )
    ],
    also_right=[
        correct.attention_by_einsum,
        correct.attention_head_by_head,
        correct.attention_query_by_query,
    ],
    hints=[
        "x @ to_qkv has the shape (B, T, 3 D); .chunk(3, dim=-1) cuts it in three. Each third becomes (B, T, n_heads, K) and "
        "then, with transpose(1, 2), (B, n_heads, T, K).",
        "Scores are q @ k.mT / math.sqrt(K), of shape (B, n_heads, T, T). Which of them must be -inf before the softmax? Those "
        "above the diagonal: torch.ones(T, T, dtype=torch.bool, device=x.device).triu(diagonal=1)",
        "weights = scores.masked_fill(later, -math.inf).softmax(dim=-1), and back: (weights @ v).transpose(1, 2)"
        ".flatten(start_dim=2) @ to_out",
    ],
    out_of_bounds=ready_made.ATTENTION,
    gradients=True,
    race=Race(_grown_text, {"PyTorch": torch_attention}, (640, 6_400, 32_000), "numbers in x"),
)

feed_forward_exercise = Exercise(
    reference=feed_forward,
    task="Widen each token, bend it, narrow it again.",
    inputs=inputs.thoughts(),
    edges=[
        inputs.widened(1, 1, 1, 1, 1),
        inputs.widened(2, 1, 2, 2, 4),
        inputs.widened(3, 2, 3, 2, 3),
        inputs.widened(4, 1, 2, 3, 3, torch.float32),
        inputs.widened(5, 1, 1, 2, 2),
    ],
    mistakes=mistakes_feed_forward.FEED_FORWARD,
    clauses=[
        Clause(
            text=KEPT,
            ignored=mistakes_feed_forward.FEED_FORWARD_DEVICE,
            edges=[inputs.elsewhere(inputs.widened(0, 1, 2, 2, 4))],
        )
    ],
    also_right=[correct.forward_by_linear, correct.forward_by_einsum, correct.forward_token_by_token],
    hints=[
        "x @ widen applies the matrix to every token at once: (B, T, D) times (D, F) is (B, T, F).",
        "Bias, then gelu, then the second matrix, then its bias; nothing is bent at the end.",
    ],
    gradients=True,
)

block_exercise = Exercise(
    reference=transformer_block,
    task="Put attention and feed-forward layer together as one block: each normalises first and adds to what runs through.",
    inputs=inputs.blocks(),
    edges=[
        inputs.block(1, 1, 1, 1, 2),
        inputs.block(2, 1, 2, 1, 2),
        inputs.block(3, 1, 2, 2, 2),
        inputs.block(4, 2, 3, 2, 2),
        inputs.block(5, 1, 1, 2, 3, torch.float32),
    ],
    mistakes=mistakes_blocks.BLOCK,
    clauses=[
        Clause(
            text=KEPT,
            ignored=mistakes_blocks.BLOCK_DEVICE,
            edges=[inputs.elsewhere(inputs.block(0, 1, 2, 2, 2))],
        )
    ],
    also_right=[correct.block_by_the_library, correct.block_by_hand, correct.block_in_place],
    hints=[
        "Two lines of the same form: x = x + branch(norm(x)). Which norm belongs to which branch?",
        "x + causal_self_attention(layer_norm(x, gain_1, bias_1), to_qkv, to_out, n_heads), and from that x the second line.",
    ],
    out_of_bounds=ready_made.TRANSFORMER_BLOCK,
    gradients=True,
)

count_exercise = Exercise(
    reference=count_parameters,
    task="Count the parameters of a GPT from its sizes alone.",
    inputs=arguments(
        vocabulary_size=st.integers(1, 50),
        width=st.sampled_from([1, 2, 4, 6, 8]),
        n_layers=st.integers(1, 4),
        d_ff=st.sampled_from([1, 4, 8, 24]),
        tied_head=st.booleans(),
    ),
    edges=[
        _sizes(1, 1, 1, 1),
        _sizes(10, 2, 1, 8),
        _sizes(10, 2, 3, 5),
        _sizes(10, 2, 3, 5, tied_head=True),
        _sizes(1000, 128, 4, 512),
        _sizes(50257, 768, 12, 3072, tied_head=True),
    ],
    mistakes=mistakes_blocks.COUNT,
    also_right=[correct.counted_part_by_part, correct.counted_by_building],
    hints=[
        "A matrix from n to m numbers has n * m weights and m biases. Write down each matrix of one layer with its two sizes.",
        "A layer: four of width by width, one of width by d_ff, one of d_ff by width, and two norms of 2 * width. Then what "
        "stands outside the layers: embedding, last norm, head.",
    ],
)
