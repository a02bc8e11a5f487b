"""The small network for points of the plane."""

import numpy as np
import torch
from numpy.testing import assert_allclose

from firsthand.neural.pytorch import (
    MoonsNet,
)


def test_the_moons_net_is_two_matrix_products_with_a_bend_between():
    net = MoonsNet(5).double()
    points = torch.randn(7, 2, dtype=torch.float64)
    W, b, V, c = (weights.detach().numpy() for weights in net.parameters())
    expected = np.maximum(points.numpy() @ W.T + b, 0) @ V[0] + c
    assert_allclose(net(points).detach(), expected, rtol=1e-12)
