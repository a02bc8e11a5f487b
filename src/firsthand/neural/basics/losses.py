"""What a network minimises, and the slope it starts its way back with."""

import numpy as np
from numpy.typing import ArrayLike

from firsthand._typing import Array, Floats
from firsthand.classical.basics.logistic_regression import sigmoid
from firsthand.foundations import softmax


def bce_with_logits(logits: Array, y: ArrayLike) -> tuple[float, Floats]:
    """Compute the binary cross-entropy of a network's scores, and its gradient along them.

    The loss is the mean over the rows of -log(p) where y is 1 and of
    -log(1 - p) where it is 0, with p = sigmoid(logit); the gradient is
    (p - y) / n. Both are exact for logits of any size.

    Parameters
    ----------
    logits : array of shape (n, 1)
        As they come from a last layer with one neuron.
    y : array of shape (n,)
        0 or 1 for each row.

    Returns
    -------
    tuple of float and ndarray of shape (n, 1)
        The loss in nats, and its gradient in the shape of the logits.
    """
    y = np.asarray(y).reshape(-1, 1)  # a column: (n, 1) minus (n,) would be (n, n)
    # -log(p) = log(1 + exp(-z)) and -log(1 - p) = log(1 + exp(z)), which differ by z.
    loss = np.mean(np.logaddexp(0, logits) - y * logits)
    return float(loss), (sigmoid(logits) - y) / len(y)


def softmax_cross_entropy_gradient(logits: Array, targets: Array) -> Floats:
    """Compute the gradient of the mean cross-entropy between softmax(logits) and target probabilities.

    The loss is the mean over the rows of -sum(targets * log(p)), where p is
    the softmax of the row. Since each row of targets sums to 1, its gradient
    along the logits is (p - targets) / n.

    Parameters
    ----------
    logits : array of shape (n, k)
        Scores of k classes, one row a case, however large.
    targets : array of shape (n, k)
        What p should be, each row with a sum of 1: a 1 at the right class and
        0 elsewhere, or softer.

    Returns
    -------
    ndarray of float, shape (n, k)
    """
    return (softmax(logits, axis=1) - targets) / len(logits)
