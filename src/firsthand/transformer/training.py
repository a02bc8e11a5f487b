"""Train a MiniGPT: batches, loss, gradient, step, within a number of steps or within a time."""

from __future__ import annotations

import copy
import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from firsthand.errors import FirsthandError
from firsthand.neural.pytorch.checkpoint import load_checkpoint, save_checkpoint
from firsthand.neural.pytorch.device import generator_states, seeded, set_generator_states
from firsthand.transformer.basics.training import warmup_stable_decay
from firsthand.transformer.data import TokenData, Tokenizer, draw_batch, require_length
from firsthand.transformer.distributed import Share, joined
from firsthand.transformer.evaluation import evaluate, fast_arithmetic
from firsthand.transformer.generation import complete
from firsthand.transformer.model import MiniGPT
from firsthand.transformer.optimizers import dense_parameters, make_optimizers
from firsthand.transformer.plan import Plan, first_plan
from firsthand.transformer.sampling import Sampling
from firsthand.transformer.training_config import TrainingConfig
from firsthand.transformer.training_progress import (
    Evaluation,
    Expect,
    ProgressEvent,
    Report,
    TrainingResult,
    silent,
)

MAX_OVERRUN = 1.03  # of the budget: then a run ends wherever it is
SECONDS_BETWEEN_CHECKPOINTS = (
    5.0  # what a kill can cost at most, and a step; writing one takes some hundredths
)
N_TIMED_STEPS = 3  # steps of each stage that are timed before the first one


def train(
    model: MiniGPT,
    data: TokenData,
    config: TrainingConfig,
    tokenizer: Tokenizer | None = None,
    *,
    checkpoint: Path | None = None,
    resume: bool = False,
    report: Report = silent,
    expect: Expect | None = None,
) -> TrainingResult:
    """Train a model in place, and leave it with the weights that did best on held-out text.

    That is seldom the end of a run on a small text: there a model comes to know by heart what it reads.

    Each step draws its batch from the number of the step, so a run that was killed and resumes sees the same text: with
    a number of `steps` its losses are the same to the bit, on the same machine with as many threads. With a budget the
    number of steps depends on how fast the machine was.

    Under `torchrun` each process takes its rows of every batch, and all take the step of one with the whole batch. Only the
    first reports and writes. That needs a number of `steps`, and batches that divide evenly.

    Parameters
    ----------
    model : MiniGPT
        On the device where it is trained.
    data : TokenData
    config : TrainingConfig
    tokenizer : Tokenizer, optional
        Needed for samples; without one there are none.
    checkpoint : Path, optional
        File for the whole state, written at each evaluation and every few seconds between.
    resume : bool, default=False
        Go on from the checkpoint, where there is one.
    report : function of ProgressEvent
        Called after each step and each evaluation. What it raises ends the run; the checkpoint stays.
    expect : function of int, optional
        Gives the loss to expect at the end, in nats a token, of a run that reads so many tokens; each event tells it.

    Raises
    ------
    FirsthandError
        When the text is too short, the budget too short, memory runs out, or the checkpoint is another run's.
    """
    require_length(data, config.longest)
    device = model.embedding.weight.device
    with joined() as share, seeded(config.random_state, device), _saying_what_to_lower(config):
        share.check(config)
        run = _Run(model, data, config, tokenizer, report if share.is_first else silent, share, expect)
        if resume and checkpoint and checkpoint.exists():
            run.restore(load_checkpoint(checkpoint), checkpoint)
        else:
            run.begin()
        kept = time.perf_counter()
        while not run.is_over:
            run.step()
            if run.is_time_to_evaluate:
                run.evaluate()
            elif time.perf_counter() - kept < SECONDS_BETWEEN_CHECKPOINTS:
                continue
            if checkpoint and share.is_first:
                save_checkpoint(checkpoint, run.state())
            kept = time.perf_counter()
    return TrainingResult(run.losses, run.evaluations, run.seconds, run.tokens, run.best_step)


