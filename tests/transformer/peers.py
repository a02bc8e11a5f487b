"""Hugging Face's models, small ones."""

import pytest

transformers = pytest.importorskip("transformers")


def gpt2(**other):
    sizes = {"vocab_size": 61, "n_positions": 24, "n_embd": 32, "n_layer": 3, "n_head": 4}
    return transformers.GPT2LMHeadModel(
        transformers.GPT2Config(**sizes, bos_token_id=None, eos_token_id=None, **other)
    )


def llama(**other):
    sizes = {"vocab_size": 61, "max_position_embeddings": 24, "hidden_size": 32, "intermediate_size": 80}
    heads = {"num_hidden_layers": 3, "num_attention_heads": 4, "num_key_value_heads": 2}
    return transformers.LlamaForCausalLM(
        transformers.LlamaConfig(**{**sizes, **heads, **other}, bos_token_id=None, eos_token_id=None)
    )
