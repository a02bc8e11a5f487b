"""What the tests of Stanford's CS336, assignment 1, ask for, by our tokenizers, our model and its training.

That course turns the pairs (2 i, 2 i + 1) of a query or key, ours turns (i, i + K / 2), as Llama does: the same, once the
columns are put in that order. `run_train_bpe` settles ties by the bytes of a pair, the greatest first, as that course wants it; ours takes the lowest ids. So
it drives our table of pairs itself. Everything else is `BPETokenizer`.
"""

from pathlib import Path

import numpy as np
import torch

from firsthand.foundations.probability import softmax
from firsthand.neural.basics.attention import scaled_dot_product_attention
from firsthand.neural.pytorch.checkpoint import load_checkpoint, save_checkpoint
from firsthand.transformer import AdamW, BPETokenizer, GPTConfig, MiniGPT
from firsthand.transformer.basics.attention import causal_self_attention
from firsthand.transformer.basics.norms import rms_norm
from firsthand.transformer.basics.positions import rotary_embedding
from firsthand.transformer.basics.training import clip_gradients, get_batch, next_token_loss
from firsthand.transformer.layouts import llama_weights
from firsthand.transformer.model import Block, FeedForward, SelfAttention, rotary_angles
from firsthand.transformer.tokenizers.bpe import count_words
from firsthand.transformer.tokenizers.bpe_training import PairTable


def get_adamw_cls():
    return AdamW


def run_get_lr_cosine_schedule(*_, **__):
    raise NotImplementedError  # imported beside the optimizer; its test is left out


def get_tokenizer(vocab, merges, special_tokens=None):
    tokens = [vocab[id] for id in range(len(vocab))]
    ids = {token: id for id, token in enumerate(tokens)}
    special = {name: ids[name.encode()] for name in special_tokens or ()}
    return BPETokenizer(tokens, [(ids[left], ids[right]) for left, right in merges], special)


def run_train_bpe(input_path, vocab_size, special_tokens, **_):
    words = count_words(Path(input_path).read_text(encoding="utf-8"), special_tokens)
    table = PairTable({tuple(word): count for word, count in words.items()})
    tokens, merges = [bytes([byte]) for byte in range(256)], []
    while len(tokens) + len(special_tokens) < vocab_size and table.counts:
        most = max(table.counts.values())
        tied = [pair for pair, count in table.counts.items() if count == most]
        left, right = max(tied, key=lambda pair: (tokens[pair[0]], tokens[pair[1]]))
        table.merge((left, right), len(tokens))
        merges.append((tokens[left], tokens[right]))
        tokens.append(tokens[left] + tokens[right])
    return dict(enumerate([*tokens, *(name.encode() for name in special_tokens)])), merges


# What ours has no function for: a layer of PyTorch's own, or a line within another one. Their tests are left out.


def run_linear(*_, **__):
    raise NotImplementedError


run_embedding = run_silu = run_linear


# The model

LLAMA = {
    "token_embeddings": "embed_tokens", "ln_final": "norm", "ln1": "input_layernorm", "ln2": "post_attention_layernorm",
    "attn": "self_attn", "output_proj": "o_proj", "ffn": "mlp", "w1": "gate_proj", "w2": "down_proj", "w3": "up_proj",
}  # fmt: skip


def named_as_llama(weights, n_heads):
    """Their weights under Llama's names, the rows of queries and keys in Llama's order."""
    found = {}
    for name, weight in weights.items():
        name = ".".join(LLAMA.get(part, part) for part in name.split("."))
        turned = name.endswith(("q_proj.weight", "k_proj.weight"))
        found[name] = halves_side_by_side(weight.mT, n_heads).mT if turned else weight
    return found


def halves_side_by_side(x, n_heads=1):
    """The even columns of each head, then its odd ones."""
    return x.unflatten(-1, (n_heads, -1, 2)).transpose(-1, -2).flatten(-3)


def as_pairs(x):
    """The way back, for one head."""
    return x.unflatten(-1, (2, -1)).transpose(-1, -2).flatten(-2)


def config_of(width, n_heads=1, d_ff=0, length=1, theta=1e4, n_layers=1, vocabulary_size=1, **more):
    return GPTConfig(
        vocabulary_size=vocabulary_size, context_length=length, width=width, n_heads=n_heads, n_layers=n_layers, d_ff=d_ff,
        positions="rotary", norm="rms", activation="swiglu", bias=False, rotary_base=theta, **more,
    )  # fmt: skip


