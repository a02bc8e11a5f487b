"""ReLU and its slope, at the corner too."""

import numpy as np
import torch
from numpy.testing import assert_array_equal

from firsthand.neural.basics.activations import relu, relu_gradient


def test_relu_and_its_slope_equal_pytorchs_at_the_corner_too():
    z = np.array([[-2.0, -0.0, 0.0, 1e-300, 3.0]])
    given = torch.tensor(z, requires_grad=True)
    through = torch.relu(given)
    through.sum().backward()
    assert_array_equal(relu(z), through.detach().numpy())
    assert_array_equal(relu_gradient(z), given.grad.numpy())
    assert relu_gradient(np.array([1, 2])).dtype == np.float64
