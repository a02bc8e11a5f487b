"""Operations entry by entry and products: values and gradients are PyTorch's, at corners and edges too."""

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose
from tests.neural.autograd.twins import ENTRYWISE, MATMUL, PAIRED, SHAPES, both, drawn, held_equal

from firsthand.neural.autograd import maximum


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
