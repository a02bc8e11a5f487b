"""Where a network starts, for other activations than ReLU."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


def xavier_init(n_in: int, n_out: int, rng: Any) -> NDArray[np.float64]:
    """Draw the first weights of a tanh or sigmoid layer: normal, mean 0, variance 2 / (n_in + n_out).

    1 / n_in would keep the signal's strength on the way forward, 1 / n_out
    the slope's on the way back; this lies between the two.

    Parameters
    ----------
    n_in, n_out : int
        Numbers of inputs and of neurons.
    rng : numpy.random.Generator or RandomState

    Returns
    -------
    ndarray of float, shape (n_in, n_out)
        One column a neuron.

    References
    ----------
    Glorot and Bengio (2010), Understanding the difficulty of training deep
    feedforward neural networks, AISTATS 9.
    """
    return rng.normal(0.0, np.sqrt(2 / (n_in + n_out)), size=(n_in, n_out))
