"""The state of a training: which rows and rates come, when it is over, which weights are judged, and whose it is."""

import math
from dataclasses import replace

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose
from tests.neural.pytorch.moons import CONFIG, LOSS, TRAIN, VALIDATION, net, plain, rows, trainer
from torch import nn

from firsthand.errors import FirsthandError
from firsthand.neural.basics.schedule import learning_rate_at, should_stop
from firsthand.neural.pytorch import (
    MoonsNet,
    Trainer,
    TrainingConfig,
    predict_logits,
    silent,
)


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
