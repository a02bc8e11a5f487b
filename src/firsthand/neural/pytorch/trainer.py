"""One training loop for every model of the course."""

import math
import time
from collections.abc import Callable
from copy import copy
from pathlib import Path

import torch
from torch import Tensor, nn

from firsthand.errors import FirsthandError
from firsthand.neural.basics.accuracy import accuracy_from_logits
from firsthand.neural.pytorch.checkpoint import load_checkpoint, save_checkpoint
from firsthand.neural.pytorch.device import choose_device, seeded
from firsthand.neural.pytorch.progress import Epoch, OnEvent, ProgressEvent, lines
from firsthand.neural.pytorch.run import Run, origin
from firsthand.neural.pytorch.training_config import TrainingConfig

LabelledRows = tuple[Tensor, Tensor]  # inputs (n, …) and targets (n,)
Loss = Callable[[Tensor, Tensor], Tensor]
LOOKED_AT_ONCE = 500  # rows; more would not be faster and would need more memory


class Trainer:
    """Train a model: batches, loss, gradient, step; after each epoch look at rows that were not trained on.

    In the end the model has the weights of its best epoch, by validation loss.

    Parameters
    ----------
    model : Module
        Gives logits, (n,) or (n, k). It is moved to the device and trained in place.
    loss : Module or function of (logits, targets)
        Their mean loss, such as nn.BCEWithLogitsLoss() or nn.CrossEntropyLoss().
        A `hard_share` below 1 needs the loss of each row, and so a module
        of torch.nn, which has a `reduction`.
    config : TrainingConfig
    device : str, default="auto"
        As for `choose_device`.
    random_state : int, default=0
        For the order of the rows and for dropout. PyTorch's own generators are
        put back afterwards.
    checkpoint : Path, optional
        File for the whole state, written after each epoch. A run that was killed
        and resumes ends with the same numbers, bit for bit, as one that was
        not: on the same machine, with as many threads.
    report : function of ProgressEvent, default=lines
        Called after each batch and each epoch. What it raises ends the run; the
        checkpoint stays.

    Attributes
    ----------
    history_ : list of Epoch
    best_ : Epoch
        The one whose weights the model has.
    run_ : Run
        The state of the run, also while it goes on.
    """

    def __init__(
        self,
        model: nn.Module,
        loss: Loss,
        config: TrainingConfig,
        *,
        device: str = "auto",
        random_state: int = 0,
        checkpoint: Path | None = None,
        report: OnEvent = lines,
    ) -> None:
        self.model = model
        self.loss = loss
        self.config = config
        self.device = choose_device(device)
        self.random_state = random_state
        self.checkpoint = checkpoint
        self.report = report
        if config.hard_share < 1:
            self._row_loss = _row_by_row(loss)

    def fit(self, train: LabelledRows, validation: LabelledRows, *, resume: bool = False) -> "Trainer":
        """Train on some rows and watch others.

        Parameters
        ----------
        train, validation : (inputs, targets)
            Tensors, one row for each target. The test rows are neither of them.
        resume : bool, default=False
            Go on from the checkpoint, where there is one.

        Raises
        ------
        FirsthandError
            When the checkpoint is damaged or belongs to another run: other
            settings, other rows or another model.
        """
        self.model.to(self.device)
        # Pixel by pixel instead of channel by channel: the same numbers, and convolutions are faster.
        nn.utils.convert_conv2d_weight_memory_format(self.model, torch.channels_last)
        source = self._origin(*train, *validation) if self.checkpoint else {}
        train, validation = self._placed(train), self._placed(validation)
        with seeded(self.random_state, self.device):
            run = self.run_ = Run(self.model, self.config, len(train[0]), source)
            if resume and self.checkpoint and self.checkpoint.exists():
                run.restore(load_checkpoint(self.checkpoint), self.checkpoint)
            while not run.over:
                run.add(self._epoch(run, train, validation))
                if self.checkpoint:
                    save_checkpoint(self.checkpoint, run.state())
        self.model.load_state_dict(run.best_weights)
        self.history_, self.best_ = run.history, run.best
        return self

    def _origin(self, *rows: Tensor) -> dict[str, str]:
        return origin(self.model, self.config, self.random_state, *rows)

    def _placed(self, rows: LabelledRows) -> LabelledRows:
        return rows[0].to(self.device), rows[1].to(self.device)

    def _epoch(self, run: Run, train: LabelledRows, validation: LabelledRows) -> Epoch:
        start = time.perf_counter()
        train_loss = self._pass(run, *train)
        with run.judged():
            logits = predict_logits(self.model, validation[0])
        epoch = Epoch(
            epoch=len(run.history) + 1,
            train_loss=train_loss,
            validation_loss=self.loss(logits, validation[1]).item(),
            validation_accuracy=accuracy_from_logits(logits.cpu(), validation[1].cpu()),
            learning_rate=run.last_rate,
            seconds=time.perf_counter() - start,
        )
        n_batches = run.n_batches(epoch.epoch)
        self.report(ProgressEvent(epoch.epoch, self.config.epochs, n_batches, n_batches, train_loss, epoch))
        return epoch

    def _pass(self, run: Run, inputs: Tensor, targets: Tensor) -> float:
        """Train on the rows of one epoch, in a new order, and give their mean loss."""
        self.model.train()
        total, count, epoch = 0.0, 0, len(run.history) + 1
        batches = run.batches()
        for number, rows in enumerate(batches, start=1):
            loss = self._loss_of(run, rows, self.model(inputs[rows]), targets[rows])
            run.step(loss)
            total += loss.item() * len(rows)
            count += len(rows)
            self.report(ProgressEvent(epoch, self.config.epochs, number, len(batches), loss.item()))
        if not math.isfinite(total):
            raise FirsthandError(
                f"The loss of epoch {epoch} is {total}: the training has run away. Lower the learning rate."
            )
        return total / count

    def _loss_of(self, run: Run, rows: Tensor, logits: Tensor, targets: Tensor) -> Tensor:
        """Mean loss of a batch; where hard rows are to be found, each row's is noted."""
        if self.config.hard_share == 1:
            return self.loss(logits, targets)
        losses = self._row_loss(logits, targets)
        run.row_losses[rows] = losses.detach()
        return losses.mean()


def _row_by_row(loss: Loss) -> Loss:
    """The same loss, one number a row instead of their mean."""
    if not hasattr(loss, "reduction"):
        raise ValueError(
            "A hard_share below 1 needs the loss of each row: give a loss with a reduction, such as "
            f"torch.nn.CrossEntropyLoss(), got {loss!r}."
        )
    rows = copy(loss)
    rows.reduction = "none"
    return rows


@torch.inference_mode()
def predict_logits(model: nn.Module, inputs: Tensor) -> Tensor:
    """Score rows with dropout off, a few hundred at a time: (n, …) to logits (n,) or (n, k)."""
    was_training = model.training
    model.eval()
    logits = torch.cat([model(rows) for rows in inputs.split(LOOKED_AT_ONCE)])
    model.train(was_training)
    return logits
