"""Random forests in their plainest form: drawing rows, and asking all trees."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray


def bootstrap_sample(n: int, rng: np.random.RandomState) -> NDArray[np.intp]:
    """Draw n of the rows 0 to n - 1 with replacement: a sample like the one at hand, but another.

    Every draw gives each row the same chance. On average 63.2 % of the rows
    are in the sample, some several times: one row is missed with probability
    (1 - 1/n) ** n, about 1/e.

    Parameters
    ----------
    n : int
        1 or more.
    rng : numpy.random.RandomState
        The one source of chance. It is told its seed before: started alike, it
        gives the same sample; asked again, another. Draw with its methods,
        such as rng.randint(low, high, size) or rng.choice.

    Returns
    -------
    ndarray of int, shape (n,)
        Row numbers, in any order.
    """
    return rng.randint(0, n, n)


def out_of_bag_rows(drawn: ArrayLike, n: int) -> NDArray[np.intp]:
    """Find the rows of 0 to n - 1 that a bootstrap sample left out: a test set that cost nothing.

    Parameters
    ----------
    drawn : array of int, shape (m,)
        Row numbers from 0 to n - 1, in any order, some of them several times.
    n : int
        How many rows there are.

    Returns
    -------
    ndarray of int, ascending
        Each row that was not drawn, once; perhaps none.
    """
    seen = np.zeros(n, dtype=np.bool_)
    seen[np.asarray(drawn)] = True
    return np.flatnonzero(~seen)


def majority_vote(votes: ArrayLike) -> NDArray[np.generic]:
    """Let trees vote: for each row the label that most trees gave, the smallest of equally frequent ones.

    Parameters
    ----------
    votes : array of shape (n_trees, n)
        Labels of any kind, numbers or words.

    Returns
    -------
    ndarray of shape (n,)
        Labels.
    """
    votes = np.asarray(votes)
    labels = np.unique(votes)  # (k,)
    counts = np.stack([(votes == label).sum(axis=0) for label in labels])  # (k, n)
    return labels[counts.argmax(axis=0)]
