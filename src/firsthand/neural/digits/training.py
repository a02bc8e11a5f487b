"""Train the CNN that reads digits, and keep it where the page and the commands find it. PyTorch is imported here only."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from firsthand.errors import FirsthandError
from firsthand.files import replace_file
from firsthand.neural.digits.data import Digits, Name, load_digits, with_drawn_copies
from firsthand.neural.digits.reader import KEPT, ModelSummary
from firsthand.optional import NEEDS_TORCH

if TYPE_CHECKING:
    from firsthand.neural.pytorch import ProgressEvent

VALIDATION = {"mnist": 5_000, "digits": 144}  # kept from the training part, to pick the best epoch


def train_digits(
    folder: Path,
    data: Name | None = None,
    epochs: int | None = None,
    *,
    resume: bool = False,
    report: Callable[[ProgressEvent], None],
    tell: Callable[[str], None] = lambda text: None,
) -> ModelSummary:
    """Train a `DigitCNN`, and keep its weights in `folder` once it is done.

    A run that is stopped or killed leaves a checkpoint there; resuming it ends with the same numbers as if it had
    never stopped.

    Parameters
    ----------
    folder : Path
    data : "mnist", "digits" or None
        As for `load_digits`. None with `resume` takes the run that was stopped last.
    epochs : int, optional
        By default what the settings say, or with `resume` what the stopped run was to do.
    resume : bool
    report : function of ProgressEvent
        Called after each batch and each epoch. What it raises ends the run.
    tell : function of str
        Called once with where the digits come from.

    Raises
    ------
    FirsthandError
        Without PyTorch; when there is nothing to resume; for data that cannot be had.
    """
    if find_spec("torch") is None:
        raise FirsthandError(NEEDS_TORCH)
    if resume:
        data, epochs = _stopped(folder, data, epochs)
    digits = load_digits(data)
    tell(
        f"{digits.source}: {len(digits.train_images):,} to learn from, {len(digits.test_images):,} held out."
    )
    summary, net = _trained(folder, digits, epochs, resume, report)
    from firsthand.neural.pytorch import save_weights

    save_weights(net, folder / f"{digits.name}{KEPT}", {"about": json.dumps(asdict(summary))})
    for path in (_checkpoint(folder, digits.name), _plan(folder, digits.name)):
        path.unlink(missing_ok=True)
    return summary


def _trained(
    folder: Path, digits: Digits, epochs: int | None, resume: bool, report: Callable[[ProgressEvent], None]
) -> tuple[ModelSummary, Any]:
    import torch
    from torch import nn

    from firsthand.neural.pytorch import (
        FAST_DIGITS,
        FAST_SMALL_DIGITS,
        DigitCNN,
        Trainer,
        predict_logits,
        seeded,
    )

    config = FAST_DIGITS if digits.size == 28 else FAST_SMALL_DIGITS
    if epochs is not None:
        config = dataclasses.replace(config, epochs=epochs)
    _write_plan(folder, digits.name, config.epochs)
    with seeded(0):
        net = DigitCNN(image_size=digits.size)
    kept = VALIDATION[digits.name]
    learned = dataclasses.replace(
        digits, train_images=digits.train_images[kept:], train_labels=digits.train_labels[kept:]
    )
    images, labels = with_drawn_copies(learned)
    trainer = Trainer(
        net, nn.CrossEntropyLoss(), config, checkpoint=_checkpoint(folder, digits.name), report=report
    )
    trainer.fit(
        (torch.tensor(images), torch.tensor(labels)),
        (torch.tensor(digits.train_images[:kept]), torch.tensor(digits.train_labels[:kept])),
        resume=resume,
    )
    said = predict_logits(net, torch.tensor(digits.test_images)).argmax(dim=1).cpu().numpy()
    right = float(np.mean(said == digits.test_labels))
    return ModelSummary(digits.name, digits.size, right, len(said), config.epochs), net


def stopped_epochs(folder: Path, name: Name) -> int | None:
    """For how many epochs the training was begun that was stopped in `folder`; None when none was, or it is not known."""
    try:
        return int(json.loads(_plan(folder, name).read_text(encoding="utf-8"))["epochs"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _checkpoint(folder: Path, name: Name) -> Path:
    return folder / f"{name}.checkpoint"


def _plan(folder: Path, name: Name) -> Path:
    return folder / f"{name}.json"


def _write_plan(folder: Path, name: Name, epochs: int) -> None:
    """Note what is to be done: who resumes should not have to remember."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        replace_file(_plan(folder, name), json.dumps({"epochs": epochs}).encode())
    except OSError as error:
        raise FirsthandError(f"{folder} cannot be written: {error.strerror or error}.") from error


def _stopped(folder: Path, data: Name | None, epochs: int | None) -> tuple[Name, int | None]:
    """Which run to go on with, and for how many epochs in all."""
    names: tuple[Name, ...] = (data,) if data else ("mnist", "digits")
    # The plan is there from the start, the checkpoint from the end of the first epoch: without one it begins again.
    begun = {
        name: [one for one in (_checkpoint(folder, name), _plan(folder, name)) if one.exists()]
        for name in names
    }
    found = [name for name in names if begun[name]]
    if not found:
        raise FirsthandError(
            "No training was stopped that could go on here. Leave --resume out to begin one."
        )
    name = max(found, key=lambda one: max(path.stat().st_mtime_ns for path in begun[one]))
    return name, stopped_epochs(folder, name) if epochs is None else epochs
