"""Matrices against NumPy's own products, and at the edges."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from firsthand.foundations import linear_layer, matmul, matvec

RNG = np.random.default_rng(0)
MATRICES = [
    RNG.normal(size=(2, 3)),
    RNG.normal(size=(1, 1)),
    RNG.normal(size=(5, 1)),
    np.zeros((0, 3)),
    np.zeros((3, 0)),
    RNG.integers(-9, 9, size=(3, 3)),
    RNG.normal(size=(4, 4)).astype(np.float32),
    RNG.normal(size=(6, 4)).T[::2],
    1e8 + RNG.normal(size=(3, 4)),
    np.array([[np.nan, 1.0], [1.0, 2.0]]),
]


@pytest.mark.parametrize("W", MATRICES)
def test_matvec_equals_numpys(W):
    x = np.arange(W.shape[1]) - 1.5
    assert_allclose(matvec(W, x), np.asarray(W, float) @ x, rtol=1e-9, atol=1e-6)


@pytest.mark.parametrize("A", MATRICES)
@pytest.mark.parametrize("n", [0, 1, 2, 5])
def test_matmul_equals_numpys(A, n):
    B = np.linspace(-1, 2, A.shape[1] * n).reshape(A.shape[1], n)
    assert_allclose(matmul(A, B), np.asarray(A, float) @ B, rtol=1e-9, atol=1e-6)


@pytest.mark.parametrize("W", MATRICES)
def test_linear_layer_equals_numpys(W):
    b = np.arange(len(W)) + 0.5
    for shape in [(), (0,), (1,), (4,)]:
        x = np.ones((*shape, W.shape[1]))
        y = linear_layer(x, W, b)
        assert y.shape == (*shape, len(W))
        assert_allclose(y, x @ np.asarray(W, float).T + b, rtol=1e-9, atol=1e-6)


def test_roadmap_numbers():
    W, x = [[0.1, 0.3, -0.2], [-0.5, 0.2, 0.4]], [170, 70, 25]
    assert_allclose(matvec(W, x), [33, -61])
    assert_allclose(linear_layer(x, W, [0, 0]), [33, -61])


def test_a_batch_is_its_rows_one_by_one():
    W, b, x = RNG.normal(size=(3, 4)), RNG.normal(size=3), RNG.normal(size=(5, 4))
    assert_allclose(linear_layer(x, W, b), [linear_layer(row, W, b) for row in x])


def test_a_product_of_matrices_is_one_after_the_other():
    A, B, x = RNG.normal(size=(2, 3)), RNG.normal(size=(3, 4)), RNG.normal(size=4)
    assert_allclose(matvec(matmul(A, B), x), matvec(A, matvec(B, x)))


def test_results_are_new_float_arrays_and_arguments_stay():
    W, x, b = np.array([[1, 2], [3, 4]]), np.array([5, 6]), np.array([7, 8])
    copies = W.copy(), x.copy(), b.copy()
    for result in (matvec(W, x), matmul(W, W), linear_layer(x, W, b), linear_layer(W, W, b)):
        assert result.dtype == np.float64
        result[...] = 0
    for now, before in zip((W, x, b), copies, strict=True):
        assert_array_equal(now, before)


@pytest.mark.parametrize("x", [[1.0, 2.0], [1.0], 1.0, [[1.0], [2.0], [3.0]]])
def test_matvec_refuses_shapes_that_do_not_fit(x):
    with pytest.raises(
        ValueError, match=r"x must have one entry for each column of W, got shapes \(.*\(2, 3\)"
    ):
        matvec(np.ones((2, 3)), x)


@pytest.mark.parametrize("B", [np.ones((2, 3)), np.ones((1, 3))])
def test_matmul_refuses_shapes_that_do_not_fit(B):
    with pytest.raises(ValueError, match=r"The inner sizes must be equal, got \(2, 3\) and \("):
        matmul(np.ones((2, 3)), B)


@pytest.mark.parametrize(("x", "W"), [((3,), (2, 4)), ((1,), (2, 3)), ((2, 3), (2, 4)), ((2, 1), (2, 3))])
def test_linear_layer_refuses_inputs_that_do_not_fit(x, W):
    with pytest.raises(ValueError, match=r"one entry for each column of W|inner sizes must be equal"):
        linear_layer(np.ones(x), np.ones(W), np.ones(2))
