"""The nearest vectors, beside scikit-learn."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.neighbors import NearestNeighbors

from firsthand.rag.basics.top_k import cosine_top_k


@pytest.mark.parametrize("seed", range(4))
def test_the_same_neighbours_as_scikit_learn(seed):
    rng = np.random.default_rng(seed)
    vectors, query = rng.normal(size=(200, 8)), rng.normal(size=8)
    rows, scores = cosine_top_k(query, vectors, 10)
    distances, theirs = NearestNeighbors(n_neighbors=10, metric="cosine").fit(vectors).kneighbors(query[None])
    assert_array_equal(rows, theirs[0])
    assert_allclose(scores, 1 - distances[0], atol=1e-12)


def test_length_does_not_matter():
    rng = np.random.default_rng(0)
    vectors, query = rng.normal(size=(50, 4)), rng.normal(size=4)
    stretched = vectors * rng.uniform(0.01, 100, size=(50, 1))
    for part, other in zip(
        cosine_top_k(query, vectors, 5), cosine_top_k(7 * query, stretched, 5), strict=True
    ):
        assert_allclose(part, other)


def test_zeros_are_similar_to_nothing():
    rows, scores = cosine_top_k([1.0, 0.0], [[-1.0, 0.0], [0.0, 0.0]], 2)
    assert (rows.tolist(), scores.tolist()) == ([1, 0], [0.0, -1.0])
    assert cosine_top_k([0.0, 0.0], [[1.0, 0.0]], 1)[1].tolist() == [0.0]


def test_more_than_there_are_gives_all():
    assert len(cosine_top_k([1.0], [[1.0], [2.0]], 9)[0]) == 2
