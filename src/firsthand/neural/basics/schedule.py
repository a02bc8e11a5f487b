"""What steers a training run from outside: the learning rate over time, the length of a gradient, when to stop."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from firsthand._typing import Array


def learning_rate_at(step: int, n_steps: int, peak: float, n_warmup: int = 0) -> float:
    """Give the learning rate of one step: a straight climb to the peak, then half a cosine down towards 0.

    Steps count from 0. The climb takes the first `n_warmup` steps: the first of
    them has peak / n_warmup, the last of them the peak. The steps after it go
    down from the peak along half a wave,
    peak * (1 + cos(pi * t)) / 2 with t = (step - n_warmup) / (n_steps - n_warmup).
    So step `n_warmup` has the peak too, and the rate would be 0 at step
    `n_steps`, which is no longer taken.
    Smith (2018), arXiv:1803.09820; Loshchilov and Hutter (2017), arXiv:1608.03983.

    Parameters
    ----------
    step : int
        From 0 to n_steps - 1.
    n_steps : int
        Steps of the whole training.
    peak : float
        The largest rate.
    n_warmup : int, default=0
        Steps of the climb, from 0 to n_steps - 1. With 0 there is no climb.

    Returns
    -------
    float
        Above 0, at most the peak.
    """
    if step < n_warmup:
        return peak * (step + 1) / n_warmup
    share = (step - n_warmup) / (n_steps - n_warmup)  # of the way down, 0 to 1
    return peak * (1 + math.cos(math.pi * share)) / 2


def clip_gradient_norm(gradients: Sequence[ArrayLike], max_norm: float) -> list[Array]:
    """Shorten the gradients of all parameters together, so that their length is at most `max_norm`.

    The length is that of one long vector with all numbers of all arrays in it:
    the root of the sum of all squares. Where it is above `max_norm`, every
    array is multiplied by max_norm / length, so the direction stays. Where it
    is not, nothing changes; gradients of nothing but zeros stay zeros.
    Pascanu, Mikolov and Bengio (2013), arXiv:1211.5063.

    Parameters
    ----------
    gradients : list of arrays
        One for each parameter, of any shapes. They are left as they are.
    max_norm : float
        Above 0.

    Returns
    -------
    list of arrays
        New arrays of the same shapes, in the same order.
    """
    arrays = [np.asarray(gradient, dtype=float) for gradient in gradients]
    length = math.sqrt(sum(float(np.sum(array**2)) for array in arrays))
    shrink = min(1.0, max_norm / length) if length > 0 else 1.0
    return [array * shrink for array in arrays]


def should_stop(losses: Sequence[float], patience: int) -> bool:
    """Say whether training should stop: no new low of the validation loss for `patience` epochs.

    An epoch is better when its loss is below all losses before it; an equal one
    is not better, and neither is NaN. Stop when none of the last `patience`
    epochs was better. The first epoch always is, so nothing stops before epoch
    number patience + 1.

    Parameters
    ----------
    losses : list of float
        Validation losses of the epochs so far, the latest at the end. At least
        one, and the first is a number.
    patience : int
        At least 1: how many epochs in a row may bring nothing.

    Returns
    -------
    bool
    """
    best = 0  # the epoch with the lowest loss so far, the first of equals
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
    return len(losses) - 1 - best >= patience
