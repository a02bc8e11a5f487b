"""Every number that the lesson Vectors states, and what its explorable says."""

import itertools
import math

import numpy as np
import pytest
import scipy.linalg
from numpy.testing import assert_allclose, assert_array_equal

from firsthand import data
from firsthand.foundations import add, cosine_similarity, dot, most_similar, norm
from firsthand.lessons.foundations.vectors.explorable import A, angle

TASTES = {
    "a": np.array([5, 1, 4, 0, 2]),
    "b": np.array([4, 0, 5, 1, 1]),
    "c": np.array([0, 5, 0, 0, 5]),
    "d": np.array([5, 5, 5, 5, 5]),
}


def test_the_dot_product_of_one_two_three_and_four_five_six_is_32():
    assert dot([1, 2, 3], [4, 5, 6]) == 32


def test_tastes_compared_by_dot_product():
    a = TASTES["a"]
    assert_array_equal(a * TASTES["b"], [20, 0, 20, 0, 2])
    assert_array_equal(a * TASTES["c"], [0, 5, 0, 0, 10])
    assert [dot(a, TASTES[name]) for name in "bcd"] == [42, 15, 60]


def test_tastes_compared_by_cosine():
    a = TASTES["a"]
    cosines = [round(cosine_similarity(a, TASTES[name]), 3) for name in "bcd"]
    assert cosines == [0.944, 0.313, 0.791]
    assert most_similar(a, [TASTES[name] for name in "bcd"]) == 0


def test_numpy_stretches_a_vector_of_length_1_and_add_does_not():
    assert_array_equal(np.array([1.0, 2.0, 3.0]) + np.array([10.0]), [11, 12, 13])
    with pytest.raises(ValueError, match="same length"):
        add([1.0, 2.0, 3.0], [10.0])


def test_a_square_overflows_where_the_length_does_not():
    assert 1.79e308 < np.finfo(float).max < 1.8e308
    assert math.isinf(9e400)
    assert norm([3, 4]) == 5
    assert scipy.linalg.norm([3e200, 4e200]) == pytest.approx(5e200)


def test_the_angles_of_the_figure():
    cosines = [cosine_similarity([2, 1], b) for b in ([1, 0.5], [1, 2], [-1, 2], [-2, -1])]
    assert_allclose(cosines, [1, 0.8, 0, -1], atol=1e-12)


def test_nan_would_win_a_search():
    assert np.argmax([0.9, np.nan, 0.95]) == 1


def test_for_vectors_of_length_1_the_squared_distance_is_2_minus_2_cosines():
    vectors = np.random.default_rng(0).normal(size=(10, 4))
    units = [v / norm(v) for v in vectors]
    for a, b in itertools.combinations(units, 2):
        assert norm(a - b) ** 2 == pytest.approx(2 - 2 * cosine_similarity(a, b))
        assert dot(a, b) == pytest.approx(cosine_similarity(a, b))


def test_the_nearest_digit_is_right_49_times_by_cosine_and_42_times_by_dot_product():
    digits = data.load("digits")
    known, labels = digits.X[:1000], digits.y[:1000]
    new, truth = digits.X[1000:1050], digits.y[1000:1050]
    found = np.array([most_similar(picture, known) for picture in new])
    by_dot = np.array([np.argmax(known @ picture) for picture in new])
    assert (labels[found] == truth).sum() == 49
    assert (labels[by_dot] == truth).sum() == 42
    assert_array_equal([most_similar(0.3 * picture, known) for picture in new[:10]], found[:10])


def scene(direction=80.0, length=2.5):
    return angle.draw({"direction": direction, "length": length})


def test_the_explorable_follows_length_by_dot_product_only():
    short, long = dict(scene(length=1.0).numbers), dict(scene(length=4.0).numbers)
    assert short["cosine"] == long["cosine"]
    assert float(long["dot product"]) == pytest.approx(4 * float(short["dot product"]), abs=0.05)


def test_the_explorable_has_its_right_angle_where_it_should():
    right = math.degrees(math.atan2(A[1], A[0])) + 90
    numbers = dict(scene(direction=right).numbers)
    assert float(numbers["dot product"]) == float(numbers["cosine"]) == 0
    assert numbers["angle"] == "90°"


def test_the_explorable_knows_no_angle_of_a_vector_of_zeros():
    assert dict(scene(length=0.0).numbers) == {"dot product": "0.00", "cosine": "0.00", "angle": "none"}


@pytest.mark.parametrize("direction", range(-180, 181, 30))
@pytest.mark.parametrize("length", [0.0, 0.1, 4.0])
def test_the_explorable_stays_in_its_picture(direction, length):
    for series in scene(direction, length).series:
        assert np.abs([*series.x, *series.y]).max() <= 4


def test_the_text_states_the_dot_products_of_the_tastes(stated):
    a = TASTES["a"]
    said = stated.matching("vectors", r"0 \+ 2 = (\d+), for `a` and `c` only 0 \+ 5 \+ 0 \+ 0 \+ 10 = (\d+)")
    assert said == [dot(a, TASTES["b"]), dot(a, TASTES["c"])]
    assert stated.matching("vectors", r"(\d+) beats (\d+), so is `d`") == [
        dot(a, TASTES["d"]),
        dot(a, TASTES["b"]),
    ]


def test_the_dot_product_prefers_pictures_with_much_ink():
    digits = data.load("digits")
    known, new = digits.X[:1000], digits.X[1000:1050]
    ink = known.sum(axis=1)
    assert np.all(ink[(new @ known.T).argmax(axis=1)] > np.median(ink))
