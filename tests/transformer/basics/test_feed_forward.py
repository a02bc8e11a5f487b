"""What each token does by itself, beside PyTorch's layers."""

import torch
from torch.nn import functional as F

from firsthand.transformer.basics.feed_forward import feed_forward, gelu


def test_gelu_and_its_gradient_are_pytorchs_exact_one():
    x = torch.linspace(-9, 9, 101, dtype=torch.float64, requires_grad=True)
    torch.testing.assert_close(gelu(x), F.gelu(x))
    torch.testing.assert_close(*(torch.autograd.grad(y.sum(), x)[0] for y in (gelu(x), F.gelu(x))))
    assert not torch.allclose(gelu(x), F.gelu(x, approximate="tanh"), rtol=0, atol=1e-6)


def test_it_is_two_linear_layers_with_a_bend_between_for_each_token_alone():
    torch.manual_seed(0)
    x, widen, narrow = torch.randn(2, 3, 4), torch.randn(4, 6), torch.randn(6, 4)
    wide_bias, narrow_bias = torch.randn(6), torch.randn(4)
    out = feed_forward(x, widen, wide_bias, narrow, narrow_bias)
    torch.testing.assert_close(out, F.linear(F.gelu(F.linear(x, widen.T, wide_bias)), narrow.T, narrow_bias))
    torch.testing.assert_close(out[:, 1:2], feed_forward(x[:, 1:2], widen, wide_bias, narrow, narrow_bias))
