"""Hundreds of random graphs, and every operation alone: the same values and gradients as PyTorch's."""

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose

from firsthand.foundations import numerical_gradient
from firsthand.neural.autograd import Tensor, concatenate, maximum, where


def both(value):
    """The same array as a tensor of ours and of PyTorch's, both asking for a gradient."""
    value = np.asarray(value)
    return Tensor(value, requires_grad=True), torch.tensor(value, requires_grad=True)


# Each takes and gives one array of the same shape.
ENTRYWISE = {
    "negative": (lambda x: -x, lambda x: -x),
    "exp": (lambda x: (x * 0.3).exp(), lambda x: (x * 0.3).exp()),
    "log": (lambda x: (x * x + 0.5).log(), lambda x: (x * x + 0.5).log()),
    "tanh": (lambda x: x.tanh(), lambda x: x.tanh()),
    "sigmoid": (lambda x: x.sigmoid(), lambda x: x.sigmoid()),
    "relu": (lambda x: x.relu(), lambda x: x.relu()),
    "square": (lambda x: x**2, lambda x: x**2),
    "cube": (lambda x: x**3, lambda x: x**3),
    "root": (lambda x: (x * x + 1) ** 0.5, lambda x: (x * x + 1) ** 0.5),
    "power of two": (lambda x: 2.0 ** x.tanh(), lambda x: 2.0 ** x.tanh()),
    "self multiplied": (lambda x: x * x, lambda x: x * x),
    "over a number": (lambda x: x / 3, lambda x: x / 3),
    "number over": (lambda x: 2 / (x * x + 1), lambda x: 2 / (x * x + 1)),
    "number minus": (lambda x: 1 - x, lambda x: 1 - x),
    "detached": (lambda x: x * x.detach(), lambda x: x * x.detach()),
    "softmax": (lambda x: x.softmax() if x.ndim else x, lambda x: x.softmax(-1) if x.ndim else x),
    "log_softmax": (lambda x: x.log_softmax() if x.ndim else x, lambda x: x.log_softmax(-1) if x.ndim else x),
    "centred": (
        lambda x: x - x.mean(axis=0, keepdims=True) if x.ndim else x,
        lambda x: x - x.mean(0, keepdim=True) if x.ndim else x,
    ),
    "over the largest": (
        lambda x: x - x.max(axis=-1, keepdims=True) if x.ndim else x,
        lambda x: x - x.amax(-1, keepdim=True) if x.ndim else x,
    ),
    "turned over": (lambda x: x[::-1][::-1] if x.ndim else x, lambda x: x.flip(0).flip(0) if x.ndim else x),
    "first of each": (lambda x: x + x[:1] if x.ndim else x, lambda x: x + x[:1] if x.ndim else x),
    "picked twice": (
        lambda x: x[np.zeros(len(x.data), dtype=int)] * x if x.ndim else x,
        lambda x: x[torch.zeros(len(x), dtype=int)] * x if x.ndim else x,
    ),
    "reshaped": (
        lambda x: (x.reshape(-1) * 2).reshape(*x.shape),
        lambda x: (x.reshape(-1) * 2).reshape(x.shape),
    ),
}

# Each takes two arrays that broadcast.
PAIRED = {
    "add": (lambda a, b: a + b, lambda a, b: a + b),
    "subtract": (lambda a, b: a - b, lambda a, b: a - b),
    "multiply": (lambda a, b: a * b, lambda a, b: a * b),
    "divide": (lambda a, b: a / (b * b + 1), lambda a, b: a / (b * b + 1)),
    "power": (lambda a, b: (a * a + 0.5) ** b.tanh(), lambda a, b: (a * a + 0.5) ** b.tanh()),
    "maximum": (maximum, torch.maximum),
    "where": (
        lambda a, b: where((a.data + b.data) > 0, a, b),
        lambda a, b: torch.where((a + b) > 0, a, b),
    ),
    "joined": (
        lambda a, b: concatenate([(a + b).reshape(-1), a.reshape(-1)]),
        lambda a, b: torch.cat([(a + b).reshape(-1), a.reshape(-1)]),
    ),
}