def rotation_of(config, positions):
    angles = rotary_angles(config.context_length, config.head_width, config.rotary_base)[positions]
    return angles.cos(), angles.sin()


def run_swiglu(d_model, d_ff, w1_weight, w2_weight, w3_weight, in_features):
    layer = FeedForward(config_of(d_model, d_ff=d_ff))
    layer.load_state_dict({"widen.weight": torch.cat([w1_weight, w3_weight]), "narrow.weight": w2_weight})
    return layer(in_features)


def run_scaled_dot_product_attention(Q, K, V, mask=None):
    return torch.from_numpy(
        scaled_dot_product_attention(*(part.numpy() for part in (Q, K, V)), mask=mask.numpy())
    )


def run_multihead_self_attention(
    d_model, num_heads, q_proj_weight, k_proj_weight, v_proj_weight, o_proj_weight, in_features
):
    to_qkv = torch.cat([q_proj_weight, k_proj_weight, v_proj_weight]).mT
    return causal_self_attention(in_features, to_qkv, o_proj_weight.mT, num_heads)


def run_multihead_self_attention_with_rope(
    d_model,
    num_heads,
    max_seq_len,
    theta,
    q_proj_weight,
    k_proj_weight,
    v_proj_weight,
    o_proj_weight,
    in_features,
    token_positions=None,
):
    config = config_of(d_model, num_heads, length=max_seq_len, theta=theta)
    attention = SelfAttention(config)
    q, k = (halves_side_by_side(weight.mT, num_heads).mT for weight in (q_proj_weight, k_proj_weight))
    attention.load_state_dict(
        {"to_qkv.weight": torch.cat([q, k, v_proj_weight]), "to_out.weight": o_proj_weight}
    )
    return attention(in_features, rotation_of(config, token_positions), None, None, 0)


def run_rope(d_k, theta, max_seq_len, in_query_or_key, token_positions):
    return as_pairs(rotary_embedding(halves_side_by_side(in_query_or_key), token_positions, theta))


def run_transformer_block(d_model, num_heads, d_ff, max_seq_len, theta, weights, in_features):
    config = config_of(d_model, num_heads, d_ff, max_seq_len, theta)
    names = {f"layers.0.{name}": weight for name, weight in weights.items()}
    there = {"token_embeddings.weight": torch.zeros(1, d_model), "ln_final.weight": torch.ones(d_model)}
    ours = llama_weights(
        config, named_as_llama(names | there | {"lm_head.weight": torch.zeros(1, d_model)}, num_heads)
    )
    block = Block(config)
    block.load_state_dict(
        {
            name.removeprefix("blocks.0."): weight
            for name, weight in ours.items()
            if name.startswith("blocks.0.")
        }
    )
    positions = torch.arange(in_features.shape[1])
    return block(in_features, rotation_of(config, positions), None, None, 0)


def run_transformer_lm(
    vocab_size, context_length, d_model, num_layers, num_heads, d_ff, rope_theta, weights, in_indices
):
    config = config_of(d_model, num_heads, d_ff, context_length, rope_theta, num_layers, vocab_size)
    model = MiniGPT(config)
    model.load_state_dict(llama_weights(config, named_as_llama(weights, num_heads)))
    return model(in_indices)


def run_rmsnorm(d_model, eps, weights, in_features):
    return rms_norm(in_features, weights, eps)


# Its training


def run_softmax(in_features, dim):
    return torch.from_numpy(softmax(in_features.numpy(), axis=dim))


def run_cross_entropy(inputs, targets):
    return next_token_loss(inputs[None], targets[None])


def run_gradient_clipping(parameters, max_l2_norm):
    clip_gradients(parameters, max_l2_norm)


def run_get_batch(dataset, batch_size, context_length, device):
    text = torch.from_numpy(np.asarray(dataset))
    return tuple(
        part.to(device) for part in get_batch(text, batch_size, context_length, torch.default_generator)
    )


def run_save_checkpoint(model, optimizer, iteration, out):
    state = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "iteration": iteration}
    save_checkpoint(Path(out), state)


def run_load_checkpoint(src, model, optimizer):
    state = load_checkpoint(Path(src))
    model.load_state_dict(state["model"])
    optimizer.load_state_dict(state["optimizer"])
    return state["iteration"]
