"""How to train: what can be chosen apart from the model, the loss and the data."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class TrainingConfig:
    """The settings of one training run.

    Parameters
    ----------
    epochs : int, default=10
        Passes over the training data, at most.
    batch_size : int, default=64
        Rows a step.
    learning_rate : float, default=1e-3
        Adam's; with `one_cycle` the peak.
    schedule : {"constant", "one_cycle"}, default="constant"
        "one_cycle" climbs to the peak and goes down to 0 over the whole run,
        as `firsthand.neural.basics.schedule.learning_rate_at` says.
    warmup : float, default=0.2
        Share of the steps that climb; used by `one_cycle` alone.
    average : float, default=0
        Judge, and in the end keep, a running mean of the weights, of which this
        share survives each step: it lies calmly where the weights jump about.
        0 takes the weights themselves. Polyak and Juditsky (1992),
        doi:10.1137/0330046.
    hard_share : float, default=1
        Every second epoch takes only this share of the rows: those with the
        largest losses when they were last trained on, since most rows soon
        teach nothing new. 1 takes all rows always. Jiang et al. (2019),
        arXiv:1910.00762, is the ancestor.
    patience : int, optional
        Stop after so many epochs in a row without a lower validation loss; None never stops early.
    """

    epochs: int = 10
    batch_size: int = 64
    learning_rate: float = 1e-3
    schedule: Literal["constant", "one_cycle"] = "constant"
    warmup: float = 0.2
    average: float = 0.0
    hard_share: float = 1.0
    patience: int | None = None

    def __post_init__(self) -> None:
        for name in ("epochs", "batch_size", "learning_rate"):
            if getattr(self, name) <= 0:
                raise ValueError(f"{name} must be above 0, got {getattr(self, name)}.")
        if self.schedule not in ("constant", "one_cycle"):
            raise ValueError(f"schedule must be constant or one_cycle, got {self.schedule!r}.")
        if not 0 <= self.warmup < 1:
            raise ValueError(
                f"warmup is a share of the steps and must be from 0 to below 1, got {self.warmup}."
            )
        if not 0 <= self.average < 1:
            raise ValueError(f"average must be from 0 to below 1, got {self.average}.")
        if not 0 < self.hard_share <= 1:
            raise ValueError(f"hard_share must be above 0 and at most 1, got {self.hard_share}.")
        if self.patience is not None and self.patience < 1:
            raise ValueError(
                f"patience must be at least 1, or None to never stop early, got {self.patience}."
            )


# For DigitCNN on the 60,000 images of MNIST, and on scikit-learn's 1,797 small ones.
FAST_DIGITS = TrainingConfig(
    epochs=5, learning_rate=2e-3, schedule="one_cycle", warmup=0.1, average=0.99, hard_share=1 / 3
)
FAST_SMALL_DIGITS = TrainingConfig(epochs=20, batch_size=32, learning_rate=3e-3, schedule="one_cycle")