MATMUL = [
    ((3,), (3,)),
    ((3,), (3, 2)),
    ((4, 3), (3,)),
    ((4, 3), (3, 2)),
    ((1, 1), (1, 1)),
    ((5, 4, 3), (3, 2)),
    ((4, 3), (5, 3, 2)),
    ((5, 4, 3), (5, 3, 2)),
    ((5, 1, 4, 3), (6, 3, 2)),
    ((1, 4, 3), (5, 3, 2)),
    ((3,), (5, 3, 2)),
    ((5, 4, 3), (3,)),
    ((2, 5, 4, 3), (3,)),
    ((0, 3), (3, 2)),
    ((4, 0), (0, 2)),
]

SHAPES = [(), (1,), (3,), (1, 3), (2, 1), (2, 3), (1, 1), (4, 1, 3), (4, 2, 3), (2, 2, 1, 3)]
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


# Every operation alone --------------------------------------------------------------------------------------


def held_equal(ours, theirs, got, expected, tolerance=1e-6):
    """Compare values, then gradients of a sum in which every entry weighs differently."""
    assert got.shape == tuple(expected.shape)
    assert_allclose(got.data, expected.detach().numpy(), rtol=tolerance, atol=tolerance)
    weights = np.random.default_rng(9).normal(size=got.shape).astype(got.dtype)
    (got * weights).sum().backward()
    (expected * torch.tensor(weights)).sum().backward()
    for one, other in zip(ours, theirs, strict=True):
        assert one.grad.dtype == one.dtype
        assert_allclose(one.grad, other.grad.numpy(), rtol=tolerance, atol=tolerance)


def drawn(shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape) * 2


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", ENTRYWISE)
def test_an_operation_on_one_array(name, shape, dtype):
    x, theirs = both(drawn(shape).astype(dtype))
    ours_does, theirs_does = ENTRYWISE[name]
    held_equal([x], [theirs], ours_does(x), theirs_does(theirs), 1e-6 if dtype is np.float64 else 1e-3)


@pytest.mark.parametrize(
    "shapes", [((), (3,)), ((3,), ()), ((2, 1), (1, 3)), ((4, 1, 3), (2, 1)), ((0, 3), (3,)), ((1,), (0,))]
)
@pytest.mark.parametrize("name", PAIRED)
def test_an_operation_on_two_arrays_that_broadcast_both_ways(name, shapes):
    (a, ta), (b, tb) = both(drawn(shapes[0])), both(drawn(shapes[1], 1))
    ours_does, theirs_does = PAIRED[name]
    held_equal([a, b], [ta, tb], ours_does(a, b), theirs_does(ta, tb))


@pytest.mark.parametrize("shapes", MATMUL)
def test_matmul(shapes):
    (a, ta), (b, tb) = both(drawn(shapes[0])), both(drawn(shapes[1], 1))
    held_equal([a, b], [ta, tb], a @ b, ta @ tb)


@pytest.mark.parametrize("keepdims", [False, True])
@pytest.mark.parametrize("axis", [None, 0, 1, -1, (0, 2), (1, -1)])
@pytest.mark.parametrize("name", ["sum", "mean", "max"])
def test_reductions(name, axis, keepdims):
    x, theirs = both(np.round(drawn((3, 4, 2))))  # rounded: there are ties
    every = tuple(range(3)) if axis is None else axis
    their_name = {"max": "amax"}.get(name, name)
    expected = getattr(theirs, their_name)(dim=every, keepdim=keepdims)
    held_equal([x], [theirs], getattr(x, name)(axis=axis, keepdims=keepdims), expected)


@pytest.mark.parametrize("axis", [0, 1, -1])
@pytest.mark.parametrize("name", ["softmax", "log_softmax"])
def test_softmax_along_any_axis_and_far_out(name, axis):
    x, theirs = both(drawn((3, 4, 2)) * 500)
    held_equal([x], [theirs], getattr(x, name)(axis=axis), getattr(theirs, name)(axis))


