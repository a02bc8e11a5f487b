"""Rates, clipping, stopping and accuracy: equal to PyTorch's and scikit-learn's own, and true to what they promise."""

import math

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose
from torch.optim import lr_scheduler

from firsthand.neural.basics.schedule import clip_gradient_norm, learning_rate_at, should_stop


def torch_rates(n_steps, peak, n_warmup):
    """PyTorch's linear climb and cosine, one after the other."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=peak)
    down = lr_scheduler.CosineAnnealingLR(optimizer, T_max=n_steps - n_warmup)
    schedule = down
    if n_warmup > 1:
        climb = lr_scheduler.LinearLR(optimizer, start_factor=1 / n_warmup, total_iters=n_warmup - 1)
        schedule = lr_scheduler.SequentialLR(optimizer, [climb, down], milestones=[n_warmup])
    rates = []
    for _ in range(n_steps):
        rates.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    return rates


@pytest.mark.parametrize(("n_steps", "n_warmup"), [(1, 0), (10, 0), (50, 10), (50, 49), (100, 20)])
@pytest.mark.filterwarnings(
    "ignore:The epoch parameter in `scheduler.step"
)  # PyTorch's own, from SequentialLR
def test_rates_are_those_of_pytorch(n_steps, n_warmup):
    ours = [learning_rate_at(step, n_steps, 0.3, n_warmup) for step in range(n_steps)]
    assert_allclose(ours, torch_rates(n_steps, 0.3, n_warmup), rtol=1e-9)


@pytest.mark.parametrize("n_warmup", [0, 1, 7, 30])
def test_rates_rise_to_the_peak_and_fall_to_almost_nothing(n_warmup):
    rates = np.array([learning_rate_at(step, 40, 2.0, n_warmup) for step in range(40)])
    assert rates.max() == 2.0
    assert np.all(rates > 0)
    assert np.all(np.diff(rates[:n_warmup]) > 0)
    assert np.all(np.diff(rates[n_warmup:]) < 0)


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("max_norm", [0.1, 1.0, 100.0])
def test_clipping_is_that_of_pytorch(seed, max_norm):
    rng = np.random.default_rng(seed)
    arrays = [rng.normal(size=shape) * 10 for shape in [(3, 2), (4,), (1, 2, 3)]]
    parameters = [torch.zeros(array.shape, dtype=torch.float64) for array in arrays]
    for parameter, array in zip(parameters, arrays, strict=True):
        parameter.grad = torch.tensor(array)
    torch.nn.utils.clip_grad_norm_(parameters, max_norm)
    for ours, parameter, array in zip(clip_gradient_norm(arrays, max_norm), parameters, arrays, strict=True):
        assert_allclose(ours, parameter.grad, rtol=1e-6)
        assert ours is not array


def test_clipping_keeps_the_direction_and_the_zeros():
    arrays = [np.array([30.0, -40.0]), np.array([[0.0], [120.0]])]
    clipped = clip_gradient_norm(arrays, 13.0)
    assert_allclose(clipped[0], [3.0, -4.0])
    assert_allclose(clipped[1], [[0.0], [12.0]])
    assert_allclose(clip_gradient_norm([np.zeros(3)], 1.0)[0], np.zeros(3))


def waits(losses, patience):
    """The loop that everybody writes, for comparison."""
    lowest, waited = math.inf, 0
    for loss in losses:
        if loss < lowest:
            lowest, waited = loss, 0
        else:
            waited += 1
    return waited >= patience


@pytest.mark.parametrize("seed", range(30))
def test_stopping_is_waiting(seed):
    rng = np.random.default_rng(seed)
    losses = rng.choice([1.0, 0.9, 0.8, 0.7, math.nan], 12).tolist()
    losses[0] = 0.95
    for n in range(1, 13):
        for patience in (1, 2, 3, 5):
            assert should_stop(losses[:n], patience) is waits(losses[:n], patience)


def test_a_falling_loss_never_stops_and_a_standing_one_does():
    falling = np.linspace(1, 0, 20)
    assert not any(should_stop(falling[:n], 1) for n in range(1, 21))
    assert [should_stop([1.0] * n, 3) for n in range(1, 6)] == [False, False, False, True, True]
