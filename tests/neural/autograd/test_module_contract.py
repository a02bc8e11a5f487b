"""Each module of our autograd beside PyTorch's, in one call."""

import numpy as np
import pytest
from torch import nn

from firsthand.neural import autograd as ours

from ...contracts import run_module_contract

MODULES = {
    "Linear": (ours.Linear(4, 3, random_state=0), nn.Linear(4, 3)),
    "ReLU": (ours.ReLU(), nn.ReLU()),
    "Tanh": (ours.Tanh(), nn.Tanh()),
    "Sigmoid": (ours.Sigmoid(), nn.Sigmoid()),
    "LayerNorm": (ours.LayerNorm(4), nn.LayerNorm(4)),
    "Sequential": (
        ours.Sequential(ours.Linear(4, 5, random_state=1), ours.Tanh(), ours.LayerNorm(5)),
        nn.Sequential(nn.Linear(4, 5), nn.Tanh(), nn.LayerNorm(5)),
    ),
}


@pytest.mark.parametrize("name", MODULES)
def test_it_holds_the_contract(name):
    run_module_contract(*MODULES[name], np.random.default_rng(0).normal(size=(6, 4)))
