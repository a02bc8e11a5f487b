"""The training loop: it learns, keeps the best, stops early, and goes on after a kill as if nothing had been."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose
from tests.neural.pytorch.moons import CONFIG, LOSS, TRAIN, VALIDATION, net, plain, trainer
from torch import nn

from firsthand.errors import FirsthandError
from firsthand.neural.pytorch import (
    FAST_DIGITS,
    FAST_SMALL_DIGITS,
    DigitCNN,
    MoonsNet,
    Trainer,
    TrainingConfig,
    predict_logits,
    seeded,
    silent,
)


def test_it_takes_the_steps_of_the_loop_that_everybody_writes():
    ours, theirs = net(), net()
    trainer(ours, replace(CONFIG, epochs=3)).fit(TRAIN, VALIDATION)
    adam = torch.optim.Adam(theirs.parameters(), lr=0.01)
    with seeded(0):
        for _ in range(3):
            for batch in torch.randperm(120).split(16):
                adam.zero_grad()
                LOSS(theirs(TRAIN[0][batch]), TRAIN[1][batch]).backward()
                adam.step()
    for name, weights in ours.state_dict().items():
        assert_allclose(weights, theirs.state_dict()[name], rtol=1e-4, atol=1e-6)


def test_it_learns_and_says_how_well():
    model = net()
    run = trainer(model, replace(CONFIG, epochs=40, learning_rate=0.03)).fit(TRAIN, VALIDATION)
    assert run.best_.validation_accuracy > 0.9
    logits = predict_logits(model, VALIDATION[0])
    assert_allclose(run.best_.validation_loss, LOSS(logits, VALIDATION[1]), rtol=1e-6)
    assert_allclose(run.best_.validation_accuracy, ((logits > 0) == VALIDATION[1]).float().mean(), rtol=1e-6)


def test_the_training_loss_is_the_mean_over_rows_not_over_batches():
    frozen = TrainingConfig(
        epochs=1, batch_size=110, learning_rate=1e-30
    )  # batches of 110 and 10, and no movement
    run = trainer(config=frozen).fit(TRAIN, VALIDATION)
    assert_allclose(run.history_[0].train_loss, LOSS(net()(TRAIN[0]), TRAIN[1]).item(), rtol=1e-5)


def test_dropout_is_on_in_training_and_off_in_looking():
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.out, self.modes = nn.Linear(2, 1), []

        def forward(self, x):
            self.modes.append(self.training)
            return self.out(x).squeeze(1)

    model = Net()
    trainer(model, TrainingConfig(epochs=2, batch_size=60)).fit(TRAIN, VALIDATION)
    assert model.modes == [True, True, False, True, True, False]


def test_the_same_seed_gives_the_same_run_and_leaves_other_chance_alone():
    torch.manual_seed(7)
    before = torch.get_rng_state()
    first, second = trainer().fit(TRAIN, VALIDATION), trainer().fit(TRAIN, VALIDATION)
    other = trainer(random_state=1).fit(TRAIN, VALIDATION)
    assert plain(first.history_) == plain(second.history_) != plain(other.history_)
    assert torch.equal(torch.get_rng_state(), before)


def test_a_training_that_runs_away_is_named():
    def loss(logits, targets):
        return logits.sum() * float("nan")

    with pytest.raises(FirsthandError, match=r"loss of epoch 1 is nan.*Lower the learning rate"):
        Trainer(net(), loss, CONFIG, device="cpu", report=silent).fit(TRAIN, VALIDATION)


# Checkpoints ---------------------------------------------------------------------------------------------------


class Interrupted(Exception):
    pass


def test_hard_rows_need_the_loss_of_each_row():
    with pytest.raises(
        ValueError, match=r"needs the loss of each row: give a loss with a reduction, such as"
    ):
        Trainer(net(), lambda logits, targets: logits.mean(), TrainingConfig(hard_share=0.5), device="cpu")


def stop_at(epoch, batch):
    def report(event):
        if (event.epoch, event.batch) == (epoch, batch):
            raise Interrupted

    return report


@pytest.mark.parametrize(
    "config",
    [
        CONFIG,
        replace(CONFIG, schedule="one_cycle"),
        replace(CONFIG, patience=2),
        replace(CONFIG, average=0.9),
        replace(CONFIG, hard_share=0.3, schedule="one_cycle"),
    ],
)
@pytest.mark.parametrize("place", [(1, 3), (3, 1), (4, 3)])
def test_an_interrupted_run_ends_as_one_that_was_not(config, place, tmp_path):
    whole = net()
    expected = trainer(whole, config).fit(TRAIN, VALIDATION)
    path = tmp_path / "run.ckpt"
    broken = Trainer(net(), LOSS, config, device="cpu", checkpoint=path, report=stop_at(*place))
    with pytest.raises(Interrupted):
        broken.fit(TRAIN, VALIDATION)
    model = net(seed=5)  # whatever it starts from, the checkpoint decides, but for a kill in the first epoch
    if place[0] == 1:
        model = net()
    resumed = trainer(model, config, checkpoint=path).fit(TRAIN, VALIDATION, resume=True)
    assert plain(resumed.history_) == plain(expected.history_)
    assert resumed.best_.epoch == expected.best_.epoch
    for name, weights in model.state_dict().items():
        assert torch.equal(weights, whole.state_dict()[name]), name


def test_a_digit_network_resumes_with_dropout_and_all(tmp_path):
    with seeded(3):
        data = torch.rand(48, 1, 8, 8), torch.randint(0, 10, (48,))
    config = TrainingConfig(epochs=4, batch_size=16, schedule="one_cycle")
    path = tmp_path / "run.ckpt"
    models = []
    for _ in range(3):
        with seeded(0):
            models.append(DigitCNN(8))
    whole, broken, resumed = models
    loss = nn.CrossEntropyLoss()
    expected = Trainer(whole, loss, config, device="cpu", report=silent).fit(data, data)
    with pytest.raises(Interrupted):
        Trainer(broken, loss, config, device="cpu", checkpoint=path, report=stop_at(3, 2)).fit(data, data)
    got = Trainer(resumed, loss, config, device="cpu", checkpoint=path, report=silent).fit(
        data, data, resume=True
    )
    assert plain(got.history_) == plain(expected.history_)
    for name, weights in resumed.state_dict().items():
        assert torch.equal(weights, whole.state_dict()[name]), name


KILLED = """
import os, signal, sys, time
sys.path.insert(0, {tests!r})
from pathlib import Path
import torch
from moons import LOSS, CONFIG, TRAIN, VALIDATION, net
from firsthand.neural.pytorch import Trainer
from dataclasses import replace

