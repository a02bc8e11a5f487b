"""Early stopping: how many rounds to keep, by the loss on rows that teach nothing."""

import numpy as np
from numpy.typing import ArrayLike


def best_round(losses: ArrayLike, patience: int) -> int:
    """Say how many rounds early stopping keeps.

    Look at the held-out losses in their order, as if each had only just been measured. Stop as soon as
    `patience` rounds in a row have passed without a loss below the lowest so far. What comes after is
    never seen.

    Parameters
    ----------
    losses : array of shape (n,)
        The held-out loss before the first round, then after each: losses[i] is the one with i rounds. At
        least one.
    patience : int
        1 or more.

    Returns
    -------
    int
        How many rounds had the lowest loss of those looked at; of equal ones the fewest. It may be 0.
    """
    best, lowest = 0, np.inf
    for rounds, loss in enumerate(np.asarray(losses)):
        if loss < lowest:
            best, lowest = rounds, loss
        elif rounds - best >= patience:
            break
    return best
