"""Where a network starts: random weights whose size keeps the signal at its strength."""

import numpy as np

from firsthand._typing import Floats, Random


def he_init(n_in: int, n_out: int, rng: Random) -> Floats:
    """Draw the first weights of a ReLU layer: normal, mean 0, variance 2 / n_in.

    A neuron adds up n_in products, so the variance of its sum is n_in times
    that of one; ReLU then throws half of it away. 2 / n_in makes up for both,
    and the signal is as strong behind the layer as before it. Every weight is
    drawn on its own: neurons that start alike would stay alike.

    Parameters
    ----------
    n_in, n_out : int
        Numbers of inputs and of neurons.
    rng : numpy.random.Generator or RandomState
        The only source of chance: the same rng gives the same weights.

    Returns
    -------
    ndarray of float, shape (n_in, n_out)
        One column a neuron.

    References
    ----------
    He, Zhang, Ren and Sun (2015), Delving deep into rectifiers,
    arXiv:1502.01852.
    """
    return rng.normal(0.0, np.sqrt(2 / n_in), size=(n_in, n_out))
