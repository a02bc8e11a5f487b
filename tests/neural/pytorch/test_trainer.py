"""The training loop: it learns, keeps the best, stops early, and goes on after a kill as if nothing had been."""

import math
import os
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose
from torch import nn

from firsthand.errors import FirsthandError
from firsthand.neural.basics.schedule import learning_rate_at, should_stop
from firsthand.neural.pytorch import (
    DigitCNN,
    MoonsNet,
    Trainer,
    TrainingConfig,
    predict_logits,
    seeded,
    silent,
)
from firsthand.neural.pytorch.checkpoint import save_checkpoint

LOSS = nn.BCEWithLogitsLoss()


def rows(n, seed):
    """Points of the plane, class 1 inside a circle."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, 2))
    return torch.tensor(X, dtype=torch.float32), torch.tensor((X**2).sum(axis=1) < 1.2, dtype=torch.float32)


TRAIN, VALIDATION = rows(120, 0), rows(60, 1)
CONFIG = TrainingConfig(epochs=6, batch_size=16, learning_rate=0.01)


def net(seed=0):
    with seeded(seed):
        return MoonsNet()


def trainer(model=None, config=CONFIG, **settings):
    return Trainer(model or net(), LOSS, config, device="cpu", report=silent, **settings)


def plain(history):
    """A history without the seconds, which no two runs share."""
    return [{**asdict(epoch), "seconds": 0} for epoch in history]


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


def test_the_model_ends_with_the_weights_of_its_best_epoch():
    model = net()
    # At such a rate it overshoots, so that the best epoch is not the last.
    run = trainer(model, TrainingConfig(epochs=30, batch_size=16, learning_rate=0.5)).fit(TRAIN, VALIDATION)
    losses = [epoch.validation_loss for epoch in run.history_]
    assert run.best_.epoch - 1 == np.argmin(losses) < len(losses) - 1
    assert_allclose(LOSS(predict_logits(model, VALIDATION[0]), VALIDATION[1]), min(losses), rtol=1e-6)


def test_it_stops_when_patience_ends():
    config = TrainingConfig(epochs=200, batch_size=16, learning_rate=0.3, patience=4)
    run = trainer(config=config).fit(TRAIN, VALIDATION)
    losses = [epoch.validation_loss for epoch in run.history_]
    assert len(losses) < 200
    assert [should_stop(losses[:n], 4) for n in range(1, len(losses) + 1)] == [False] * (len(losses) - 1) + [
        True
    ]


def test_one_cycle_gives_each_step_its_rate():
    config = TrainingConfig(epochs=4, batch_size=50, learning_rate=0.02, schedule="one_cycle", warmup=0.25)
    run = trainer(config=config).fit(TRAIN, VALIDATION)  # 3 batches an epoch, 12 in all
    expected = [learning_rate_at(step, 12, 0.02, 3) for step in (2, 5, 8, 11)]
    assert_allclose([epoch.learning_rate for epoch in run.history_], expected)


def test_an_average_is_what_is_judged_and_kept_while_the_steps_stay_the_same():
    plain_net, averaged = net(), net()
    config = TrainingConfig(epochs=2, batch_size=16, learning_rate=0.05)
    plain_run = trainer(plain_net, config).fit(TRAIN, VALIDATION)
    steps, mean = [], None

    def watch(event):
        if not event.finished:
            steps.append({name: value.clone() for name, value in averaged.state_dict().items()})

    run = Trainer(averaged, LOSS, replace(config, average=0.8), device="cpu", report=watch)
    run.fit(TRAIN, VALIDATION)
    for number, weights in enumerate(steps, start=1):
        kept = min(0.8, number / (number + 10))
        mean = {
            name: kept * (mean or net().state_dict())[name] + (1 - kept) * weights[name] for name in weights
        }
    assert run.best_.epoch == 2
    for name, weights in averaged.state_dict().items():
        assert_allclose(weights, mean[name], rtol=1e-4, atol=1e-6)
    assert_allclose(
        run.best_.validation_loss, LOSS(predict_logits(averaged, VALIDATION[0]), VALIDATION[1]), rtol=1e-6
    )
    assert plain_run.best_.epoch == 2
    for name, weights in plain_net.state_dict().items():
        assert torch.equal(weights, steps[-1][name]), "averaging changed the training itself"


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


def test_every_second_epoch_takes_the_rows_with_the_largest_losses():
    seen, losses = [], []

    class Noting(nn.BCEWithLogitsLoss):
        def forward(self, logits, targets):
            found = super().forward(logits, targets)
            if self.reduction == "none":
                losses.extend(found.tolist())
            return found

    class Listening(MoonsNet):
        def forward(self, inputs):
            if self.training:
                seen.extend(map(tuple, inputs.tolist()))
            return super().forward(inputs)

    model = net()
    model.__class__ = Listening
    n = len(TRAIN[0])
    config = TrainingConfig(epochs=3, batch_size=16, learning_rate=0.05, hard_share=0.25)
    run = Trainer(model, Noting(), config, device="cpu", report=silent).fit(TRAIN, VALIDATION)
    n_hard = math.ceil(0.25 * n)
    assert len(seen) == len(losses) == 2 * n + n_hard
    noted = dict(zip(seen[:n], losses[:n], strict=True))
    hardest = sorted(noted, key=noted.get)[-n_hard:]
    assert set(seen[n : n + n_hard]) == set(hardest)
    assert set(seen[n + n_hard :]) == set(noted)
    assert run.history_[1].train_loss == pytest.approx(np.mean(losses[n : n + n_hard]), rel=1e-5)


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
from test_trainer import LOSS, CONFIG, TRAIN, VALIDATION, net
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


def test_more_epochs_go_on_where_the_rate_is_constant(tmp_path):
    path = tmp_path / "run.ckpt"
    trainer(config=replace(CONFIG, epochs=3), checkpoint=path).fit(TRAIN, VALIDATION)
    more = trainer(checkpoint=path).fit(TRAIN, VALIDATION, resume=True)
    assert plain(more.history_) == plain(trainer().fit(TRAIN, VALIDATION).history_)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"config": replace(CONFIG, batch_size=32)}, "batch_size was 16 and is now 32"),
        ({"config": replace(CONFIG, schedule="one_cycle")}, "schedule was constant and is now one_cycle"),
        ({"random_state": 1}, "random_state was 0 and is now 1"),
        ({"model": MoonsNet(8)}, r"model was MoonsNet \(65 weights.* and is now MoonsNet \(33 weights"),
        ({"data": rows(120, 2)}, r"data was 120×2 \(.* and is now 120×2 \("),
    ],
    ids=lambda value: value if isinstance(value, str) else next(iter(value)),
)
def test_a_checkpoint_of_another_run_is_refused_by_name(change, named, tmp_path):
    path = tmp_path / "run.ckpt"
    trainer(checkpoint=path).fit(TRAIN, VALIDATION)
    data = change.pop("data", TRAIN)
    with pytest.raises(FirsthandError, match=f"run.ckpt belongs to another run: {named}.*Delete it"):
        trainer(**change, checkpoint=path).fit(data, VALIDATION, resume=True)


@pytest.mark.parametrize("where", [0, 30, 5000, -1])
def test_a_damaged_checkpoint_is_named_whichever_byte_it_is(where, tmp_path):
    path = tmp_path / "run.ckpt"
    trainer(checkpoint=path).fit(TRAIN, VALIDATION)
    content = bytearray(path.read_bytes())
    content[where] ^= 1
    path.write_bytes(content)
    with pytest.raises(FirsthandError, match=r"run.ckpt is damaged.*Delete it and train from the start"):
        trainer(checkpoint=path).fit(TRAIN, VALIDATION, resume=True)


@pytest.mark.parametrize("kept", [0, 10, 200])
def test_a_checkpoint_cut_short_is_named(kept, tmp_path):
    path = tmp_path / "run.ckpt"
    trainer(checkpoint=path).fit(TRAIN, VALIDATION)
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(FirsthandError, match=r"run.ckpt is damaged"):
        trainer(checkpoint=path).fit(TRAIN, VALIDATION, resume=True)


def test_a_folder_in_the_place_of_a_checkpoint_is_named(tmp_path):
    with pytest.raises(FirsthandError, match=r"cannot be read \(Is a directory\)"):
        trainer(checkpoint=tmp_path).fit(TRAIN, VALIDATION, resume=True)


def test_a_checkpoint_is_written_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "run.ckpt"
    save_checkpoint(path, {"epoch": 1})
    before = path.read_bytes()

    def fail(file):
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="disk full"):
        save_checkpoint(path, {"epoch": 2})
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


# Settings ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("setting", "named"),
    [
        ({"epochs": 0}, "epochs must be above 0, got 0"),
        ({"batch_size": -1}, "batch_size must be above 0, got -1"),
        ({"learning_rate": 0.0}, "learning_rate must be above 0, got 0.0"),
        ({"schedule": "cosine"}, "schedule must be constant or one_cycle, got 'cosine'"),
        ({"warmup": 1.0}, "warmup is a share of the steps.*got 1.0"),
        ({"average": 1.0}, "average must be from 0 to below 1, got 1.0"),
        ({"hard_share": 0.0}, "hard_share must be above 0 and at most 1, got 0.0"),
        ({"patience": 0}, "patience must be at least 1.*got 0"),
    ],
    ids=lambda value: value if isinstance(value, str) else next(iter(value)),
)
def test_settings_refuse_what_cannot_be(setting, named):
    with pytest.raises(ValueError, match=named):
        TrainingConfig(**setting)
