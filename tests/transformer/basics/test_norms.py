"""Layer norm and its sibling without a mean, beside PyTorch's."""

import pytest
import torch
from torch.nn import functional as F

from firsthand.transformer.basics.norms import layer_norm, rms_norm


@pytest.fixture
def case():
    torch.manual_seed(0)
    x = (10 * torch.randn(2, 3, 8, dtype=torch.float64) + 5).requires_grad_()
    gain, bias = torch.randn(2, 8, dtype=torch.float64).requires_grad_().unbind()
    return x, gain, bias


@pytest.mark.parametrize("eps", [1e-5, 0.5])
def test_values_and_gradients_are_pytorchs(case, eps):
    x, gain, bias = case
    for ours, theirs in (
        (layer_norm(x, gain, bias, eps), F.layer_norm(x, (8,), gain, bias, eps)),
        (rms_norm(x, gain, eps), F.rms_norm(x, (8,), gain, eps)),
    ):
        torch.testing.assert_close(ours, theirs)
        torch.testing.assert_close(*(torch.autograd.grad((y**3).sum(), x)[0] for y in (ours, theirs)))


def test_a_layer_norm_forgets_scale_and_shift_and_an_rms_norm_only_the_scale(case):
    x, gain, bias = case
    torch.testing.assert_close(layer_norm(3 * x + 7, gain, bias, 0.0), layer_norm(x, gain, bias, 0.0))
    torch.testing.assert_close(rms_norm(3 * x, gain, 0.0), rms_norm(x, gain, 0.0))
    assert not torch.allclose(rms_norm(x + 7, gain), rms_norm(x, gain), rtol=1e-2)


def test_a_token_of_equal_numbers_becomes_its_bias():
    gain, bias = torch.randn(2, 4, generator=torch.Generator().manual_seed(0))
    assert torch.equal(layer_norm(torch.full((1, 4), 2.0), gain, bias), bias[None])
