"""Sources of chance for the exercises: they show themselves as the code that makes them, and compare by seed."""

from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True, repr=False)
class Dice:
    """A random generator that has not been thrown yet."""

    seed: int
    older: bool = False  # a RandomState, as scikit-learn's models hand it on

    def __repr__(self) -> str:
        return f"np.random.{'RandomState' if self.older else 'default_rng'}({self.seed})"

    def rng(self) -> Any:
        """A fresh generator: each gives the same numbers."""
        return np.random.RandomState(self.seed) if self.older else np.random.default_rng(self.seed)
