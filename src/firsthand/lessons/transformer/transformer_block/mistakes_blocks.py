"""Wrong blocks and wrong counts."""

import math
from typing import Any

import torch

from firsthand.course.grading.exercise import Mistake


def _norm(x: Any, gain: Any, bias: Any) -> Any:
    centred = x - x.mean(dim=-1, keepdim=True)
    return centred / torch.sqrt(centred.square().mean(dim=-1, keepdim=True) + 1e-5) * gain + bias


def _attend(x: Any, w: Any, n_heads: int) -> Any:
    q, k, v = (
        part.unflatten(-1, (n_heads, -1)).transpose(1, 2) for part in (x @ w["to_qkv"]).chunk(3, dim=-1)
    )
    later = torch.ones(x.shape[1], x.shape[1], dtype=torch.bool, device=x.device).triu(diagonal=1)
    weights = (q @ k.mT / math.sqrt(q.shape[-1])).masked_fill(later, -math.inf).softmax(dim=-1)
    return (weights @ v).transpose(1, 2).flatten(start_dim=2) @ w["to_out"]


def _think(x: Any, w: Any) -> Any:
    wide = x @ w["widen"] + w["widen_bias"]
    return wide * (1 + torch.erf(wide / math.sqrt(2))) / 2 @ w["narrow"] + w["narrow_bias"]


def _first(x: Any, w: Any) -> Any:
    return _norm(x, w["gain_1"], w["bias_1"])


def _second(x: Any, w: Any) -> Any:
    return _norm(x, w["gain_2"], w["bias_2"])


def post_norm(x: Any, weights: Any, n_heads: int) -> Any:
    x = _first(x + _attend(x, weights, n_heads), weights)
    return _second(x + _think(x, weights), weights)


def no_residuals(x: Any, weights: Any, n_heads: int) -> Any:
    x = _attend(_first(x, weights), weights, n_heads)
    return _think(_second(x, weights), weights)


def first_residual_missing(x: Any, weights: Any, n_heads: int) -> Any:
    x = _attend(_first(x, weights), weights, n_heads)
    return x + _think(_second(x, weights), weights)


def second_residual_missing(x: Any, weights: Any, n_heads: int) -> Any:
    x = x + _attend(_first(x, weights), weights, n_heads)
    return _think(_second(x, weights), weights)


def norm_on_the_stream(x: Any, weights: Any, n_heads: int) -> Any:
    x = _first(x, weights)
    x = x + _attend(x, weights, n_heads)
    x = _second(x, weights)
    return x + _think(x, weights)


def no_norms(x: Any, weights: Any, n_heads: int) -> Any:
    x = x + _attend(x, weights, n_heads)
    return x + _think(x, weights)


def one_norm_for_both(x: Any, weights: Any, n_heads: int) -> Any:
    x = x + _attend(_first(x, weights), weights, n_heads)
    return x + _think(_first(x, weights), weights)


def norms_changed(x: Any, weights: Any, n_heads: int) -> Any:
    x = x + _attend(_second(x, weights), weights, n_heads)
    return x + _think(_first(x, weights), weights)


def side_by_side(x: Any, weights: Any, n_heads: int) -> Any:
    return x + _attend(_first(x, weights), weights, n_heads) + _think(_second(x, weights), weights)


def the_old_x_added(x: Any, weights: Any, n_heads: int) -> Any:
    gathered = x + _attend(_first(x, weights), weights, n_heads)
    return x + _think(_second(gathered, weights), weights)


def normed_x_added(x: Any, weights: Any, n_heads: int) -> Any:
    normed = _first(x, weights)
    x = normed + _attend(normed, weights, n_heads)
    return x + _think(_second(x, weights), weights)


def thinking_first(x: Any, weights: Any, n_heads: int) -> Any:
    x = x + _think(_second(x, weights), weights)
    return x + _attend(_first(x, weights), weights, n_heads)


def attention_only(x: Any, weights: Any, n_heads: int) -> Any:
    return x + _attend(_first(x, weights), weights, n_heads)


def thinking_only(x: Any, weights: Any, n_heads: int) -> Any:
    return x + _think(_second(x, weights), weights)


def single_head(x: Any, weights: Any, n_heads: int) -> Any:
    x = x + _attend(_first(x, weights), weights, 1)
    return x + _think(_second(x, weights), weights)


def branch_detached(x: Any, weights: Any, n_heads: int) -> Any:
    x = x + _attend(_first(x, weights), weights, n_heads).detach()
    return x + _think(_second(x, weights), weights)


