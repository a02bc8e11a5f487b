"""A training run in the terminal: a bar with the time left, the losses as a curve, a sample at each evaluation."""

from __future__ import annotations

import math

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from firsthand.transformer.training_progress import Evaluation, ProgressEvent

BLOCKS = "▁▂▃▄▅▆▇█"
COLUMNS = 30


class TrainingDisplay:
    """Report by a moving bar and a curve in a terminal, and by a line for each evaluation.

    Use it around the training: ``with TrainingDisplay(console) as display: train(..., report=display)``.
    """

    def __init__(self, console: Console) -> None:
        self.console = console
        self.losses: list[float] = []
        columns = (
            BarColumn(),
            TextColumn(
                "step {task.completed:.0f} of {task.total:.0f}  loss {task.fields[curve]} {task.fields[loss]}"
            ),
            TextColumn("{task.fields[speed]}"),
            TimeRemainingColumn(),
        )
        self.bar = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
        self.task = self.bar.add_task("", total=1, curve="", loss="", speed="")

    def __enter__(self) -> TrainingDisplay:
        self.bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.bar.stop()

    def __call__(self, event: ProgressEvent) -> None:
        if event.evaluation and not event.step and not math.isnan(event.expected_loss):
            self.console.print(
                f"{event.n_steps:,} steps. Expected on held-out text at the end: {event.expected_loss:.2f} nats a token."
            )
        if event.evaluation:
            self.console.print(line(event.evaluation, event.n_steps), markup=False)
        if event.step and not event.evaluation:
            self.losses.append(event.loss)
        self.bar.update(
            self.task,
            completed=event.step,
            total=max(1, event.n_steps),
            curve=curve(self.losses),
            loss=f"{event.loss:.3f}",
            speed=f"{event.tokens_per_second:,.0f} tokens/s",
        )


def line(evaluation: Evaluation, n_steps: int) -> str:
    """An evaluation in a line, and its sample below."""
    head = (
        f"step {evaluation.step:,} of {n_steps:,}, {evaluation.seconds:.0f} s: held-out loss {evaluation.loss:.3f} nats a token, "
        f"{evaluation.loss_per_character:.3f} a character"
    )
    sample = " ".join(evaluation.sample.split())
    return f"{head}\n    {sample}" if sample else head


def curve(losses: list[float], columns: int = COLUMNS) -> str:
    """Losses as one line of blocks, from the first to the last, each block the mean of its share of them."""
    if not losses:
        return ""
    size = -(-len(losses) // columns)
    means = [sum(part) / len(part) for part in (losses[i : i + size] for i in range(0, len(losses), size))]
    low, span = min(means), (max(means) - min(means)) or 1.0
    return "".join(BLOCKS[round((mean - low) / span * (len(BLOCKS) - 1))] for mean in means)
