"""Activations that overwrite what they are given."""

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose

from firsthand.neural.mlp.activations import ACTIVATIONS


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations_in_place_equal_pytorchs_with_their_slopes(name):
    z = np.random.default_rng(0).normal(0, 3, size=(5, 4))
    given = torch.tensor(z, requires_grad=True)
    bent = getattr(torch, name)(given)
    slope = np.random.default_rng(1).normal(size=z.shape)
    bent.backward(torch.tensor(slope))

    ACTIVATIONS[name].bend(z)
    ACTIVATIONS[name].pull_back(slope, z)
    assert_allclose(z, bent.detach().numpy(), rtol=1e-12, atol=1e-15)
    assert_allclose(slope, given.grad.numpy(), rtol=1e-12, atol=1e-15)
