"""What a training run tells as it goes, and in the end."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from firsthand.files import write_atomically

MAX_LOSSES = 200  # that the file shows, evenly spread over the run so far


@dataclass(frozen=True)
class Evaluation:
    """One evaluation on the held-out text.

    Attributes
    ----------
    step : int
    seconds : float
        Since the run began.
    training_loss : float
        Mean over the steps since the last evaluation, in nats a token; NaN before the first step.
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
    """Where a run stands: after each step, and with `evaluation` after each evaluation.

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
    expected_loss : float
        On held-out text at the end, in nats a token, as it was forecast before the first step; NaN without a forecast.
    evaluation : Evaluation or None
    """

    step: int
    n_steps: int
    loss: float
    learning_rate: float
    tokens_per_second: float
    seconds_left: float
    expected_loss: float = math.nan
    evaluation: Evaluation | None = None


Report = Callable[[ProgressEvent], None]
Expect = Callable[[int], float]  # of the tokens that a run reads in all: the loss at its end, in nats a token


@dataclass(frozen=True)
class TrainingResult:
    """What a run gave: the loss of each step, each evaluation, how long it took, and the step whose weights were kept."""

    losses: list[float]
    evaluations: list[Evaluation]
    seconds: float
    tokens: int
    best_step: int

    @property
    def last(self) -> Evaluation:
        """The evaluation at the end, on all of the held-out text."""
        return self.evaluations[-1]


def silent(event: ProgressEvent) -> None:
    """Report nothing."""


class ProgressFile:
    """A report that is also written down, once a second at most, for whoever looks on from another process.

    The file is JSON: ``step``, ``n_steps``, ``seconds_left``, ``tokens_per_second``, ``expected_loss``, ``losses`` (pairs of a
    step and the mean loss since the one before), ``evaluations`` (as `Evaluation`), ``done`` once `finish` was called.

    Parameters
    ----------
    path : Path
    report : function of ProgressEvent
        Called for each event, before anything is written.
    """

    def __init__(self, path: Path, report: Report, every: float = 1.0) -> None:
        self.path, self.report, self.every = path, report, every
        self._losses: list[float] = []
        self._first = 0
        self._evaluations: list[Evaluation] = []
        self._written = -every

    def __call__(self, event: ProgressEvent) -> None:
        self.report(event)
        if event.evaluation:
            self._evaluations.append(event.evaluation)
        elif event.step:
            self._first = self._first or event.step
            self._losses.append(event.loss)
        if event.evaluation or time.monotonic() - self._written >= self.every:
            self._write(event)

    def finish(self) -> None:
        """Say that the training has come to its end: with its last evaluation the rest is there."""
        try:
            content = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            content = {}
        write_atomically(self.path, json.dumps(content | {"done": True}) + "\n")

    def _write(self, event: ProgressEvent) -> None:
        size = max(1, -(-len(self._losses) // MAX_LOSSES))
        parts = [self._losses[at : at + size] for at in range(0, len(self._losses), size)]
        losses = [
            (self._first + at * size + len(part) - 1, sum(part) / len(part)) for at, part in enumerate(parts)
        ]
        # NaN before the first step, which JSON does not know; the losses say it anyway.
        evaluations = [asdict(evaluation) | {"training_loss": None} for evaluation in self._evaluations]
        content = {
            "step": event.step,
            "n_steps": event.n_steps,
            "seconds_left": event.seconds_left,
            "tokens_per_second": event.tokens_per_second,
            "expected_loss": None if math.isnan(event.expected_loss) else event.expected_loss,
            "losses": losses,
            "evaluations": evaluations,
            "done": False,
        }
        write_atomically(self.path, json.dumps(content) + "\n")
        self._written = time.monotonic()
