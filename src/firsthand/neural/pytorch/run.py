"""The state of a training run: all that must survive a kill."""

import math
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from firsthand.errors import FirsthandError
from firsthand.neural.basics.schedule import learning_rate_at, should_stop
from firsthand.neural.pytorch.device import generator_states, set_generator_states
from firsthand.neural.pytorch.progress import Epoch
from firsthand.neural.pytorch.training_config import TrainingConfig


class Run:
    """A model under training, its optimizer, and what the epochs gave so far.

    Parameters
    ----------
    model : Module
        On the device where it is trained.
    config : TrainingConfig
    n_rows : int
        Rows to train on.
    origin : dict of str to str
        As `origin` gives it. A checkpoint of another origin is refused.
    """

    def __init__(self, model: nn.Module, config: TrainingConfig, n_rows: int, origin: dict[str, str]) -> None:
        self.model = model
        self.config = config
        self.n_rows = n_rows
        self.origin = origin
        self.device = next(model.parameters()).device
        self.optimizer = torch.optim.Adam(model.parameters(), lr=config.learning_rate, fused=True)
        self.steps = 0
        self.history: list[Epoch] = []
        self.row_losses = torch.full((n_rows,), math.inf, device=self.device)
        self.mean_weights = _copy(model)
        self.best_weights = _copy(model)

    @property
    def best(self) -> Epoch:
        """The epoch of the lowest validation loss, the first of equals."""
        return min(self.history, key=lambda epoch: epoch.validation_loss)

    @property
    def over(self) -> bool:
        """Whether all epochs are done, or the last ones brought nothing."""
        if len(self.history) >= self.config.epochs:
            return True
        losses = [epoch.validation_loss for epoch in self.history]
        patience = self.config.patience
        return patience is not None and bool(losses) and should_stop(losses, patience)

    def n_batches(self, epoch: int) -> int:
        """Count the steps of an epoch, from 1."""
        return math.ceil(self._n_taken(epoch) / self.config.batch_size)

    def _n_taken(self, epoch: int) -> int:
        return self.n_rows if epoch % 2 else math.ceil(self.config.hard_share * self.n_rows)

    def batches(self) -> Sequence[Tensor]:
        """Give the rows of each step of the epoch that comes now, in a new order."""
        n_taken = self._n_taken(len(self.history) + 1)
        order = torch.randperm(n_taken).to(self.device)
        if n_taken < self.n_rows:
            order = self.row_losses.topk(n_taken).indices[order]
        return order.split(self.config.batch_size)

    @property
    def last_rate(self) -> float:
        """The learning rate of the last step."""
        return float(self.optimizer.param_groups[0]["lr"])

    def _next_rate(self) -> float:
        if self.config.schedule == "constant":
            return self.config.learning_rate
        n_steps = sum(map(self.n_batches, range(1, self.config.epochs + 1)))
        return learning_rate_at(
            self.steps, n_steps, self.config.learning_rate, int(self.config.warmup * n_steps)
        )

    def step(self, loss: Tensor) -> None:
        """Compute the gradient of the loss of one batch and go a step down."""
        for group in self.optimizer.param_groups:
            group["lr"] = self._next_rate()
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        self.steps += 1
        self._average()

    def add(self, epoch: Epoch) -> None:
        """Take note of a finished epoch, and of the weights where they are the best so far."""
        self.history.append(epoch)
        if self.best is epoch:
            with self.judged():
                self.best_weights = _copy(self.model)

    @contextmanager
    def judged(self) -> Iterator[None]:
        """Let the model have the weights by which it is judged: the running mean, where the settings ask for one."""
        if not self.config.average:
            yield
            return
        own = _copy(self.model)
        self.model.load_state_dict(self.mean_weights)
        try:
            yield
        finally:
            self.model.load_state_dict(own)

    def _average(self) -> None:
        if not self.config.average:
            return
        # Early on a mean over few steps: the first weights are chance and should be forgotten soon.
        kept = min(self.config.average, self.steps / (self.steps + 10))
        for name, value in self.model.state_dict().items():
            self.mean_weights[name].lerp_(value, 1 - kept)

    def state(self) -> dict[str, Any]:
        """All that the rest of the run depends on."""
        return {
            "origin": self.origin,
            "history": [asdict(epoch) for epoch in self.history],
            "steps": self.steps,
            "weights": self.model.state_dict(),
            "row_losses": self.row_losses,
            "mean_weights": self.mean_weights,
            "best_weights": self.best_weights,
            "optimizer": self.optimizer.state_dict(),
            "generators": generator_states(self.device),
        }

    def restore(self, state: dict[str, Any], path: Path) -> None:
        """Become the run whose `state` was written to `path`."""
        for name, here in self.origin.items():
            if (there := state["origin"].get(name)) != here:
                raise FirsthandError(
                    f"The checkpoint {path} belongs to another run: {name} was {there} and is now {here}. Delete it, "
                    "or train as before."
                )
        self.history = [Epoch(**epoch) for epoch in state["history"]]
        self.steps = state["steps"]
        self.model.load_state_dict(state["weights"])
        self.row_losses = state["row_losses"].to(self.device)
        self.mean_weights, self.best_weights = (
            {name: value.to(self.device) for name, value in state[which].items()}
            for which in ("mean_weights", "best_weights")
        )
        self.optimizer.load_state_dict(state["optimizer"])
        set_generator_states(state["generators"], self.device)


def origin(model: nn.Module, config: TrainingConfig, random_state: int, *rows: Tensor) -> dict[str, str]:
    """Describe all that a run comes from, so that it is not continued as another one."""
    settings = {"schedule": config.schedule, **asdict(config)}
    del settings["patience"]  # it only decides when to end
    if config.schedule == "constant":
        del settings["epochs"]  # likewise; one cycle is as long as all epochs
    count = sum(weights.numel() for weights in model.parameters())
    structure = zlib.crc32(repr(model).encode())
    return {
        **{name: str(value) for name, value in settings.items()},
        "random_state": str(random_state),
        "model": f"{type(model).__name__} ({count:,} weights, structure {structure:08x})",
        "data": ", ".join(map(_fingerprint, rows)),
    }


def _fingerprint(tensor: Tensor) -> str:
    content = tensor.detach().cpu().contiguous().numpy()
    return f"{'×'.join(map(str, tensor.shape))} ({zlib.crc32(content.data):08x})"


def _copy(model: nn.Module) -> dict[str, Tensor]:
    return {name: value.clone() for name, value in model.state_dict().items()}
