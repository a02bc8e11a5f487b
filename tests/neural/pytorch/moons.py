"""A small training: points of the plane, class 1 inside a circle."""

from dataclasses import asdict

import numpy as np
import torch
from torch import nn

from firsthand.neural.pytorch import MoonsNet, Trainer, TrainingConfig, seeded, silent

LOSS = nn.BCEWithLogitsLoss()


def rows(n, seed):
    """Points of the plane, class 1 inside a circle."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, 2))
    return torch.tensor(X, dtype=torch.float32), torch.tensor((X**2).sum(axis=1) < 1.2, dtype=torch.float32)


TRAIN, VALIDATION = rows(120, 0), rows(60, 1)
CONFIG = TrainingConfig(epochs=6, batch_size=16, learning_rate=0.01)


def net(seed=0):
    with seeded(seed):
        return MoonsNet()


def trainer(model=None, config=CONFIG, **settings):
    return Trainer(model or net(), LOSS, config, device="cpu", report=silent, **settings)


def plain(history):
    """A history without the seconds, which no two runs share."""
    return [{**asdict(epoch), "seconds": 0} for epoch in history]