def stream_detached(x: Any, weights: Any, n_heads: int) -> Any:
    x = x.detach() + _attend(_first(x, weights), weights, n_heads)
    return x + _think(_second(x, weights), weights)


def block_detached(x: Any, weights: Any, n_heads: int) -> Any:
    with torch.no_grad():
        x = x + _attend(_first(x, weights), weights, n_heads)
        return x + _think(_second(x, weights), weights)


def sum_on_the_processor(x: Any, weights: Any, n_heads: int) -> Any:
    x = x + _attend(_first(x, weights), weights, n_heads)
    return torch.zeros(x.shape, dtype=x.dtype) + x + _think(_second(x, weights), weights)


BLOCK = [
    Mistake(
        post_norm,
        "You normalise after each sum, as the paper of 2017 does (post-norm). Here each branch normalises first and what runs "
        "through stays untouched (pre-norm).",
    ),
    Mistake(
        no_residuals,
        "Nothing is added to x: each branch replaces what came. x + branch(norm(x)), twice.",
    ),
    Mistake(first_residual_missing, "The attention replaces x. Add it: x = x + attention(norm(x))."),
    Mistake(second_residual_missing, "The feed-forward layer replaces x. Add it: x + feed_forward(norm(x))."),
    Mistake(
        norm_on_the_stream,
        "The norms act on what runs through, not on the branches: x itself is overwritten by its norm. Keep x, and give the norm "
        "of it to the branch only.",
    ),
    Mistake(no_norms, "Nothing is normalised. Each branch begins with its layer norm."),
    Mistake(one_norm_for_both, "Both branches use gain_1 and bias_1. The second has gain_2 and bias_2."),
    Mistake(norms_changed, "The two norms have changed places: gain_1 and bias_1 belong to the attention."),
    Mistake(
        side_by_side,
        "Both branches start from the same x. The feed-forward layer comes after the attention and sees what that has added.",
    ),
    Mistake(the_old_x_added, "At the end the old x is added, without what the attention had brought."),
    Mistake(normed_x_added, "What is added to the attention is the norm of x. Add x itself."),
    Mistake(thinking_first, "The feed-forward layer comes first. Gather, then think."),
    Mistake(attention_only, "The feed-forward layer is missing."),
    Mistake(thinking_only, "The attention is missing."),
    Mistake(single_head, "The attention has one head, whatever n_heads says."),
    Mistake(
        branch_detached,
        "What the attention brings is detached: its matrices would never learn.",
        "wrong gradient",
    ),
    Mistake(
        stream_detached,
        "x is detached where it runs through: the way back that residuals are made for is cut.",
        "wrong gradient",
    ),
    Mistake(
        block_detached,
        "All of it runs under torch.no_grad(): the values are right, and nothing would learn.",
        "wrong gradient",
    ),
]
BLOCK_DEVICE = Mistake(
    sum_on_the_processor,
    "A tensor is made on the processor, and on a graphics card x is elsewhere. Say device=x.device, or go without it.",
    "crashed",
)


# Counting -------------------------------------------------------------------------------------------------------------


def _parts(vocabulary_size: Any, width: Any, d_ff: Any) -> Any:
    attention = 4 * (width * width + width)
    thinking = 2 * width * d_ff + d_ff + width
    return attention, thinking, vocabulary_size * width, (width + 1) * vocabulary_size


def no_biases_counted(
    vocabulary_size: Any, width: Any, n_layers: Any, d_ff: Any, tied_head: Any = False
) -> Any:
    head = 0 if tied_head else vocabulary_size * width
    layer = 4 * width * width + 2 * width * d_ff + 2 * 2 * width
    return vocabulary_size * width + n_layers * layer + 2 * width + head


def no_last_norm(vocabulary_size: Any, width: Any, n_layers: Any, d_ff: Any, tied_head: Any = False) -> Any:
    attention, thinking, embedding, head = _parts(vocabulary_size, width, d_ff)
    return embedding + n_layers * (attention + thinking + 4 * width) + (0 if tied_head else head)


def gains_only(vocabulary_size: Any, width: Any, n_layers: Any, d_ff: Any, tied_head: Any = False) -> Any:
    attention, thinking, embedding, head = _parts(vocabulary_size, width, d_ff)
    return embedding + n_layers * (attention + thinking + 2 * width) + width + (0 if tied_head else head)


def no_norms_counted(
    vocabulary_size: Any, width: Any, n_layers: Any, d_ff: Any, tied_head: Any = False
) -> Any:
    attention, thinking, embedding, head = _parts(vocabulary_size, width, d_ff)
    return embedding + n_layers * (attention + thinking) + (0 if tied_head else head)


