"""Vectors against NumPy, the standard library and scikit-learn, and at the edges."""

import math

import numpy as np
import pytest
import scipy.linalg
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.metrics.pairwise import cosine_similarity as sklearn_cosine

from firsthand.foundations import add, cosine_similarity, dot, most_similar, norm, scale

PAIRS = [
    ([1, 2, 3], [4, 5, 6]),
    ([], []),
    ([-2.5], [4]),
    ([0, 0], [1, -1]),
    (np.float32([0.1, 0.2]), np.float32([3, 4])),
    (np.arange(10)[::3], np.arange(10)[::-3]),
    ([1e8 + 1, 1e8 + 2, 1e8 + 3], [1e8 - 1, 1e8, 1e8 + 1]),
    ([np.nan, 1], [0, 1]),
]


@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_add_scale_dot_and_norm_equal_numpys(a, b):
    as_floats = np.asarray(a, float), np.asarray(b, float)
    assert_array_equal(add(a, b), np.add(*as_floats))
    assert_array_equal(scale(-2.5, a), np.multiply(-2.5, as_floats[0]))
    assert_allclose(dot(a, b), np.dot(*as_floats), rtol=1e-12)
    assert_allclose(norm(a), np.linalg.norm(as_floats[0]), rtol=1e-12)


def test_results_are_plain_floats_and_new_arrays():
    a = np.array([3, 4])
    assert type(dot(a, a)) is float
    assert type(norm(a)) is float
    assert type(cosine_similarity(a, a)) is float
    assert type(most_similar(a, [a])) is int
    assert add(a, a).dtype == scale(2, a).dtype == np.float64
    unit = scale(1, np.array([3.0, 4.0]))
    unit[0] = 9
    assert_array_equal(a, [3, 4])


def test_no_function_writes_into_its_arguments():
    a, b = np.array([3.0, -4.0]), np.array([1.0, 2.0])
    add(a, b), scale(2, a), dot(a, b), norm(a), cosine_similarity(a, b), most_similar(a, [a, b])
    assert_array_equal(a, [3, -4])
    assert_array_equal(b, [1, 2])


def test_dot_does_not_overflow_whole_numbers():
    big = np.array([2**40, 2**40])
    assert dot(big, big) == 2.0**81


@pytest.mark.parametrize("size", [1e-150, 1e-8, 1.0, 1e8, 1e150])
def test_norm_is_scipys_as_long_as_the_squares_fit(size):
    a = np.array([3 * size, -4 * size])
    assert_allclose(norm(a), scipy.linalg.norm(a), rtol=1e-12)


def test_beyond_that_scipys_is_the_one_to_take_as_the_docstring_says():
    a = np.array([3e200, -4e200])
    with np.errstate(over="ignore"):
        assert norm(a) == np.inf
    assert_allclose(scipy.linalg.norm(a), 5e200)


def test_norm_of_zeros_infinities_and_nan():
    assert norm([0.0, -0.0]) == 0
    assert norm([-np.inf, 1]) == np.inf
    assert math.isnan(norm([np.nan, 1]))
    assert norm(np.float32([3e30, 4e30])) == pytest.approx(5e30)


def test_norm_obeys_the_triangle_inequality():
    rng = np.random.default_rng(0)
    for a, b in rng.normal(size=(50, 2, 4)):
        assert norm(add(a, b)) <= norm(a) + norm(b) + 1e-12
        assert norm(scale(-3, a)) == pytest.approx(3 * norm(a))


def test_cosine_similarity_equals_scikit_learns():
    rng = np.random.default_rng(0)
    rows = rng.normal(size=(20, 5)) * 10.0 ** rng.integers(-5, 5, size=(20, 1))
    rows[3] = 0
    ours = [[cosine_similarity(a, b) for b in rows] for a in rows]
    assert_allclose(ours, sklearn_cosine(rows), atol=1e-12)


@pytest.mark.parametrize("size", [1e-150, 1e-8, 1.0, 1e8, 1e150])
def test_cosine_similarity_does_not_depend_on_length(size):
    assert cosine_similarity([size, size], [1 / 3, 0]) == pytest.approx(math.sqrt(0.5))
    assert cosine_similarity([size], [-size]) == pytest.approx(-1)


def test_cosine_similarity_stays_between_minus_one_and_one_but_for_rounding():
    rng = np.random.default_rng(0)
    for a in rng.normal(size=(500, 3)):
        assert abs(cosine_similarity(a, a)) <= 1 + 1e-15


def test_a_vector_of_zeros_is_similar_to_nothing():
    assert cosine_similarity([0, 0], [1, 2]) == cosine_similarity([0, 0], [0, 0]) == 0
    assert math.isnan(cosine_similarity([np.nan, 1], [1, 1]))


def test_most_similar_goes_by_direction_and_takes_the_first_of_equals():
    assert most_similar([1, 1], [[100, 0], [0.1, 0.1], [-5, -5]]) == 1
    assert most_similar([1, 0], [[0, 3], [2, 0], [2, 0], [7, 0]]) == 1
    assert most_similar([0, 0], [[1, 2], [3, 4]]) == 0
    assert most_similar([-1, 0], [[1, 0], [0, 0]]) == 1


def test_most_similar_equals_scikit_learns_ranking():
    rng = np.random.default_rng(0)
    rows, queries = rng.normal(size=(30, 6)), rng.normal(size=(40, 6))
    assert [most_similar(q, rows) for q in queries] == sklearn_cosine(queries, rows).argmax(axis=1).tolist()


@pytest.mark.parametrize("measure", [add, dot, cosine_similarity])
@pytest.mark.parametrize("b", [[1.0, 2.0], [2.0], [], 5.0, [[1.0, 2.0, 3.0]]])
def test_vectors_of_different_lengths_are_refused(measure, b):
    with pytest.raises(ValueError, match=r"vectors of the same length, got shapes \(3,\) and "):
        measure([1.0, 2.0, 3.0], b)


def test_a_vector_of_zeros_does_not_hide_a_wrong_length():
    with pytest.raises(ValueError, match="same length"):
        cosine_similarity([0.0, 0.0], [1.0, 2.0, 3.0])


@pytest.mark.parametrize(
    ("rows", "said"), [(np.zeros((0, 2)), "empty"), ([], "empty"), ([1.0, 2.0], "same length")]
)
def test_most_similar_needs_rows(rows, said):
    with pytest.raises(ValueError, match=said):
        most_similar([1.0, 2.0], rows)


def test_most_similar_refuses_rows_of_another_length():
    with pytest.raises(ValueError, match=r"got shapes \(2,\) and \(3,\)"):
        most_similar([1.0, 2.0], [[1.0, 2.0, 3.0]])
