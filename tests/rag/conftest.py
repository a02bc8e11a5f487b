"""Documents as lists of words, for both kinds of BM25."""

import random

import pytest


def collection(seed, n=60, words=40):
    """Documents with common and rare words, some of them empty, and a query that repeats itself."""
    rng = random.Random(seed)
    vocabulary = [f"w{number}" for number in range(words)]
    weights = [1 / (number + 1) for number in range(words)]
    documents = [rng.choices(vocabulary, weights, k=rng.randrange(0, 30)) for _ in range(n)]
    return documents, [*rng.choices(vocabulary, k=4), "w1", "w1", "unknown"]


@pytest.fixture(params=range(4), ids="seed{}".format)
def documents_and_query(request):
    return collection(request.param)