def one_norm_a_layer(
    vocabulary_size: Any, width: Any, n_layers: Any, d_ff: Any, tied_head: Any = False
) -> Any:
    attention, thinking, embedding, head = _parts(vocabulary_size, width, d_ff)
    return embedding + n_layers * (attention + thinking + 2 * width) + 2 * width + (0 if tied_head else head)


def three_matrices(vocabulary_size: Any, width: Any, n_layers: Any, d_ff: Any, tied_head: Any = False) -> Any:
    attention, thinking, embedding, head = _parts(vocabulary_size, width, d_ff)
    layer = attention * 3 // 4 + thinking + 4 * width
    return embedding + n_layers * layer + 2 * width + (0 if tied_head else head)


def one_layer(vocabulary_size: Any, width: Any, n_layers: Any, d_ff: Any, tied_head: Any = False) -> Any:
    attention, thinking, embedding, head = _parts(vocabulary_size, width, d_ff)
    return embedding + attention + thinking + 6 * width + (0 if tied_head else head)


def head_without_biases(
    vocabulary_size: Any, width: Any, n_layers: Any, d_ff: Any, tied_head: Any = False
) -> Any:
    attention, thinking, embedding, _ = _parts(vocabulary_size, width, d_ff)
    return (
        embedding
        + n_layers * (attention + thinking + 4 * width)
        + 2 * width
        + (0 if tied_head else embedding)
    )


def tied_head_counted(
    vocabulary_size: Any, width: Any, n_layers: Any, d_ff: Any, tied_head: Any = False
) -> Any:
    attention, thinking, embedding, head = _parts(vocabulary_size, width, d_ff)
    return embedding + n_layers * (attention + thinking + 4 * width) + 2 * width + head


def tied_head_keeps_its_biases(
    vocabulary_size: Any, width: Any, n_layers: Any, d_ff: Any, tied_head: Any = False
) -> Any:
    attention, thinking, embedding, head = _parts(vocabulary_size, width, d_ff)
    head = vocabulary_size if tied_head else head
    return embedding + n_layers * (attention + thinking + 4 * width) + 2 * width + head


def always_four_times(
    vocabulary_size: Any, width: Any, n_layers: Any, d_ff: Any, tied_head: Any = False
) -> Any:
    attention, thinking, embedding, head = _parts(vocabulary_size, width, 4 * width)
    return embedding + n_layers * (attention + thinking + 4 * width) + 2 * width + (0 if tied_head else head)


def no_embedding(vocabulary_size: Any, width: Any, n_layers: Any, d_ff: Any, tied_head: Any = False) -> Any:
    attention, thinking, _, head = _parts(vocabulary_size, width, d_ff)
    return n_layers * (attention + thinking + 4 * width) + 2 * width + (0 if tied_head else head)


def one_bias_for_both(
    vocabulary_size: Any, width: Any, n_layers: Any, d_ff: Any, tied_head: Any = False
) -> Any:
    attention, _, embedding, head = _parts(vocabulary_size, width, d_ff)
    thinking = 2 * (width * d_ff + d_ff)
    return embedding + n_layers * (attention + thinking + 4 * width) + 2 * width + (0 if tied_head else head)


COUNT = [
    Mistake(
        no_biases_counted,
        "The biases of attention, feed-forward and head are missing: one for each column of each matrix.",
    ),
    Mistake(
        no_last_norm, "The last layer norm, before the head, is missing: a gain and a bias of the width."
    ),
    Mistake(
        gains_only, "A layer norm has a gain and a bias, each as long as the width; you count one of them."
    ),
    Mistake(no_norms_counted, "The layer norms are missing: two in each layer and one at the end."),
    Mistake(one_norm_a_layer, "Each layer has two layer norms, one before each branch."),
    Mistake(three_matrices, "Attention has a fourth matrix: what the heads gathered is mixed by it."),
    Mistake(one_layer, "That is one layer: multiply its numbers by n_layers."),
    Mistake(head_without_biases, "A free head has a bias for each token of the vocabulary."),
    Mistake(tied_head_counted, "A tied head is the embedding once more: it adds nothing."),
    Mistake(tied_head_keeps_its_biases, "A tied head has no biases here: it adds nothing at all."),
    Mistake(always_four_times, "You take d_ff to be four times the width. It is what the caller says."),
    Mistake(no_embedding, "The embedding is missing: vocabulary_size rows of the width."),
    Mistake(
        one_bias_for_both,
        "The two biases of the feed-forward layer differ: the first is as long as d_ff, the second as the width.",
    ),
]
