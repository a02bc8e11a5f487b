"""How long to wait before a request is tried again."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def backoff_delays(draws: ArrayLike, base: float = 0.5, cap: float = 8.0) -> NDArray[np.float64]:
    """Say how long to wait before each retry: exponential backoff with full jitter.

    The longest wait doubles from retry to retry, so that a server in trouble gets room;
    it never exceeds `cap`. The real wait is a random share of it, so that clients which
    failed together do not come back together.

    Parameters
    ----------
    draws : array of shape (n,), n from 0 to 1,000
        One random number from 0 to 1 for each retry: the share of the longest wait.
    base : float, default=0.5
        Longest wait before the first retry, in seconds.
    cap : float, default=8.0
        What the longest wait never exceeds, in seconds.

    Returns
    -------
    array of shape (n,)
        Seconds to wait before each retry, each counted from the failure before it.

    References
    ----------
    Brooker (2015), Exponential Backoff And Jitter, AWS Architecture Blog.
    """
    shares = np.asarray(draws, dtype=float)
    longest = np.minimum(cap, base * 2.0 ** np.arange(len(shares)))
    return shares * longest
