"""Training: it learns, goes on after a kill as if nothing had been, and keeps to its budget."""

import math
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from firsthand.errors import FirsthandError
from firsthand.transformer import training
from firsthand.transformer.data import TokenData
from firsthand.transformer.evaluation import evaluate
from firsthand.transformer.training import train
from firsthand.transformer.training_config import Stage, TrainingConfig

SHORT = TrainingConfig(
    steps=40, stages=(Stage(0.5, 8, 8), Stage(0.5, 16, 4)), learning_rate=1e-2, n_evaluations=4, evaluation_pieces=4,
    sample_tokens=5,
)  # fmt: skip


def test_the_loss_begins_at_the_log_of_the_vocabulary_and_falls(make_model, data, characters):
    model = make_model(vocabulary_size=characters.vocabulary_size)
    result = train(model, data, SHORT, characters)
    assert abs(result.losses[0] - math.log(characters.vocabulary_size)) < 0.1
    assert result.last.loss < result.evaluations[0].loss - 0.5
    assert [evaluation.step for evaluation in result.evaluations] == [0, 10, 20, 30, 40]
    assert all(
        evaluation.sample.startswith("\n") and len(evaluation.sample) == 6
        for evaluation in result.evaluations
    )
    assert result.last.loss == evaluate(model, data, 16)
    assert result.tokens == 20 * 64 + 20 * 64


@pytest.mark.parametrize(("matrix_rate", "seconds"), [(0.0, 5.0), (0.02, 5.0), (0.02, 0.0)])
def test_a_run_that_was_stopped_anywhere_goes_on_to_the_bit(
    make_model, data, tmp_path, matrix_rate, seconds, monkeypatch
):
    monkeypatch.setattr(training, "SECONDS_BETWEEN_CHECKPOINTS", seconds)
    config = replace(SHORT, matrix_learning_rate=matrix_rate)
    whole = train(make_model(dropout=0.2), data, config)

    class Killed(Exception):
        pass

    for stop in (3, 10, 27, 40):

        def until(moment, stop=stop):
            if moment.step == stop and not moment.evaluation:
                raise Killed

        path = tmp_path / f"{stop}.checkpoint"
        with pytest.raises(Killed):
            train(make_model(dropout=0.2), data, config, checkpoint=path, report=until)
        assert path.exists() == (stop > 10 or not seconds)  # the first evaluation is after the tenth step
        model = make_model(seed=9 if path.exists() else 0, dropout=0.2)  # the checkpoint's weights count
        resumed = train(model, data, config, checkpoint=path, resume=True)
        assert resumed.losses == whole.losses
        assert [evaluation.loss for evaluation in resumed.evaluations] == [
            evaluation.loss for evaluation in whole.evaluations
        ]


def test_what_is_expected_is_told_from_the_first_event_on_and_outlives_a_stop(make_model, data, tmp_path):
    asked, told = [], []

    def stop(event):
        told.append(event.expected_loss)
        if event.step == 15:
            raise KeyboardInterrupt

    def expect(n_tokens):
        asked.append(n_tokens)
        return 1.5

    with pytest.raises(KeyboardInterrupt):
        train(make_model(), data, SHORT, checkpoint=tmp_path / "run", report=stop, expect=expect)
    assert asked == [20 * 64 + 20 * 64]
    train(make_model(), data, SHORT, checkpoint=tmp_path / "run", resume=True,
          report=lambda event: told.append(event.expected_loss))  # fmt: skip
    assert set(told) == {1.5}


@pytest.fixture
def noise():
    """A text that can be learned by heart and in no other way: held-out text only gets worse."""
    tokens = np.random.default_rng(0).integers(7, size=200).astype(np.uint16)
    return TokenData(tokens[:100], tokens[100:], 1.0, "noise")


BY_HEART = replace(SHORT, steps=240, n_evaluations=6, learning_rate=3e-2, prompt="", decay=0.0)


def test_what_did_best_on_held_out_text_is_kept(make_model, noise):
    model, seen = make_model(vocabulary_size=7), {}

    def remember(event):
        if event.evaluation and event.step:
            seen[event.step] = {name: tensor.clone() for name, tensor in model.state_dict().items()}

    result = train(model, noise, BY_HEART, report=remember)
    losses = {one.step: one.loss for one in result.evaluations[1:-1]}
    assert result.losses[-1] < losses[200] - 0.5, "it did not learn by heart: the test shows nothing"
    assert result.best_step == min(losses, key=losses.get) < 200
    for name, tensor in model.state_dict().items():
        assert torch.equal(tensor, seen[result.best_step][name])
    assert result.last.loss == evaluate(model, noise, 16) < losses[200]


def test_a_run_that_goes_on_remembers_what_did_best(make_model, noise, tmp_path):
    whole = make_model(vocabulary_size=7)
    expected = train(whole, noise, BY_HEART)

    def stop(event):
        if event.step == 190:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(make_model(vocabulary_size=7), noise, BY_HEART, checkpoint=tmp_path / "run", report=stop)
    resumed = make_model(vocabulary_size=7)
    found = train(resumed, noise, BY_HEART, checkpoint=tmp_path / "run", resume=True)
    assert found.best_step == expected.best_step < 190
    assert all(map(torch.equal, resumed.state_dict().values(), whole.state_dict().values()))


