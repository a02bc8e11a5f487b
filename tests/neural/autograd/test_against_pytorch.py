"""Hundreds of random graphs: the same values and gradients as PyTorch's."""

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose
from tests.neural.autograd.twins import ENTRYWISE, PAIRED, SHAPES, both

from firsthand.foundations import numerical_gradient
from firsthand.neural.autograd import Tensor

JOINS = [name for name in PAIRED if name != "joined"]


def broadcastable(shapes, rng):
    """Some of the shapes, all of which broadcast to the last of them."""
    target = shapes[rng.integers(len(shapes))]
    fitting = [s for s in shapes if _fits(s, target)]
    return [fitting[i] for i in rng.integers(len(fitting), size=3)]


def _fits(shape, target):
    try:
        return np.broadcast_shapes(shape, target) == target
    except ValueError:
        return False


def planned(seed):
    """Inputs and a list of operations on what has been made so far."""
    rng = np.random.default_rng(seed)
    inputs = [rng.normal(size=shape) for shape in broadcastable(SHAPES, rng)]
    plan, count = [], len(inputs)
    for _ in range(int(rng.integers(3, 12))):
        if rng.random() < 0.5:
            plan.append(("one", str(rng.choice(list(ENTRYWISE))), int(rng.integers(count)), 0))
        else:
            plan.append(("two", str(rng.choice(JOINS)), int(rng.integers(count)), int(rng.integers(count))))
        count += 1
    return inputs, plan


def follow(plan, made, side):
    made = list(made)
    for arity, name, first, second in plan:
        if arity == "one":
            made.append(ENTRYWISE[name][side](made[first]))
        else:
            made.append(PAIRED[name][side](made[first], made[second]))
    # Squashed, so that no graph runs off to infinity; all that was made counts.
    return sum(((one.tanh() * (k + 1)).sum() for k, one in enumerate(made)), start=made[0].sum() * 0)


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-6), (np.float32, 2e-3)])
@pytest.mark.parametrize("block", range(10))
def test_values_and_gradients_are_pytorchs(block, dtype, tolerance):
    for seed in range(30 * block, 30 * (block + 1)):
        inputs, plan = planned(seed)
        ours, theirs = zip(*(both(value.astype(dtype)) for value in inputs), strict=True)
        got, expected = follow(plan, ours, 0), follow(plan, theirs, 1)
        assert got.dtype == dtype
        assert_allclose(
            got.data, expected.detach().numpy(), rtol=tolerance, atol=tolerance, err_msg=f"{seed}"
        )
        got.backward()
        expected.backward()
        for one, other in zip(ours, theirs, strict=True):
            assert one.grad.dtype == dtype
            assert one.grad.shape == one.shape
            scale = max(1.0, float(other.grad.abs().max()) if other.grad.numel() else 1.0)
            assert_allclose(
                one.grad / scale,
                other.grad.numpy() / scale,
                rtol=0,
                atol=tolerance,
                err_msg=f"{seed}: {plan}",
            )


@pytest.mark.parametrize("seed", range(40))
def test_gradients_are_the_measured_slopes(seed):
    inputs, plan = planned(1000 + seed)
    # Numbers apart from one another and from 0: at a corner the two cannot agree.
    smooth = [
        step for step in plan if step[1] not in ("relu", "maximum", "where", "over the largest", "detached")
    ]
    plan = [(arity, name, min(a, 2), min(b, 2)) for arity, name, a, b in smooth]
    tensors = [Tensor(value, requires_grad=True) for value in inputs]
    follow(plan, tensors, 0).backward()
    for place, value in enumerate(inputs):

        def output(moved, place=place):
            return follow(plan, [Tensor(moved if k == place else v) for k, v in enumerate(inputs)], 0).item()

        measured = numerical_gradient(output, value)
        assert_allclose(tensors[place].grad, measured, rtol=1e-5, atol=1e-5 * max(1, np.abs(measured).max()))


def test_the_graphs_are_hundreds_and_use_every_operation():
    plans = [planned(seed)[1] for seed in range(300)]
    used = {step[1] for plan in plans for step in plan}
    assert used == set(ENTRYWISE) | set(JOINS)
    assert torch.is_grad_enabled()
