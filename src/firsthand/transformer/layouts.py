"""How others name and lay out the weights of the same model: GPT-2 and Llama, as Hugging Face's Transformers saves them."""

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor

from firsthand.errors import FirsthandError
from firsthand.transformer.config import Activation, GPTConfig

Settings = Mapping[str, Any]
Tensors = Mapping[str, Tensor]

_GPT2_ACTIVATIONS: dict[str, Activation] = {
    "gelu_new": "gelu_tanh",
    "gelu_pytorch_tanh": "gelu_tanh",
    "gelu": "gelu",
    "relu": "relu",
}
# What changes the computation, and the only value for which it is the one of this library.
_GPT2_USUAL = {
    "scale_attn_weights": True,
    "scale_attn_by_inverse_layer_idx": False,
    "add_cross_attention": False,
}
_LLAMA_USUAL = {"hidden_act": "silu", "attention_bias": False, "mlp_bias": False}


def gpt2_config(settings: Settings) -> GPTConfig:
    """Our name for each size in a GPT-2's ``config.json``."""
    _require_usual(settings, _GPT2_USUAL)
    activation = settings.get("activation_function", "gelu_new")
    if activation not in _GPT2_ACTIVATIONS:
        raise FirsthandError(f"it uses the activation {activation!r}, which MiniGPT does not have.")
    return GPTConfig(
        vocabulary_size=settings["vocab_size"],
        context_length=settings["n_positions"],
        width=settings["n_embd"],
        n_heads=settings["n_head"],
        n_layers=settings["n_layer"],
        d_ff=settings.get("n_inner") or 0,
        positions="learned",
        activation=_GPT2_ACTIVATIONS[activation],
        tied_head=settings.get("tie_word_embeddings", True),
        norm_eps=settings.get("layer_norm_epsilon", 1e-5),
    )


def gpt2_weights(config: GPTConfig, theirs: Tensors) -> dict[str, Tensor]:
    """A GPT-2's tensors under our names. Its matrices stand on the right of x, PyTorch's on the left."""
    theirs = {name.removeprefix("transformer."): tensor for name, tensor in theirs.items()}
    ours = {
        "embedding.weight": theirs["wte.weight"],
        "position_embedding.weight": theirs["wpe.weight"],
        **_both("final_norm", "ln_f", theirs),
        **_head(config, theirs),
    }
    if not config.tied_head:
        ours["head.bias"] = torch.zeros(config.vocabulary_size)  # GPT-2's head has none
    for layer in range(config.n_layers):
        mine, other = f"blocks.{layer}", f"h.{layer}"
        ours |= _both(f"{mine}.attention_norm", f"{other}.ln_1", theirs)
        ours |= _both(f"{mine}.feed_forward_norm", f"{other}.ln_2", theirs)
        for name, its in (
            ("attention.to_qkv", "attn.c_attn"),
            ("attention.to_out", "attn.c_proj"),
            ("feed_forward.widen", "mlp.c_fc"),
            ("feed_forward.narrow", "mlp.c_proj"),
        ):
            ours[f"{mine}.{name}.weight"] = theirs[f"{other}.{its}.weight"].mT
            ours[f"{mine}.{name}.bias"] = theirs[f"{other}.{its}.bias"]
    return ours


def llama_config(settings: Settings) -> GPTConfig:
    """Our name for each size in a Llama's ``config.json``."""
    _require_usual(settings, _LLAMA_USUAL)
    rope: dict[str, Any] = {**(settings.get("rope_scaling") or {}), **(settings.get("rope_parameters") or {})}
    kind = rope.get("rope_type", rope.get("type", "default"))
    if kind != "default":
        raise FirsthandError(f"it stretches its rotary positions ({kind!r}), which MiniGPT does not do.")
    width, n_heads = settings["hidden_size"], settings["num_attention_heads"]
    if (settings.get("head_dim") or width // n_heads) * n_heads != width:
        raise FirsthandError(
            f"its {n_heads} heads of width {settings['head_dim']} do not fill the width {width}, as MiniGPT's do."
        )
    return GPTConfig(
        vocabulary_size=settings["vocab_size"],
        context_length=settings["max_position_embeddings"],
        width=width,
        n_heads=n_heads,
        n_kv_heads=settings.get("num_key_value_heads") or 0,
        n_layers=settings["num_hidden_layers"],
        d_ff=settings["intermediate_size"],
        positions="rotary",
        norm="rms",
        activation="swiglu",
        bias=False,
        tied_head=settings.get("tie_word_embeddings", False),
        norm_eps=settings.get("rms_norm_eps", 1e-6),
        rotary_base=float(rope.get("rope_theta") or settings.get("rope_theta") or 10_000.0),
    )


def llama_weights(config: GPTConfig, theirs: Tensors) -> dict[str, Tensor]:
    """A Llama's tensors under our names. Queries, keys and values lie in one matrix here, gate and value too."""
    theirs = {name.removeprefix("model."): tensor for name, tensor in theirs.items()}
    ours = {
        "embedding.weight": theirs["embed_tokens.weight"],
        "final_norm.weight": theirs["norm.weight"],
        **_head(config, theirs),
    }
    for layer in range(config.n_layers):
        mine, other = f"blocks.{layer}", f"layers.{layer}"
        for name, its in (
            ("attention_norm", ["input_layernorm"]),
            ("attention.to_qkv", ["self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"]),
            ("attention.to_out", ["self_attn.o_proj"]),
            ("feed_forward_norm", ["post_attention_layernorm"]),
            ("feed_forward.widen", ["mlp.gate_proj", "mlp.up_proj"]),
            ("feed_forward.narrow", ["mlp.down_proj"]),
        ):
            ours[f"{mine}.{name}.weight"] = torch.cat([theirs[f"{other}.{part}.weight"] for part in its])
    return ours


LAYOUTS: dict[
    str, tuple[Callable[[Settings], GPTConfig], Callable[[GPTConfig, Tensors], dict[str, Tensor]]]
] = {
    "gpt2": (gpt2_config, gpt2_weights),
    "llama": (llama_config, llama_weights),
}


def _both(mine: str, its: str, theirs: Tensors) -> dict[str, Tensor]:
    return {f"{mine}.{part}": theirs[f"{its}.{part}"] for part in ("weight", "bias")}


def _head(config: GPTConfig, theirs: Tensors) -> dict[str, Tensor]:
    """The head; a tied one is the embedding once more, whatever else the file may hold under its name."""
    return {} if config.tied_head else {"head.weight": theirs["lm_head.weight"]}


def _require_usual(settings: Settings, usual: Mapping[str, object]) -> None:
    for name, value in usual.items():
        if settings.get(name, value) != value:
            raise FirsthandError(
                f"its {name} is {settings[name]!r}, and MiniGPT computes only what {value!r} asks for."
            )