KEYS = {
    "one": 1,
    "from the end": -1,
    "slice": slice(1, None),
    "new axis": (None, slice(None), 0),
    "dots": (..., 1),
    "rows with repeats": np.array([0, 2, 2, 2, 1]),
    "pairs with repeats": (np.array([0, 1, 1, 0, 1]), np.array([3, 2, 2, 3, 0])),
    "table of rows": np.array([[0, 1], [1, 0]]),
    "mask": np.array([True, False, True]),
    "list": [2, 2],
    "nothing": np.array([], dtype=int),
}


@pytest.mark.parametrize("name", KEYS)
def test_indexing(name):
    x, theirs = both(drawn((3, 4)))
    key = KEYS[name]
    in_torch = tuple(map(_in_torch, key)) if isinstance(key, tuple) else _in_torch(key)
    held_equal([x], [theirs], x[key], theirs[in_torch])


def _in_torch(part):
    return torch.tensor(part) if isinstance(part, np.ndarray) else part


def test_transposes():
    for axes in [(), (0, 2, 1), (2, 0, 1), (-1, 0, 1)]:
        x, theirs = both(drawn((2, 3, 4)))
        held_equal([x], [theirs], x.transpose(*axes), theirs.permute(axes or (2, 1, 0)))
    x, theirs = both(drawn((2, 3)))
    held_equal([x], [theirs], x.T @ x, theirs.T @ theirs)


@pytest.mark.parametrize("axis", [0, 1, -1])
def test_concatenation_of_three_and_of_the_same_twice(axis):
    (a, ta), (b, tb) = both(drawn((2, 3))), both(drawn((2, 3), 1))
    held_equal([a, b], [ta, tb], concatenate([a, b, a], axis=axis), torch.cat([ta, tb, ta], dim=axis))


@pytest.mark.parametrize(
    "values", [[0.0, -0.0, 1.0, -1.0], [np.nan, 0.0, 1.0, np.inf], [-np.inf, 2.0, 0.0, np.nan]]
)
@pytest.mark.parametrize("name", ["relu", "sigmoid", "tanh", "exp", "max", "sum", "mean"])
def test_zero_infinity_and_nan(name, values):
    x, theirs = both(values)
    with np.errstate(invalid="ignore"):
        got = getattr(x, name)()
        got.sum().backward()
    getattr(theirs, name)().sum().backward()
    assert_allclose(x.grad, theirs.grad.numpy(), rtol=1e-12)


def test_equal_sides_of_maximum_share_and_nan_passes():
    (a, ta), (b, tb) = both([1.0, 2.0, 3.0, np.nan, 0.0]), both([1.0, 3.0, 2.0, 0.0, np.nan])
    maximum(a, b).sum().backward()
    torch.maximum(ta, tb).sum().backward()
    assert_allclose([a.grad, b.grad], [ta.grad.numpy(), tb.grad.numpy()])


@pytest.mark.parametrize(
    ("base", "exponent"), [(0.0, 2.0), (0.0, 1.0), (0.0, 0.0), (2.0, 0.0), (-2.0, 3.0), (2.0, -1.5)]
)
def test_powers_at_the_edges(base, exponent):
    for asks in ("base", "exponent") if base >= 0 else ("base",):
        a, b = both(base), both(exponent)
        ours = a[0] ** b[0] if asks == "exponent" else a[0] ** exponent
        theirs = a[1] ** b[1] if asks == "exponent" else a[1] ** exponent
        ours.backward()
        theirs.backward()
        pair = b if asks == "exponent" else a
        assert_allclose(ours.data, theirs.item())
        assert_allclose(pair[0].grad, pair[1].grad.numpy())


def test_the_mean_of_nothing_is_nan_without_a_warning():
    x, theirs = both(np.zeros((0, 2)))
    held_equal([x], [theirs], x.mean(axis=0), theirs.mean(0))
    assert np.isnan(Tensor([]).mean().data)
