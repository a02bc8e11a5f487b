"""What a training run of a MiniGPT is told."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate

from firsthand.errors import FirsthandError

UNITS = {"s": 1, "m": 60, "h": 3600}


@dataclass(frozen=True)
class Stage:
    """A stretch of a training: its share of the steps, and how much text each of them reads."""

    share: float
    context_length: int
    batch_size: int


@dataclass(frozen=True, kw_only=True)
class TrainingConfig:
    """How to train.

    Attributes
    ----------
    budget : float
        Seconds for everything, from the first look at the clock to the last evaluation. 0 for as many `steps`.
    steps : int
        Steps of the optimizer, where there is no budget.
    stages : tuple of Stage
        One after the other; their shares sum to 1.
    accumulation : int
        Batches for each step, one after the other: their gradients are added up, in the memory of one.
    learning_rate : float
        AdamW's, at its peak.
    matrix_learning_rate : float
        Muon's, for the matrices within the blocks; 0 to leave these to AdamW too.
    table_learning_rate : float
        SparseAdam's, for a table of runs of tokens, where the model has one.
    betas : (float, float)
        AdamW's.
    weight_decay : float
        For matrices and tables, in units of the learning rate.
    warmup, decay : float
        Shares of the steps in which the rate climbs and falls.
    max_norm : float
        The gradient is shortened to this length.
    n_evaluations : int
        How often the held-out text is looked at, the state saved and, with a budget, the number of steps corrected.
    evaluation_pieces : int
        How many pieces of the held-out text each evaluation reads; the last one reads all.
    prompt : str
        What a sample begins with, at each evaluation. Empty for no samples.
    sample_tokens : int
        How long samples are.
    random_state : int
        For batches and dropout.
    """

    budget: float = 0.0
    steps: int = 0
    stages: tuple[Stage, ...] = (Stage(1.0, 64, 12),)
    accumulation: int = 1
    learning_rate: float = 1e-3
    matrix_learning_rate: float = 0.0
    table_learning_rate: float = 1e-2
    betas: tuple[float, float] = (0.9, 0.95)
    weight_decay: float = 0.1
    warmup: float = 0.05
    decay: float = 0.5
    max_norm: float = 1.0
    n_evaluations: int = 10
    evaluation_pieces: int = 64
    prompt: str = "\n"
    sample_tokens: int = 80
    random_state: int = 0

    def __post_init__(self) -> None:
        if (self.budget > 0) == (self.steps > 0):
            raise ValueError(
                f"Give either budget, in seconds, or steps, got budget={self.budget} and steps={self.steps}."
            )
        shares = sum(stage.share for stage in self.stages)
        if not self.stages or abs(shares - 1) > 1e-9:
            raise ValueError(f"The shares of the stages must sum to 1, got {shares}.")
        for name in ("accumulation", "learning_rate", "max_norm", "n_evaluations", "evaluation_pieces"):
            if getattr(self, name) <= 0:
                raise ValueError(f"{name} must be above 0, got {getattr(self, name)}.")
        for name in ("warmup", "decay"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name} is a share, from 0 to 1, got {getattr(self, name)}.")

    @property
    def longest(self) -> int:
        """The longest context that is trained on."""
        return max(stage.context_length for stage in self.stages)

    def stage_at(self, progress: float) -> int:
        """Which stage, counted from 0, a run is in that has done this share of its steps."""
        ends = accumulate(stage.share for stage in self.stages)
        return next((i for i, end in enumerate(ends) if progress < end - 1e-12), len(self.stages) - 1)


def parse_budget(text: str) -> float:
    """Read a time such as 60s, 5m or 1h, as seconds.

    Raises
    ------
    FirsthandError
        When it is none, or 0.
    """
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([smh])", text.strip().lower())
    if not found or float(found[1]) == 0:
        raise FirsthandError(f"A budget is a time such as 60s, 5m or 1h, got {text!r}.")
    return float(found[1]) * UNITS[found[2]]
