"""The same net twice, and a table to send through it."""

import numpy as np
import torch

from firsthand.neural import autograd as ours

RNG = np.random.default_rng(0)
X, CLASSES = RNG.normal(size=(12, 4)), RNG.integers(0, 3, size=12)


def nets():
    """The same net twice, with the same weights, ours in float64."""
    mine = ours.Sequential(
        ours.Linear(4, 8, random_state=0), ours.ReLU(), ours.LayerNorm(8), ours.Linear(8, 5, random_state=1)
    )
    mine = ours.Sequential(mine, ours.Tanh(), ours.Linear(5, 3, random_state=2), ours.Sigmoid())
    nn = torch.nn
    theirs = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.LayerNorm(8), nn.Linear(8, 5))
    theirs = nn.Sequential(theirs, nn.Tanh(), nn.Linear(5, 3), nn.Sigmoid()).double()
    theirs.load_state_dict({name: torch.tensor(value) for name, value in mine.state_dict().items()})
    return mine, theirs
