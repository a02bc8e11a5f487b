"""How often the majority of several samples is right: self-consistency computed."""

from math import comb, factorial

import numpy as np


def vote_accuracy(accuracy: float, n_votes: int, n_wrong: int = 1) -> float:
    """Compute how often the answer with the most votes is the right one.

    Each vote is right with probability `accuracy`, independently of the others; a wrong one falls on each of
    `n_wrong` wrong answers alike. Ties are broken evenly. With one wrong answer this is the tail of a binomial;
    the more the wrong answers scatter, the fewer right votes are enough.

    The probability is summed over r, the number of right votes, and t, the number of wrong answers that have r
    votes too (r wins one such tie in t + 1). Ways to deal the other votes out so that no wrong answer has more are
    counted by exponential generating functions, the powers of 1 + x + x²/2! + …; cost O(n_votes² · n_wrong).

    Parameters
    ----------
    accuracy : float
        Probability from 0 to 1 that one sample is right.
    n_votes : int
        Samples that vote; at least 1.
    n_wrong : int, default=1
        Wrong answers among which the wrong votes are spread; at least 1.

    Returns
    -------
    float

    References
    ----------
    Wang et al. (2023), Self-Consistency Improves Chain of Thought Reasoning, arXiv:2203.11171. The binomial case is
    Condorcet's jury theorem (1785).
    """
    if not 0 <= accuracy <= 1:
        raise ValueError(f"accuracy must be from 0 to 1, got {accuracy}. Give a share, not a percentage.")
    if n_votes < 1 or n_wrong < 1:
        raise ValueError(f"n_votes and n_wrong must be at least 1, got {n_votes} and {n_wrong}.")
    wins = 0.0
    for right in range(1, n_votes + 1):
        left = n_votes - right
        share = comb(n_votes, right) * accuracy**right * ((1 - accuracy) / n_wrong) ** left
        wins += share * sum(_ways(left, right, n_wrong, tied) / (tied + 1) for tied in range(n_wrong + 1))
    return wins


def _ways(votes: int, most: int, n_answers: int, tied: int) -> float:
    """In how many ways votes fall on the answers so that `tied` of them have `most` and the others fewer."""
    rest = votes - tied * most
    if rest < 0:
        return 0.0
    below = np.array(
        [1 / factorial(count) for count in range(min(most, votes + 1))]
    )  # powers of x, up to most - 1
    series = np.ones(1)
    for _ in range(n_answers - tied):
        series = np.convolve(series, below)[: rest + 1]
    if rest >= len(series):
        return 0.0
    return float(factorial(votes) * comb(n_answers, tied) * series[rest] / factorial(most) ** tied)