class _Run:
    """A model in training: all that the next step depends on."""

    def __init__(
        self,
        model: MiniGPT,
        data: TokenData,
        config: TrainingConfig,
        tokenizer: Tokenizer | None,
        report: Report,
        share: Share,
        expect: Expect | None,
    ) -> None:
        self.model, self.data, self.config = model, data, config
        self.share, self.shared_model = share, share.wrap(model)
        self.tokenizer, self.report, self.expect = tokenizer, report, expect
        self.expected_loss = math.nan
        self.device = model.embedding.weight.device
        self.optimizers = make_optimizers(model, config)
        self.plan = Plan(config.steps)
        self.losses: list[float] = []
        self.evaluations: list[Evaluation] = []
        self.tokens = 0
        self.best_step, self._best_loss = 0, math.inf
        self._best_weights: dict[str, Tensor] = {}
        self._past = 0.0  # seconds of earlier parts of this run
        self._started = time.perf_counter()
        self._mark = (0, 0.0)  # step and seconds at which the pace was taken last

    @property
    def seconds(self) -> float:
        return self._past + time.perf_counter() - self._started

    @property
    def done(self) -> int:
        return len(self.losses)

    @property
    def is_late(self) -> bool:
        budget, last = self.config.budget, self.plan.last_evaluation_cost
        return bool(budget) and self.seconds + last > MAX_OVERRUN * budget

    @property
    def is_over(self) -> bool:
        """Whether the last evaluation has been taken."""
        return bool(self.evaluations) and self.evaluations[-1].step == self.done and self._is_last

    @property
    def _is_last(self) -> bool:
        return self.done >= self.plan.n_steps or self.is_late

    @property
    def is_time_to_evaluate(self) -> bool:
        n, times = self.plan.n_steps, self.config.n_evaluations
        return self._is_last or self.done * times // n > (self.done - 1) * times // n

    # Before the first step ------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Evaluate the untrained model; with a budget, measure what things cost and plan."""
        start = time.perf_counter()
        self._evaluate(self.config.evaluation_pieces)
        evaluation_cost = time.perf_counter() - start
        if self.config.budget:
            pieces = max(1, (len(self.data.validation) - 1) // self.config.longest)
            # Some pieces first, to see whether earlier weights did better; then all.
            last_evaluation = evaluation_cost * (1 + max(1.0, pieces / self.config.evaluation_pieces))
            self.plan = first_plan(
                self.config, self._step_costs(), evaluation_cost, last_evaluation, self.seconds
            )
        if self.expect:
            self.expected_loss = self.expect(self._tokens_in_all())
        self._mark = (0, self.seconds)
        self._tell(self.evaluations[-1])

    def _tokens_in_all(self) -> int:
        n_steps, config = self.plan.n_steps, self.config
        each = (stage.share * stage.batch_size * stage.context_length for stage in config.stages)
        return max(1, round(n_steps * config.accumulation * sum(each)))

    def _step_costs(self) -> tuple[float, ...]:
        """Time some steps of each stage on a copy, which is thrown away."""
        twin = copy.deepcopy(self.model)
        optimizers = make_optimizers(twin, self.config)
        before = generator_states(self.device)
        costs = []
        for i in range(len(self.config.stages)):
            times = []
            for trial in range(N_TIMED_STEPS + 1):
                start = time.perf_counter()
                self._descend(twin, optimizers, trial, i, self.config.learning_rate * 1e-9)
                times.append(time.perf_counter() - start)
            costs.append(float(np.median(times[1:])))  # the first one sets things up
        set_generator_states(before, self.device)
        return tuple(costs)

    # A step ----------------------------------------------------------------------------------------------------------

    def step(self) -> None:
        """Draw a batch, compute the gradient of its loss and go a step down."""
        step, n_steps, config = self.done, self.plan.n_steps, self.config
        stage = config.stage_at(step / n_steps)
        n_warmup, n_decay = (round(share * n_steps) for share in (config.warmup, config.decay))
        rate = warmup_stable_decay(step, n_steps, 1.0, n_warmup, n_decay)
        loss = self._descend(self.shared_model, self.optimizers, step, stage, rate)
        if not math.isfinite(loss):
            raise FirsthandError(
                f"The loss of step {step} is {loss}: the training has left the ground. Lower the learning rate."
            )
        self.losses.append(loss)
        sizes = config.stages[stage]
        self.tokens += sizes.batch_size * sizes.context_length * config.accumulation
        self._tell()

    def _descend(
        self, model: nn.Module, optimizers: list[torch.optim.Optimizer], step: int, stage: int, rate: float
    ) -> float:
        """One step at `rate` of the peak; gives the loss before it."""
        config, sizes = self.config, self.config.stages[stage]
        model.train()
        rng = np.random.default_rng([config.random_state, step])
        total = 0.0
        for _ in range(config.accumulation):
            batch = draw_batch(self.data.training, sizes.batch_size, sizes.context_length, rng)
            inputs, targets = (self.share.rows(part).to(self.device) for part in batch)
            with fast_arithmetic(self.device):
                loss = F.cross_entropy(model(inputs).flatten(0, 1), targets.flatten()) / config.accumulation
            loss.backward()  # type: ignore[no-untyped-call]
            total += loss.item()
        torch.nn.utils.clip_grad_norm_(dense_parameters(model), config.max_norm)
        for optimizer in optimizers:
            for group in optimizer.param_groups:
                group["lr"] = group["peak"] * rate
            optimizer.step()
            optimizer.zero_grad()
        return self.share.mean(total)

    # An evaluation ----------------------------------------------------------------------------------------------------------

    def evaluate(self) -> None:
        """Look at held-out text, write a sample, and correct the plan by the pace so far."""
        step, before = self._mark
        now = self.seconds
        if self._is_last:
            self._note_if_best(
                evaluate(self.model, self.data, self.config.longest, self.config.evaluation_pieces)
            )
            self.model.load_state_dict(self._best_weights)
            self._evaluate(None)
        else:
            expected = self.plan.cost(self.config, step, self.done) if self.config.budget else 0.0
            self._evaluate(self.config.evaluation_pieces)
            self._note_if_best(self.evaluations[-1].loss)
            pace = (now - before) / expected if expected else 1.0
            self.plan = self.plan.corrected(self.config, self.done, self.seconds, pace)
        self._mark = (self.done, self.seconds)
        self._tell(self.evaluations[-1])

    def _note_if_best(self, loss: float) -> None:
        """Keep the weights where no earlier ones did better on the same pieces."""
        if loss <= self._best_loss or not self._best_weights:
            self.best_step, self._best_loss = self.done, loss
            self._best_weights = {name: tensor.clone() for name, tensor in self.model.state_dict().items()}

    def _evaluate(self, pieces: int | None) -> None:
        since = self.evaluations[-1].step if self.evaluations else 0
        recent = self.losses[since:]
        loss = evaluate(self.model, self.data, self.config.longest, pieces)
        self.evaluations.append(
            Evaluation(
                self.done,
                self.seconds,
                sum(recent) / len(recent) if recent else math.nan,
                loss,
                loss / self.data.characters_per_token,
                self._sample(),
            )
        )

    def _sample(self) -> str:
        if self.tokenizer is None or not self.config.prompt:
            return ""
        sampling = Sampling(
            temperature=0.8, max_tokens=self.config.sample_tokens, seed=self.config.random_state
        )
        return self.config.prompt + complete(self.model, self.tokenizer, self.config.prompt, sampling).text

    def _tell(self, evaluation: Evaluation | None = None) -> None:
        seconds = self.seconds
        rate = self.optimizers[-1].param_groups[0]["lr"]
        done, n_steps = self.done, self.plan.n_steps
        left = (
            self.config.budget - seconds if self.config.budget else seconds / max(1, done) * (n_steps - done)
        )
        loss = self.losses[-1] if self.losses else math.nan
        speed, expected = self.tokens / seconds, self.expected_loss
        self.report(ProgressEvent(done, n_steps, loss, rate, speed, max(0.0, left), expected, evaluation))

    # What survives a kill --------------------------------------------------------------------------------------------

    def state(self) -> dict[str, Any]:
        """All that the rest of the run depends on."""
        return {
            "origin": self._origin(),
            "weights": self.model.state_dict(),
            "best": {"step": self.best_step, "loss": self._best_loss, "weights": self._best_weights},
            "optimizers": [optimizer.state_dict() for optimizer in self.optimizers],
            "losses": torch.tensor(self.losses, dtype=torch.float64),
            "evaluations": [asdict(evaluation) for evaluation in self.evaluations],
            "plan": asdict(self.plan),
            "tokens": self.tokens,
            "expected_loss": self.expected_loss,
            "seconds": self.seconds,
            "generators": generator_states(self.device),
        }

    def restore(self, state: dict[str, Any], path: Path) -> None:
        """Become the run whose `state` was written to `path`."""
        there, here = state.get("origin", {}), self._origin()
        for name in here:
            if there.get(name) != here[name]:
                raise FirsthandError(
                    f"The checkpoint {path} belongs to another run: {name} was {there.get(name)} and is now {here[name]}. "
                    "Train as before, or without resuming."
                )
        self.model.load_state_dict(state["weights"])
        best = state["best"]
        self.best_step, self._best_loss, self._best_weights = best["step"], best["loss"], best["weights"]
        for optimizer, saved in zip(self.optimizers, state["optimizers"], strict=True):
            optimizer.load_state_dict(saved)
        self.losses = state["losses"].tolist()
        self.evaluations = [Evaluation(**evaluation) for evaluation in state["evaluations"]]
        self.plan = Plan(**state["plan"])
        self.tokens, self.expected_loss, self._past = (
            state["tokens"],
            state["expected_loss"],
            state["seconds"],
        )
        self._started = time.perf_counter()
        self._mark = (self.done, self.seconds)
        set_generator_states(state["generators"], self.device)

    def _origin(self) -> dict[str, str]:
        settings = {name: str(value) for name, value in asdict(self.config).items()}
        return {**settings, "model": str(self.model.config), "data": self.data.fingerprint}


@contextmanager
def _saying_what_to_lower(config: TrainingConfig) -> Iterator[None]:
    """Turn running out of memory into a sentence that says what to lower."""
    try:
        yield
    except (MemoryError, RuntimeError) as error:
        if not _is_out_of_memory(error):
            raise
        largest = max(stage.batch_size for stage in config.stages)
        raise FirsthandError(
            f"Out of memory. Lower the batch size ({largest} now) and raise accumulation instead, or lower the context "
            f"({config.longest}) or the width of the model."
        ) from error


def _is_out_of_memory(error: Exception) -> bool:
    """For what does not fit the processor's memory PyTorch has no error of its own."""
    said = str(error)
    kinds = (MemoryError, torch.OutOfMemoryError)
    return isinstance(error, kinds) or "not enough memory" in said or "can't allocate memory" in said
