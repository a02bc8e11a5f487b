"""Keeping a network from learning its training rows by heart."""

import numpy as np

from firsthand._typing import Array, Random


def dropout(activations: Array, rate: float, rng: Random, training: bool = True) -> Array:
    """Switch off a random share of the activations, and make up for it in the others.

    Each entry becomes 0 with probability `rate`, on its own, and is divided
    by 1 - rate otherwise: on average it is what it was. When the network is
    used rather than trained, nothing is switched off and nothing scaled.

    Parameters
    ----------
    activations : array of any shape
    rate : float
        The probability of being switched off, from 0 to below 1.
    rng : numpy.random.Generator or RandomState
        The only source of chance; each call draws anew.
    training : bool, default=True
        If False, the activations come back as they are.

    Returns
    -------
    ndarray of float, shape of activations
        The activations given stay as they are.

    References
    ----------
    Srivastava et al. (2014), Dropout, JMLR 15.
    """
    if not training:
        return activations
    kept = rng.random(np.shape(activations)) >= rate
    return np.where(kept, activations, 0.0) / (1 - rate)
