"""Training by several processes, as `torchrun` starts them: each takes its rows of every batch.

PyTorch's DistributedDataParallel takes the mean of the gradients, so all processes take the same step: that of one process
with the whole batch.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import Tensor, distributed, nn
from torch.nn.parallel import DistributedDataParallel

from firsthand.errors import FirsthandError
from firsthand.transformer.training_config import TrainingConfig


@dataclass(frozen=True)
class Share:
    """Which of how many processes this one is. Alone it is number 0 of 1."""

    rank: int = 0
    of: int = 1

    @property
    def is_first(self) -> bool:
        """Whether this is the one that tells and writes."""
        return self.rank == 0

    def wrap(self, model: nn.Module) -> nn.Module:
        """The model to call in training: its gradients are the mean over all processes."""
        return DistributedDataParallel(model) if self.of > 1 else model

    def rows(self, batch: Tensor) -> Tensor:
        """This process's rows of a batch."""
        return batch[self.rank :: self.of]

    def mean(self, value: float) -> float:
        """The mean of a number over all processes."""
        if self.of == 1:
            return value
        total = torch.tensor(value, dtype=torch.float64)
        distributed.all_reduce(total)
        return float(total / self.of)

    def check(self, config: TrainingConfig) -> None:
        """Refuse what several processes cannot share.

        Raises
        ------
        FirsthandError
            When a batch does not divide evenly, or the run has a budget: that is planned by one clock.
        """
        if self.of > 1 and config.budget:
            raise FirsthandError(
                f"{self.of} processes cannot plan for a budget by one clock. Give a number of steps."
            )
        for stage in config.stages:
            if stage.batch_size % self.of:
                raise FirsthandError(
                    f"{self.of} processes cannot share a batch of {stage.batch_size} evenly. Give a multiple of {self.of}."
                )


@contextmanager
def joined() -> Iterator[Share]:
    """Join the processes that `torchrun` has started, and leave them in the end. Alone there is nobody to join."""
    if not distributed.is_torchelastic_launched():
        yield Share()
        return
    # Both where there is a GPU: the gradients lie on it, the losses do not.
    distributed.init_process_group("cpu:gloo,cuda:nccl" if torch.cuda.is_available() else "gloo")
    try:
        yield Share(distributed.get_rank(), distributed.get_world_size())
    finally:
        distributed.destroy_process_group()