CHILD = """
import sys, torch
from pathlib import Path
sys.path.insert(0, {tests!r})
from conftest import TEXT
from firsthand.transformer.config import GPTConfig
from firsthand.transformer.data import write_tokens
from firsthand.transformer.model import MiniGPT
from firsthand.transformer.tokenizers.char import CharTokenizer
from firsthand.transformer.training import train
from test_training import SHORT
torch.set_num_threads(1)
torch.manual_seed(0)
folder = Path({folder!r})
data = write_tokens(TEXT, CharTokenizer.train(TEXT), folder / "tokens", "a text")
model = MiniGPT(GPTConfig(vocabulary_size=30, context_length=16, width=16, n_heads=2, n_layers=1))
import os, signal
def report(moment):
    if moment.step == {kill}:
        os.kill(os.getpid(), signal.SIGKILL)
train(model, data, SHORT, checkpoint=folder / "run.checkpoint", resume=True, report=report)
"""


def test_a_run_that_was_killed_goes_on_to_the_bit(make_model, data, tmp_path):
    child = CHILD.format(tests=str(Path(__file__).parent), folder=str(tmp_path), kill=23)
    done = subprocess.run(
        [sys.executable, "-c", child], timeout=120, capture_output=True, text=True, env={**os.environ}
    )
    assert done.returncode == -9, done.stderr
    path = tmp_path / "run.checkpoint"
    assert (
        train(make_model(), data, SHORT, checkpoint=path, resume=True).losses
        == train(make_model(), data, SHORT).losses
    )


def test_a_damaged_checkpoint_and_one_of_another_run_are_refused(make_model, data, tmp_path):
    path = tmp_path / "run.checkpoint"
    train(make_model(), data, SHORT, checkpoint=path)
    with pytest.raises(
        FirsthandError, match=r"belongs to another run: learning_rate was 0.01 and is now 0.02"
    ):
        train(make_model(), data, replace(SHORT, learning_rate=2e-2), checkpoint=path, resume=True)
    path.write_bytes(path.read_bytes()[:-7])
    with pytest.raises(FirsthandError, match="damaged"):
        train(make_model(), data, SHORT, checkpoint=path, resume=True)
    path.write_bytes(b"cos\nsystem\n(S'echo'\ntR.")  # a pickle that would run a command
    with pytest.raises(FirsthandError, match="damaged or of another kind"):
        train(make_model(), data, SHORT, checkpoint=path, resume=True)


def test_accumulated_batches_give_the_step_of_one_large_batch(make_model, data, monkeypatch):
    pieces = iter([(torch.arange(16)[None] + i, torch.arange(16)[None] + 1 + i) for i in range(4)])
    monkeypatch.setattr(training, "draw_batch", lambda *_: next(pieces))
    several = make_model(vocabulary_size=40)
    train(several, data, replace(SHORT, steps=1, n_evaluations=1, accumulation=4))
    rows = torch.arange(4)[:, None] + torch.arange(16)
    monkeypatch.setattr(training, "draw_batch", lambda *_: (rows, rows + 1))
    one = make_model(vocabulary_size=40)
    train(one, data, replace(SHORT, steps=1, n_evaluations=1))
    for a, b in zip(several.parameters(), one.parameters(), strict=True):
        torch.testing.assert_close(a, b, rtol=0, atol=1e-5)


class Clock:
    """Time that passes by what is done: each forward pass in training takes `seconds`, whatever the machine does."""

    def __init__(self, seconds):
        self.now, self.seconds = 0.0, seconds

    def perf_counter(self):
        return self.now


@pytest.mark.parametrize("slower", [1.0, 3.0, 0.4])
def test_a_budget_is_kept_though_the_machine_changes_its_pace_halfway(make_model, data, monkeypatch, slower):
    clock = Clock(0.1)
    monkeypatch.setattr(training, "time", clock)
    descend = training._Run._descend

    def timed(run, *args):
        clock.now += clock.seconds * (slower if clock.now > 10 else 1.0)
        return descend(run, *args)

    monkeypatch.setattr(training._Run, "_descend", timed)
    result = train(make_model(), data, replace(SHORT, steps=0, budget=20.0, n_evaluations=20))
    assert 0.95 * 20 <= result.seconds <= 1.05 * 20
    assert result.evaluations[-1].step == len(result.losses)


def test_a_budget_too_short_for_one_step_is_said(make_model, data, monkeypatch):
    clock = Clock(0.1)
    monkeypatch.setattr(training, "time", clock)

    def slow(*_):
        clock.now += 5
        return 1.0

    monkeypatch.setattr(training._Run, "_descend", slow)
    with pytest.raises(FirsthandError, match=r"A budget of 2 s is too short for one step"):
        train(make_model(), data, replace(SHORT, steps=0, budget=2.0))


def test_a_text_shorter_than_the_context_is_refused(make_model, data):
    short = replace(data, validation=data.validation[:16])
    with pytest.raises(FirsthandError, match=r"a text is too short: 16 tokens held out, .* takes 17"):
        train(make_model(), short, SHORT)


def test_a_loss_that_is_no_number_ends_the_run_with_a_sentence(make_model, data):
    model = make_model()
    model.head.weight.data.fill_(math.nan)
    with pytest.raises(FirsthandError, match=r"The loss of step 0 is nan.*Lower the learning rate"):
        train(model, data, SHORT)


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        torch.OutOfMemoryError("CUDA out of memory"),
        RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes."),
    ],
)
def test_out_of_memory_says_what_to_lower(make_model, data, monkeypatch, error):
    def greedy(*_):
        raise error

    monkeypatch.setattr(training._Run, "_descend", greedy)
    with pytest.raises(FirsthandError, match=r"Lower the batch size \(8 now\)"):
        train(make_model(), data, SHORT)


def test_other_errors_stay_what_they_are(make_model, data, monkeypatch):
    def broken(*_):
        raise RuntimeError("a bug")

    monkeypatch.setattr(training._Run, "_descend", broken)
    with pytest.raises(RuntimeError, match="a bug"):
        train(make_model(), data, SHORT)
