"""Ratings of films, and their folds."""

import numpy as np
from numpy.testing import assert_allclose


def test_movielens(load):
    films = load("movielens-100k")
    assert films.ratings.shape == (100_000, 4)
    assert_allclose(films.ratings[:, 2].mean(), 3.52986)
    assert len(np.unique(films.ratings[:, 0])) == len(films.ages) == len(films.occupations) == 943
    assert len(np.unique(films.ratings[:, 1])) == len(films.titles) == 1_682
    assert films.titles[0] == "Toy Story (1995)"
    assert films.genres.shape == (1_682, len(films.genre_names)) == (1_682, 19)
    assert [films.genre_names[i] for i in np.flatnonzero(films.genres[0])] == [
        "Animation",
        "Children's",
        "Comedy",
    ]
    assert films.titles[542] == "Misérables, Les (1995)"
    every = {tuple(row) for row in films.ratings}
    for train, test in films.folds:
        assert (len(train), len(test)) == (80_000, 20_000)
        assert {tuple(row) for row in train} | {tuple(row) for row in test} == every
    assert np.concatenate([test for _, test in films.folds])[:, :2].shape == (100_000, 2)
