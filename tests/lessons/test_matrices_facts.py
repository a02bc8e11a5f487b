"""Every number that the lesson Matrices states, and what its explorable says."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from firsthand import data
from firsthand.foundations import dot, linear_layer, matmul, matvec
from firsthand.lessons.foundations.matrices.explorable import plane

W = np.array([[0.1, 0.3, -0.2], [-0.5, 0.2, 0.4]])
X = np.array([[170, 70, 25], [160, 50, 30], [180, 90, 40], [150, 45, 8]])
B = np.array([-30.0, 50.0])


def test_two_neurons_answer_33_and_minus_61():
    assert_allclose(W[0] * X[0], [17, 21, -5])
    assert_allclose(matvec(W, X[0]), [33, -61])
    assert_allclose([dot(row, X[0]) for row in W], [33, -61])


def test_broadcasting_refuses_the_middle_case_and_lets_the_right_one_through():
    with pytest.raises(ValueError, match=r"could not be broadcast together with shapes \(2,3\) \(2,\)"):
        W * np.array([1.0, 2.0])
    assert (W * np.array([10.0])).shape == (2, 3)
    with pytest.raises(ValueError, match="one entry for each column"):
        matvec(W, [10.0])


def test_the_columns_are_where_the_unit_arrows_land():
    matrix = [[1.5, 0.3], [-0.2, 0.5]]
    assert_array_equal(matvec(matrix, [1, 0]), [1.5, -0.2])
    assert_array_equal(matvec(matrix, [0, 1]), [0.3, 0.5])


def test_the_matrices_of_the_figure_do_what_their_names_say():
    determinants = {
        "turn": ([[0.8, -0.6], [0.6, 0.8]], 1),
        "stretch": ([[1.5, 0.0], [0.0, 0.5]], 0.75),
        "shear": ([[1.0, 0.8], [0.0, 1.0]], 1),
        "mirror": ([[0.0, 1.0], [1.0, 0.0]], -1),
        "flatten": ([[1.0, 0.5], [0.5, 0.25]], 0),
    }
    for matrix, expected in determinants.values():
        assert np.linalg.det(matrix) == pytest.approx(expected, abs=1e-12)
    turn = np.array(determinants["turn"][0])
    assert_allclose(matmul(turn.T, turn), np.eye(2), atol=1e-12)
    with pytest.raises(np.linalg.LinAlgError):
        np.linalg.inv(determinants["flatten"][0])


def test_the_order_of_a_product_counts():
    turn, stretch = [[0.8, -0.6], [0.6, 0.8]], [[1.5, 0.0], [0.0, 0.5]]
    assert_allclose(matmul(turn, stretch), [[1.2, -0.3], [0.9, 0.4]])
    assert np.abs(matmul(turn, stretch) - matmul(stretch, turn)).max() > 0.1


def test_a_batch_of_four():
    assert_allclose(linear_layer(X, W, B), [[3, -11], [-5, -8], [7, -6], [-3.1, -12.8]])


def test_a_bias_that_stands_up_is_silently_wrong():
    two = X[:2] @ W.T
    assert_allclose(two + B, [[3, -11], [-5, -8]])
    assert_allclose(two + B[:, np.newaxis], [[3, -91], [75, -8]])


def test_a_layer_of_average_digits_reads_89_percent():
    digits = data.load("digits")
    known, labels = digits.X[:1000], digits.y[:1000]
    rows = np.array([known[labels == digit].mean(axis=0) for digit in range(10)])
    answers = linear_layer(digits.X[1000:], rows, -np.sum(rows**2, axis=1) / 2)
    assert answers.shape == (797, 10)
    assert round((answers.argmax(axis=1) == digits.y[1000:]).mean(), 2) == 0.89
    nearest = ((digits.X[1000:, np.newaxis] - rows) ** 2).sum(axis=2).argmin(axis=1)
    assert_array_equal(answers.argmax(axis=1), nearest)


def test_two_linear_layers_are_one():
    V, c = np.array([[1.0, -2.0]]), np.array([3.0])
    one_after_the_other = linear_layer(linear_layer(X, W, B), V, c)
    assert_allclose(one_after_the_other, linear_layer(X, matmul(V, W), matvec(V, B) + c))


def test_shapes_in_the_interview():
    assert linear_layer(np.zeros((32, 784)), np.zeros((10, 784)), np.zeros(10)).shape == (32, 10)
    assert (np.zeros((5, 1)) + np.zeros(4)).shape == (5, 4)
    n = 1000
    assert n**2 + n**2 == 2_000_000
    assert n**3 + n**2 > 1_000_000_000


def scene(a, b, c, d):
    return plane.draw({"a": a, "b": b, "c": c, "d": d})


@pytest.mark.parametrize(
    ("matrix", "determinant", "orientation"),
    [
        ((1.0, 0.0, 0.0, 1.0), "1.00", "kept"),
        ((0.0, 1.0, 1.0, 0.0), "-1.00", "mirrored"),
        ((1.0, 0.5, 0.5, 0.25), "0.00", "lost"),
        ((1.5, -1.5, 1.5, 1.5), "4.50", "kept"),
    ],
)
def test_the_explorable_says_what_becomes_of_the_plane(matrix, determinant, orientation):
    numbers = dict(scene(*matrix).numbers)
    assert numbers["determinant"] == determinant
    assert numbers["area of the square"] == determinant.removeprefix("-")
    assert numbers["orientation"] == orientation


def test_the_explorable_lands_the_unit_arrows_on_the_columns():
    arrows = [series for series in scene(1.2, 0.4, -0.3, 1.5).series if series.kind == "arrow"]
    assert [(arrow.x[1], arrow.y[1]) for arrow in arrows] == [(1.2, -0.3), (0.4, 1.5)]


def test_the_explorable_draws_an_area_of_the_size_of_the_determinant():
    square = next(series for series in scene(1.2, 0.4, -0.3, 1.5).series if series.kind == "area")
    x, y = np.array(square.x), np.array(square.y)
    shoelace = abs(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1])) / 2
    assert shoelace == pytest.approx(1.2 * 1.5 + 0.4 * 0.3)


@pytest.mark.parametrize("a", [-1.5, 1.5])
@pytest.mark.parametrize("b", [-1.5, 0.0, 1.5])
def test_the_explorable_stays_in_its_picture(a, b):
    assert len(plane.controls) == 4
    for series in scene(a, b, b, a).series:
        assert len(series.x) == len(series.y)
        assert np.abs([*series.x, *series.y]).max() <= 3


def test_the_nearest_neighbour_reads_digits_better_than_the_layer_of_averages(stated):
    digits = data.load("digits")
    known, labels = digits.X[:1000], digits.y[:1000]
    new, truth = digits.X[1000:], digits.y[1000:]
    rows = np.array([known[labels == digit].mean(axis=0) for digit in range(10)])
    layer = linear_layer(new, rows, -np.sum(rows**2, axis=1) / 2).argmax(axis=1)
    neighbour = labels[(new @ (known / np.linalg.norm(known, axis=1)[:, np.newaxis]).T).argmax(axis=1)]
    assert np.mean(neighbour == truth) > np.mean(layer == truth) + 0.05
    assert stated.matching("matrices", r"picture with ([\d,]+) others; this layer") == [len(known)]
