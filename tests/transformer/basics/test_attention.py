"""Causal attention with several heads, beside PyTorch's kernel."""

import pytest
import torch
from torch.nn import functional as F

from firsthand.transformer.basics.attention import causal_self_attention


@pytest.fixture
def case():
    torch.manual_seed(0)
    x, to_qkv, to_out = (torch.randn(size, dtype=torch.float64) for size in ((2, 5, 8), (8, 24), (8, 8)))
    return x.requires_grad_(), to_qkv, to_out


@pytest.mark.parametrize("n_heads", [1, 2, 8])
def test_values_and_gradients_are_those_of_the_kernel(case, n_heads):
    x, to_qkv, to_out = case
    q, k, v = (part.unflatten(-1, (n_heads, -1)).transpose(1, 2) for part in (x @ to_qkv).chunk(3, dim=-1))
    kernel = F.scaled_dot_product_attention(q, k, v, is_causal=True)
    expected = kernel.transpose(1, 2).flatten(start_dim=2) @ to_out
    ours = causal_self_attention(x, to_qkv, to_out, n_heads)
    torch.testing.assert_close(ours, expected)
    torch.testing.assert_close(*(torch.autograd.grad((y**3).sum(), x)[0] for y in (ours, expected)))


def test_the_first_token_gathers_only_itself(case):
    x, to_qkv, to_out = case
    first = causal_self_attention(x, to_qkv, to_out, 2)[:, 0]
    torch.testing.assert_close(first, x[:, 0] @ to_qkv[:, 16:] @ to_out)