torch.optim.Adam([torch.zeros(1)])  # with the first optimiser PyTorch loads half of itself: once for all runs

def run(told):
    def slowly(event):
        os.write(told, b".")
        time.sleep(0.003)

    config = replace(CONFIG, epochs=12)
    trainer = Trainer(net(), LOSS, config, device="cpu", checkpoint=Path({path!r}), report=slowly)
    trainer.fit(TRAIN, VALIDATION, resume=True)

for wait in {waits!r}:
    heard, told = os.pipe()
    child = os.fork()
    if child == 0:
        run(told)
        os._exit(0)
    os.read(heard, 1)  # it trains
    time.sleep(wait)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
"""


def test_kill_9_at_any_moment_costs_at_most_the_epoch_in_flight(tmp_path):
    path = tmp_path / "run.ckpt"
    waits = np.random.default_rng().uniform(0, 0.15, 3).tolist()
    code = KILLED.format(tests=str(Path(__file__).parent), path=str(path), waits=waits)
    env = {**os.environ, "OMP_NUM_THREADS": "1"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env, timeout=300)
    assert done.returncode == 0, done.stderr[-3000:]
    whole, model = net(), net()
    config = replace(CONFIG, epochs=12)
    expected = trainer(whole, config).fit(TRAIN, VALIDATION)
    resumed = trainer(model, config, checkpoint=path).fit(TRAIN, VALIDATION, resume=True)
    assert plain(resumed.history_) == plain(expected.history_)
    for name, weights in model.state_dict().items():
        assert torch.equal(weights, whole.state_dict()[name]), name


def test_a_finished_run_resumes_to_the_same_end_without_training(tmp_path):
    path = tmp_path / "run.ckpt"
    first = trainer(checkpoint=path).fit(TRAIN, VALIDATION)
    seen = []
    model = net(seed=5)
    again = Trainer(model, LOSS, CONFIG, device="cpu", checkpoint=path, report=seen.append)
    again.fit(TRAIN, VALIDATION, resume=True)
    assert not seen
    assert again.history_ == first.history_
    assert_allclose(
        LOSS(predict_logits(model, VALIDATION[0]), VALIDATION[1]), first.best_.validation_loss, rtol=1e-6
    )


def test_without_resume_a_checkpoint_is_begun_anew(tmp_path):
    path = tmp_path / "run.ckpt"
    trainer(checkpoint=path).fit(TRAIN, VALIDATION)
    assert (
        len(trainer(config=replace(CONFIG, epochs=2), checkpoint=path).fit(TRAIN, VALIDATION).history_) == 2
    )


def test_logits_come_in_portions_and_leave_the_mode_alone():
    net = MoonsNet()
    points = torch.randn(1203, 2)
    net.train()
    assert_allclose(predict_logits(net, points), net(points).detach(), rtol=1e-5, atol=1e-6)
    assert net.training
    assert predict_logits(DigitCNN(8), torch.rand(2, 1, 8, 8)).shape == (2, 10)


def test_the_settings_for_small_digits_learns_them():
    from sklearn.datasets import load_digits

    digits = load_digits()
    X = torch.tensor(digits.images / 16, dtype=torch.float32).unsqueeze(1)
    y = torch.tensor(digits.target)
    with seeded(0):
        net = DigitCNN(8)
    config = replace(FAST_SMALL_DIGITS, epochs=6)
    run = Trainer(net, nn.CrossEntropyLoss(), config, device="cpu", report=silent).fit(
        (X[:1400], y[:1400]), (X[1400:], y[1400:])
    )
    assert run.best_.validation_accuracy > 0.9
    assert FAST_DIGITS.schedule == "one_cycle"
