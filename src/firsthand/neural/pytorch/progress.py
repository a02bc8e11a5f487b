"""How a training run shows that it goes on."""

import sys
from collections.abc import Callable
from dataclasses import dataclass

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn


@dataclass(frozen=True)
class Epoch:
    """What one pass over the training data gave.

    Attributes
    ----------
    epoch : int
        From 1.
    train_loss : float
        Mean over the rows of this epoch, each at the moment it was trained on, with dropout.
    validation_loss, validation_accuracy : float
        After the pass, on rows that are not trained on, without dropout.
    learning_rate : float
        That of the last step.
    seconds : float
        For the pass and the validation.
    """

    epoch: int
    train_loss: float
    validation_loss: float
    validation_accuracy: float
    learning_rate: float
    seconds: float

    def __str__(self) -> str:
        return (
            f"epoch {self.epoch:3}  loss {self.train_loss:.4f}  validation: loss {self.validation_loss:.4f}, "
            f"accuracy {self.validation_accuracy:.2%}  ({self.seconds:.1f} s)"
        )


@dataclass(frozen=True)
class ProgressEvent:
    """Where a training run stands: after a batch, or with `finished` at the end of an epoch.

    Attributes
    ----------
    epoch, epochs : int
        The one at work, from 1, and how many there will be at most.
    batch, batches : int
        Batches done in this epoch, and how many it has.
    loss : float
        Of that batch; at the end of an epoch, of all its rows.
    finished : Epoch or None
    """

    epoch: int
    epochs: int
    batch: int
    batches: int
    loss: float
    finished: Epoch | None = None


OnEvent = Callable[[ProgressEvent], None]


def silent(event: ProgressEvent) -> None:
    """Report nothing."""


def lines(event: ProgressEvent) -> None:
    """Report each epoch in a line: for notebooks and files."""
    if event.finished:
        sys.stdout.write(f"{event.finished}\n")


class ProgressBar:
    """Report by a moving bar in a terminal, and a line for each epoch; without a terminal, by the lines alone.

    Use it around the training: ``with ProgressBar() as bar: Trainer(..., report=bar)``.

    Parameters
    ----------
    console : rich.console.Console, optional
        Where to write; standard output by default.
    """

    def __init__(self, console: Console | None = None) -> None:
        columns = (
            TextColumn("epoch {task.fields[epoch]} of {task.fields[epochs]}"),
            BarColumn(),
            TextColumn("loss {task.fields[loss]:.4f}"),
            TimeRemainingColumn(),
        )
        self.console = console or Console()
        self.bar = Progress(
            *columns, console=self.console, transient=True, disable=not self.console.is_terminal
        )
        self.task = self.bar.add_task("", total=None, epoch=0, epochs=0, loss=0.0)

    def __enter__(self) -> "ProgressBar":
        self.bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.bar.stop()

    def __call__(self, event: ProgressEvent) -> None:
        self.bar.update(
            self.task,
            completed=event.epoch - 1 + event.batch / event.batches,
            total=event.epochs,
            epoch=event.epoch,
            epochs=event.epochs,
            loss=event.loss,
        )
        if event.finished:
            self.console.print(str(event.finished), highlight=False)
