"""What a training run tells as it goes, and in the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Look:
    """One look at the held-out text.

    Attributes
    ----------
    step : int
    seconds : float
        Since the run began.
    training_loss : float
        Mean over the steps since the last look, in nats a token; NaN before the first step.
    loss : float
        On held-out text, in nats a token.
    loss_per_character : float
        The same in nats a character, which can be compared between tokenizers.
    sample : str
        What the model wrote at this moment, its prompt in front; empty where none was asked for.
    """

    step: int
    seconds: float
    training_loss: float
    loss: float
    loss_per_character: float
    sample: str = ""


@dataclass(frozen=True)
class ProgressEvent:
    """Where a run stands: after each step, and with `look` after each look.

    Attributes
    ----------
    step, n_steps : int
        Done, and how many there will be as far as is known now.
    loss : float
        Of this step's batch.
    learning_rate : float
    tokens_per_second : float
        Over the whole run.
    seconds_left : float
        An estimate.
    look : Look or None
    """

    step: int
    n_steps: int
    loss: float
    learning_rate: float
    tokens_per_second: float
    seconds_left: float
    look: Look | None = None


Report = Callable[[ProgressEvent], None]


@dataclass(frozen=True)
class TrainingResult:
    """What a run gave: the loss of each step, each look, and how long it took."""

    losses: list[float]
    looks: list[Look]
    seconds: float
    tokens: int

    @property
    def last(self) -> Look:
        """The look at the end, at all of the held-out text."""
        return self.looks[-1]


def silent(event: ProgressEvent) -> None:
    """Report nothing."""
